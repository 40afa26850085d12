/**
 * The record of one ended transaction, as JSON. What may say something of a person is left out from the start: no bodies, no query values,
 * of headers only those on the list. From texts that remain secrets and personal data are taken out, then they pass the application's own hook.
 */
import { inspect } from 'node:util';
import { RECORD_LIMITS, type RecordCauses, type RecordError, type RecordLog, type RequestRecord } from '@carpy/core';
import { randomHex } from '../random-hex.ts';
import type { TransactionDetails } from '../transaction-details.ts';
import { cleanRecord } from './clean-record.ts';
import type { RecordSettings } from './record-options.ts';
import { type Trail, thousandths } from './trail.ts';

const MAX_REQUEST_ID_CHARS = 256;
const MAX_METHOD_CHARS = 40;
const L = RECORD_LIMITS;

/** What a transaction knows of itself when it ends. Times by the session's clock, ms. */
export interface Ended {
  readonly transaction: string;
  readonly failed: boolean;
  readonly startMs: number;
  readonly endMs: number;
  /** Epoch ms of its end. */
  readonly endedAtMs: number;
  readonly trail: Trail;
  readonly details: TransactionDetails | undefined;
  readonly traceId: string | undefined;
  readonly error: unknown;
  /** Of one that something else timed, by the clock of the epoch: what is known of its error, and no causes. */
  readonly known?: { readonly error: RecordError | undefined; readonly endMs: number };
  readonly causes: RecordCauses;
  readonly logs: readonly RecordLog[];
}

/** undefined where the application's hook drops it. Throws what that hook throws: then nothing may be sent. */
export function recordLine(ended: Ended, settings: RecordSettings): string | undefined {
  return shownLine(recordOf(ended, settings), settings);
}

/** One line of a log outside of any transaction; as recordLine. */
export function logLine(level: string, message: string, atMs: number, settings: RecordSettings): string | undefined {
  const logs = [{ atMs, level, message: message.slice(0, L.logChars) }];
  return shownLine({ id: randomHex(16), startMs: atMs, kind: 'log', children: [], context: {}, logs }, settings);
}

function shownLine(record: RequestRecord, settings: RecordSettings): string | undefined {
  const clean = cleanRecord(record, settings.redactions);
  const shown = settings.redact === undefined ? clean : settings.redact(clean);
  return shown === undefined || shown === null || (shown as unknown) === false ? undefined : JSON.stringify(shown);
}

function recordOf(ended: Ended, settings: RecordSettings): RequestRecord {
  const { details, traceId } = ended;
  const durationMs = ended.endMs - ended.startMs;
  const requestId = details?.header?.('x-request-id')?.slice(0, MAX_REQUEST_ID_CHARS);
  const error = ended.known === undefined ? errorOf(details?.error ?? ended.error) : ended.known.error;
  return {
    id: randomHex(16),
    startMs: thousandths((ended.known?.endMs ?? ended.endedAtMs) - durationMs),
    durationMs: thousandths(durationMs),
    transaction: ended.transaction.slice(0, L.nameChars) || '_',
    outcome: ended.failed ? 'error' : 'ok',
    kind: details?.kind ?? 'transaction',
    ...(details?.method === undefined ? {} : { method: details.method.slice(0, MAX_METHOD_CHARS) }),
    ...(details?.route === undefined ? {} : { route: withoutQuery(details.route).slice(0, L.nameChars) }),
    ...(details?.status === undefined ? {} : { status: details.status }),
    ...(requestId === undefined || requestId === '' ? {} : { requestId }),
    ...(traceId === undefined ? {} : { traceId }),
    children: ended.trail.children(ended.startMs, ended.endMs),
    ...(ended.known === undefined ? { causes: ended.causes } : {}),
    ...(ended.failed && error !== undefined ? { error } : {}),
    context: contextOf(ended, settings.headers),
    logs: ended.logs,
  };
}

const withoutQuery = (route: string): string => route.split('?', 1)[0] as string;

function contextOf({ details, startMs }: Ended, headers: readonly string[]): Record<string, string | number> {
  const context: Record<string, string | number> = {};
  if (details?.headersSentAtMs !== undefined) context['headersSentMs'] = thousandths(details.headersSentAtMs - startMs);
  if (details?.header === undefined) return context;
  for (const name of headers) {
    const value = details.header(name);
    if (typeof value === 'string') context[`header.${name}`] = value.slice(0, L.valueChars);
  }
  return context;
}

/** Any thrown value. Reads it with care: getters of an error may throw. */
function errorOf(thrown: unknown): RecordError | undefined {
  if (thrown === undefined) return undefined;
  try {
    if (!(thrown instanceof Error) && !isErrorLike(thrown))
      return { type: typeof thrown, message: shownThrown(thrown).slice(0, L.messageChars) };
    const { name, message, stack } = thrown;
    return {
      type: String(thrown.constructor?.name || name || 'Error').slice(0, L.nameChars),
      message: String(message).slice(0, L.messageChars),
      ...(typeof stack === 'string' ? { stack: stack.slice(0, L.stackChars) } : {}),
    };
  } catch {
    return { type: 'unreadable', message: '' };
  }
}

/** What is no error: of a plain object its own values, one level deep. */
function shownThrown(thrown: unknown): string {
  const text = String(thrown);
  return text === '[object Object]' ? inspect(thrown, SHOWN) : text;
}

const SHOWN = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, customInspect: false };

/** An Error of another realm. */
const isErrorLike = (thrown: unknown): thrown is Error =>
  typeof thrown === 'object' && thrown !== null && typeof (thrown as { message?: unknown }).message === 'string';
