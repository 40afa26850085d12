/** Reads the lines of a body of request records, within bounds. Unknown fields are left out: agents of a later version may tell more. */
import { RECORD_LIMITS, type RecordChild, type RecordsHead, type RequestRecord } from '@carpy/core';
import { badRequest } from '../errors.ts';
import { type Fields, listOf, numberOf, objectOf, optionalNumberOf, optionalTextOf, textOf } from '../fields.ts';

const MAX_EPOCH_MS = 8_640_000_000_000_000;
const MAX_MS = Number.MAX_SAFE_INTEGER;
/** Transactions of one body. */
const MAX_TRANSACTIONS = 2_000;
const SHORT_CHARS = 256;
const L = RECORD_LIMITS;

/** Throws CARPY_BAD_REQUEST naming the field. */
export function parseHead(value: unknown): RecordsHead {
  const fields = objectOf(value, 'line 1');
  return {
    app: textOf(fields['app'], 'app', SHORT_CHARS),
    server: textOf(fields['server'], 'server', SHORT_CHARS),
    ...optional('version', optionalTextOf(fields['version'], 'version', SHORT_CHARS)),
    sentAtMs: numberOf(fields['sentAtMs'], 'sentAtMs', 0, MAX_EPOCH_MS),
    ...optional(
      'clockOffsetMs',
      optionalNumberOf(fields['clockOffsetMs'], 'clockOffsetMs', -MAX_EPOCH_MS, MAX_EPOCH_MS),
    ),
    ...optional('roundTripMs', optionalNumberOf(fields['roundTripMs'], 'roundTripMs', 0, MAX_EPOCH_MS)),
    seen: countsOf(fields['seen'], 'seen'),
    kept: countsOf(fields['kept'], 'kept'),
  };
}

/** Throws CARPY_BAD_REQUEST naming the field. */
export function parseRecord(value: unknown): RequestRecord {
  const fields = objectOf(value, 'record');
  const kind = textOf(fields['kind'], 'kind', 40);
  return {
    id: hexOf(fields['id'], 'id', 32),
    startMs: numberOf(fields['startMs'], 'startMs', 0, MAX_EPOCH_MS),
    kind,
    ...(kind === 'log' ? {} : outcomeOf(fields)),
    ...optional('method', optionalTextOf(fields['method'], 'method', 40)),
    ...optional('route', optionalTextOf(fields['route'], 'route', L.nameChars)),
    ...optional('status', optionalNumberOf(fields['status'], 'status', 0, 999)),
    ...optional('requestId', optionalTextOf(fields['requestId'], 'requestId', SHORT_CHARS)),
    ...(fields['traceId'] === undefined ? {} : { traceId: hexOf(fields['traceId'], 'traceId', 32) }),
    children: listOf(fields['children'], 'children', L.children).map(childOf),
    ...(fields['causes'] === undefined ? {} : { causes: causesOf(fields['causes']) }),
    ...(fields['error'] === undefined ? {} : { error: errorOf(fields['error']) }),
    context: contextOf(fields['context']),
    logs: listOf(fields['logs'], 'logs', L.logs).map((line, i) => {
      const parts = objectOf(line, `logs[${i}]`);
      return {
        atMs: numberOf(parts['atMs'], `logs[${i}].atMs`, 0, MAX_EPOCH_MS),
        level: textOf(parts['level'], `logs[${i}].level`, 40),
        message: textOf(parts['message'], `logs[${i}].message`, L.logChars, 0),
      };
    }),
  };
}

const optional = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

function outcomeOf(fields: Fields): Pick<RequestRecord, 'transaction' | 'durationMs' | 'outcome'> {
  return {
    transaction: textOf(fields['transaction'], 'transaction', L.nameChars),
    durationMs: numberOf(fields['durationMs'], 'durationMs', 0, MAX_MS),
    outcome: oneOf(fields['outcome'], 'outcome'),
  };
}

function oneOf(value: unknown, path: string): 'ok' | 'error' {
  if (value === 'ok' || value === 'error') return value;
  throw badRequest(`${path}: ok or error is needed`);
}

function hexOf(value: unknown, path: string, digits: number): string {
  if (typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)) return value;
  throw badRequest(`${path}: ${digits} hex digits in lower case are needed`);
}

function childOf(value: unknown, i: number): RecordChild {
  const path = `children[${i}]`;
  const parts = objectOf(value, path);
  const parent = numberOf(parts['parent'], `${path}.parent`, -1, i - 1);
  if (!Number.isInteger(parent)) throw badRequest(`${path}.parent: the index of a child before it is needed, or -1`);
  return {
    name: textOf(parts['name'], `${path}.name`, L.nameChars),
    parent,
    startOffsetMs: numberOf(parts['startOffsetMs'], `${path}.startOffsetMs`, 0, MAX_MS),
    durationMs: numberOf(parts['durationMs'], `${path}.durationMs`, 0, MAX_MS),
    outcome: oneOf(parts['outcome'], `${path}.outcome`),
  };
}

function causesOf(value: unknown): NonNullable<RequestRecord['causes']> {
  const parts = objectOf(value, 'causes');
  return {
    ...optional('loopBusyMs', optionalNumberOf(parts['loopBusyMs'], 'causes.loopBusyMs', 0, MAX_MS)),
    ...optional('gcMs', optionalNumberOf(parts['gcMs'], 'causes.gcMs', 0, MAX_MS)),
  };
}

function errorOf(value: unknown): NonNullable<RequestRecord['error']> {
  const parts = objectOf(value, 'error');
  return {
    type: textOf(parts['type'], 'error.type', L.nameChars),
    message: textOf(parts['message'], 'error.message', L.messageChars, 0),
    ...optional('stack', optionalTextOf(parts['stack'], 'error.stack', L.stackChars)),
  };
}

function contextOf(value: unknown): RequestRecord['context'] {
  const entries = Object.entries(value === undefined ? {} : objectOf(value, 'context'));
  if (entries.length > L.contextFields)
    throw badRequest(`context: ${entries.length} fields were sent, at most ${L.contextFields} are taken`);
  return Object.fromEntries(
    entries.map(([key, field]) => {
      const path = `context.${key.slice(0, 100)}`;
      if (key.length > SHORT_CHARS) throw badRequest(`${path}: a name of at most ${SHORT_CHARS} characters is needed`);
      if (typeof field === 'number' || typeof field === 'boolean') return [key, field];
      return [key, textOf(field, path, L.valueChars, 0)];
    }),
  );
}

function countsOf(value: unknown, path: string): Readonly<Record<string, number>> {
  const entries = Object.entries(objectOf(value, path));
  if (entries.length > MAX_TRANSACTIONS)
    throw badRequest(`${path}: ${entries.length} transactions were sent, at most ${MAX_TRANSACTIONS} are taken`);
  return Object.fromEntries(
    entries.map(([name, n]) => [name.slice(0, L.nameChars), numberOf(n, `${path}.${name.slice(0, 100)}`, 0, MAX_MS)]),
  );
}
