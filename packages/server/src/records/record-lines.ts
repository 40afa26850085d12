/**
 * Reads the lines of a body of request records, within bounds. Unknown fields are left out: agents of a later version may tell more.
 * Hot: every record passes here; objects are built field by field, since spreading costs more than all checks (bench/records/http.mjs).
 */
import {
  RECORD_LIMITS,
  type RecordChild,
  type RecordError,
  type RecordLog,
  type RecordsHead,
  type StoredRecord,
  segment,
} from '@carpy/core';
import { badRequest } from '../http/errors.ts';
import { type Fields, listOf, numberOf, objectOf, textOf } from '../http/fields.ts';
import { isLogLine, logLineRecord } from './log-shapes.ts';
import type { StampRules } from './stamps.ts';

const MAX_EPOCH_MS = 8_640_000_000_000_000;
const MAX_MS = Number.MAX_SAFE_INTEGER;
/** Transactions of one body. */
const MAX_TRANSACTIONS = 2_000;
const SHORT_CHARS = 256;
const MAX_WEIGHT = 1e9;
const L = RECORD_LIMITS;
const HEX = /^[0-9a-f]{32}$/;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** App and server become segments, as in paths. Throws CARPY_BAD_REQUEST naming the field. */
export function parseHead(value: unknown): RecordsHead {
  const fields = objectOf(value, 'line 1');
  const head: Writable<RecordsHead> = {
    app: segment(textOf(fields['app'], 'app', SHORT_CHARS)),
    server: segment(textOf(fields['server'], 'server', SHORT_CHARS)),
    // What sends lines of a log alone needs none of these.
    sentAtMs: given(fields, 'sentAtMs') ? numberOf(fields['sentAtMs'], 'sentAtMs', 0, MAX_EPOCH_MS) : 0,
    seen: given(fields, 'seen') ? countsOf(fields['seen'], 'seen') : {},
    kept: given(fields, 'kept') ? countsOf(fields['kept'], 'kept') : {},
  };
  if (given(fields, 'version')) head.version = textOf(fields['version'], 'version', SHORT_CHARS);
  if (given(fields, 'clockOffsetMs'))
    head.clockOffsetMs = numberOf(fields['clockOffsetMs'], 'clockOffsetMs', -MAX_EPOCH_MS, MAX_EPOCH_MS);
  if (given(fields, 'roundTripMs')) head.roundTripMs = numberOf(fields['roundTripMs'], 'roundTripMs', 0, MAX_EPOCH_MS);
  return head;
}

/** As the server keeps it. `head` has segments already. Throws CARPY_BAD_REQUEST naming the field. */
export function parseRecord(value: unknown, { app, server, version }: RecordsHead, stamps: StampRules): StoredRecord {
  const sent = objectOf(value, 'record');
  const fields = isLogLine(sent) ? logLineRecord(sent, stamps.nowMs - stamps.offsetMs) : sent;
  const agentMs = numberOf(fields['startMs'], 'startMs', 0, MAX_EPOCH_MS);
  const record: Writable<StoredRecord> = {
    app,
    server,
    id: hexOf(fields['id'], 'id'),
    startMs: stamps.checked(agentMs),
    kind: textOf(fields['kind'], 'kind', 40),
    children: childrenOf(fields['children']),
    context: contextOf(fields['context']),
    logs: logsOf(fields['logs'], stamps.offsetMs),
  };
  if (version !== undefined) record.version = version;
  if (stamps.offsetMs !== 0) record.agentStartMs = agentMs;
  if (record.kind !== 'log') {
    record.transaction = textOf(fields['transaction'], 'transaction', L.nameChars);
    record.durationMs = numberOf(fields['durationMs'], 'durationMs', 0, MAX_MS);
    record.outcome = outcomeOf(fields['outcome'], 'outcome');
  }
  if (given(fields, 'method')) record.method = textOf(fields['method'], 'method', 40);
  if (given(fields, 'route')) record.route = textOf(fields['route'], 'route', L.nameChars);
  if (given(fields, 'status')) record.status = numberOf(fields['status'], 'status', 0, 999);
  if (given(fields, 'requestId')) record.requestId = textOf(fields['requestId'], 'requestId', SHORT_CHARS);
  if (given(fields, 'traceId')) record.traceId = hexOf(fields['traceId'], 'traceId');
  if (given(fields, 'weight')) record.weight = numberOf(fields['weight'], 'weight', 1, MAX_WEIGHT);
  if (given(fields, 'causes')) record.causes = causesOf(fields['causes']);
  if (given(fields, 'error')) record.error = errorOf(fields['error']);
  return record;
}

