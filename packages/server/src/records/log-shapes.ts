/**
 * Lines as loggers write them, made into records of `kind: "log"`: Python's logging (its LogRecord as JSON, or python-json-logger's), pino's and
 * bunyan's, winston's. docs/http-api.md has the names of fields that are read.
 */
import { randomBytes } from 'node:crypto';
import { RECORD_LIMITS } from '@carpy/core';
import type { Fields } from '../http/fields.ts';

const L = RECORD_LIMITS;
const MESSAGES = ['message', 'msg'] as const;
const LEVELS = ['levelname', 'level', 'severity', 'levelno'] as const;
const TIMES = ['created', 'time', 'timestamp', '@timestamp', 'asctime', 'ts'] as const;
const LOGGERS = ['logger', 'name', 'logger_name'] as const;
const REQUEST_IDS = ['requestId', 'request_id', 'reqId'] as const;
const TRACE_IDS = ['traceId', 'trace_id', 'otelTraceID'] as const;
const TRACEBACKS = ['exc_text', 'exc_info', 'stack'] as const;
/** Shown under one name each. */
const PLACES: Readonly<Record<string, string>> = {
  pathname: 'file',
  filename: 'file',
  lineno: 'line',
  funcName: 'function',
  process: 'process',
  pid: 'process',
  threadName: 'thread',
};
/** Of no use to who reads a line. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  ['args', 'err', 'id', 'kind', 'v', 'hostname', 'module', 'msecs', 'relativeCreated', 'thread', 'processName'].concat(
    ['stack_info', 'taskName', 'context', 'req', 'res'],
    MESSAGES,
    LEVELS,
    TIMES,
    LOGGERS,
    REQUEST_IDS,
    TRACE_IDS,
    TRACEBACKS,
    Object.keys(PLACES),
  ),
);
const MAX_EXTRA = 30;

/** Python's and pino's numbers: 10 is debug there and trace here, the others agree. */
const NUMBERED: Readonly<Record<number, string>> = { 20: 'info', 30: 'warn', 40: 'error', 50: 'fatal' };
const PINO: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** One word for each, so that one query finds them all. */
const SAME: Readonly<Record<string, string>> = {
  warning: 'warn',
  err: 'error',
  critical: 'fatal',
  crit: 'fatal',
  notset: 'info',
};

/** Of a line that is no record yet: it has a message, and no list of lines of its own. */
export const isLogLine = (fields: Fields): boolean =>
  (fields['kind'] === undefined || fields['kind'] === 'log') &&
  fields['logs'] === undefined &&
  MESSAGES.some((name) => fields[name] !== undefined);

/** The fields of a record, unchecked. `nowMs`: when it is taken to be of where it does not say. */
export function logLineRecord(fields: Fields, nowMs: number): Fields {
  const atMs = timeOf(fields) ?? nowMs;
  const message = messageOf(fields);
  const error = errorOf(fields, message);
  const requestId = first(fields, REQUEST_IDS) ?? idOfRequest(fields['req']);
  const traceId = String(first(fields, TRACE_IDS) ?? '')
    .replaceAll('-', '')
    .toLowerCase();
  return {
    id: typeof fields['id'] === 'string' ? fields['id'] : randomBytes(16).toString('hex'),
    kind: 'log',
    startMs: atMs,
    ...(requestId === undefined || requestId === '' ? {} : { requestId: String(requestId).slice(0, 256) }),
    ...(/^(?!0+$)[0-9a-f]{32}$/.test(traceId) ? { traceId } : {}),
    ...(error === undefined ? {} : { error }),
    context: contextOf(fields),
    logs: [{ atMs, level: levelOf(fields), message: message.slice(0, L.logChars) }],
  };
}

function first(fields: Fields, names: readonly string[]): unknown {
  for (const name of names) if (fields[name] !== undefined && fields[name] !== null) return fields[name];
  return undefined;
}

function messageOf(fields: Fields): string {
  const text = textFrom(first(fields, MESSAGES));
  const args = fields['args'];
  if (!Array.isArray(args) || args.length === 0) return text;
  let next = 0;
  // What Python's % does of what is common in messages.
  return text.replace(/%(?:[-+0]?\d*(?:\.\d+)?[sdrifa]|%)/g, (place) =>
    place === '%%' ? '%' : next < args.length ? textFrom(args[next++]) : place,
  );
}

const textFrom = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function levelOf(fields: Fields): string {
  const given = first(fields, LEVELS);
  if (typeof given === 'number') return (fields['levelno'] === given ? NUMBERED : PINO)[given] ?? 'debug';
  const level = typeof given === 'string' ? given.trim().toLowerCase().slice(0, 40) : '';
  return SAME[level] ?? (level === '' ? 'info' : level);
}

/** Epoch ms. Numbers below 1e11 are seconds. A text without a zone is read as UTC. */
function timeOf(fields: Fields): number | undefined {
  const given = first(fields, TIMES);
  if (typeof given === 'number') return given < 1e11 ? given * 1_000 : given;
  if (typeof given !== 'string') return undefined;
  // Python's asctime: 2026-01-02 03:04:05,678
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(given.trim());
  if (found === null) return undefined;
  const [, day, time, fraction = '0', zone = 'Z'] = found;
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function errorOf(fields: Fields, message: string): Fields | undefined {
  const { err } = fields;
  if (typeof err === 'object' && err !== null && !Array.isArray(err)) {
    const { type, name, message: text, stack } = err as Fields;
    return {
      type: textFrom(type ?? name ?? 'Error').slice(0, L.nameChars) || 'Error',
      message: textFrom(text ?? message).slice(0, L.messageChars),
      ...(typeof stack === 'string' ? { stack: stack.slice(0, L.stackChars) } : {}),
    };
  }
  const stack = first(fields, TRACEBACKS);
  if (typeof stack !== 'string' || stack.trim() === '') return undefined;
  // The end of a traceback tells what was raised, the beginning of a stack what was thrown.
  const lines = stack.trimEnd().split('\n');
  const told = (stack.includes('Traceback (most recent call last)') ? lines.at(-1) : lines[0]) as string;
  const [, type = 'Error', text = message] = /^([\w.$]{1,200})(?:: ?(.*))?$/.exec(told.trim()) ?? [];
  // Of a long traceback the innermost calls are at its end.
  const kept = lines[0]?.startsWith('Traceback') === true ? stack.slice(-L.stackChars) : stack.slice(0, L.stackChars);
  return { type, message: text.slice(0, L.messageChars), stack: kept };
}

const idOfRequest = (req: unknown): unknown =>
  typeof req === 'object' && req !== null ? (req as Fields)['id'] : undefined;

function contextOf(fields: Fields): Fields {
  const context: Record<string, unknown> = {};
  const own = fields['context'];
  const add = (key: string, value: unknown): void => {
    if (typeof value === 'string') context[key] = value.slice(0, L.valueChars);
    else if (typeof value === 'number' || typeof value === 'boolean') context[key] = value;
  };
  add('logger', first(fields, LOGGERS));
  for (const [name, shown] of Object.entries(PLACES)) if (context[shown] === undefined) add(shown, fields[name]);
  const extra = Object.entries(fields).filter(([name]) => !LEFT_OUT.has(name) && name.length <= 256);
  const given = typeof own === 'object' && own !== null ? Object.entries(own) : [];
  for (const [name, value] of [...given, ...extra].slice(0, MAX_EXTRA))
    if (context[name] === undefined) add(name, value);
  return context;
}