function given(fields: Fields, name: string): boolean {
  const value = fields[name];
  return value !== undefined && value !== null;
}

function outcomeOf(value: unknown, path: string): 'ok' | 'error' {
  if (value === 'ok' || value === 'error') return value;
  throw badRequest(`${path}: ok or error is needed`);
}

function hexOf(value: unknown, path: string): string {
  if (typeof value === 'string' && HEX.test(value)) return value;
  throw badRequest(`${path}: 32 hex digits in lower case are needed`);
}

function childrenOf(value: unknown): RecordChild[] {
  const list = listOf(value, 'children', L.children);
  const children: RecordChild[] = [];
  for (let i = 0; i < list.length; i++) {
    try {
      children.push(childOf(objectOf(list[i], 'child'), i));
    } catch (e) {
      // The path is made only where it is told.
      throw badRequest(`children[${i}].${(e as { detail: string }).detail}`);
    }
  }
  return children;
}

function childOf(parts: Fields, i: number): RecordChild {
  const parent = numberOf(parts['parent'], 'parent', -1, i - 1);
  if (!Number.isInteger(parent)) throw badRequest('parent: the index of a child before it is needed, or -1');
  return {
    name: textOf(parts['name'], 'name', L.nameChars),
    parent,
    startOffsetMs: numberOf(parts['startOffsetMs'], 'startOffsetMs', 0, MAX_MS),
    durationMs: numberOf(parts['durationMs'], 'durationMs', 0, MAX_MS),
    outcome: outcomeOf(parts['outcome'], 'outcome'),
  };
}

function logsOf(value: unknown, offsetMs: number): RecordLog[] {
  return listOf(value, 'logs', L.logs).map((line, i) => {
    const parts = objectOf(line, `logs[${i}]`);
    return {
      atMs: numberOf(parts['atMs'], `logs[${i}].atMs`, 0, MAX_EPOCH_MS) + offsetMs,
      level: textOf(parts['level'], `logs[${i}].level`, 40),
      message: textOf(parts['message'], `logs[${i}].message`, L.logChars, 0),
    };
  });
}

function causesOf(value: unknown): NonNullable<StoredRecord['causes']> {
  const parts = objectOf(value, 'causes');
  const causes: Writable<NonNullable<StoredRecord['causes']>> = {};
  if (given(parts, 'loopBusyMs')) causes.loopBusyMs = numberOf(parts['loopBusyMs'], 'causes.loopBusyMs', 0, MAX_MS);
  if (given(parts, 'gcMs')) causes.gcMs = numberOf(parts['gcMs'], 'causes.gcMs', 0, MAX_MS);
  return causes;
}

function errorOf(value: unknown): RecordError {
  const parts = objectOf(value, 'error');
  const error: Writable<RecordError> = {
    type: textOf(parts['type'], 'error.type', L.nameChars),
    message: textOf(parts['message'], 'error.message', L.messageChars, 0),
  };
  if (given(parts, 'stack')) error.stack = textOf(parts['stack'], 'error.stack', L.stackChars, 0);
  return error;
}

function contextOf(value: unknown): StoredRecord['context'] {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(objectOf(value, 'context'));
  if (entries.length > L.contextFields)
    throw badRequest(`context: ${entries.length} fields were sent, at most ${L.contextFields} are taken`);
  for (const [key, field] of entries) {
    if (key.length > SHORT_CHARS)
      throw badRequest(`context.${key.slice(0, 100)}: a name of at most ${SHORT_CHARS} characters is needed`);
    if (typeof field !== 'number' && typeof field !== 'boolean')
      textOf(field, `context.${key.slice(0, 100)}`, L.valueChars, 0);
  }
  // A key such as `__proto__` is a field like others this way, and no other's.
  return Object.fromEntries(entries) as StoredRecord['context'];
}

function countsOf(value: unknown, path: string): Readonly<Record<string, number>> {
  const entries = Object.entries(objectOf(value, path));
  if (entries.length > MAX_TRANSACTIONS)
    throw badRequest(`${path}: ${entries.length} transactions were sent, at most ${MAX_TRANSACTIONS} are taken`);
  return Object.fromEntries(
    entries.map(([name, n]) => [name.slice(0, L.nameChars), numberOf(n, `${path}.${name.slice(0, 100)}`, 0, MAX_MS)]),
  );
}
