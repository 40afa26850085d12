/** Settings of request records, with their defaults and bounds. */
import { REDACTIONS, type Redaction } from '@carpy/core';
import type { RecordsOptions } from '../api.ts';
import { severityOf } from '../logging/levels.ts';

export interface RecordSettings {
  /** In small letters. */
  readonly headers: readonly string[];
  /** Of one transaction and minute. */
  readonly errors: number;
  readonly slowest: number;
  readonly sample: number;
  /** The least that is kept of log lines, as pino's numbers. */
  readonly logSeverity: number;
  /** Of a minute, outside of transactions. */
  readonly logLines: number;
  readonly redactions: readonly Redaction[];
  readonly redact: RecordsOptions['redact'];
}

/** Headers that say nothing of a person. */
const HEADERS = ['content-length', 'content-type', 'user-agent'];
const MAX_HEADERS = 30;
const MAX_OF_A_KIND = 1_000;
const MAX_LOG_LINES = 10_000;
const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'off'];
const USUAL: readonly string[] = REDACTIONS.filter(({ optional }) => optional !== true).map(({ name }) => name);

/** undefined for what is not usable. */
export function parseRecords(
  value: unknown,
  parseSwitch: (value: unknown) => boolean | undefined,
): RecordSettings | false | undefined {
  if (typeof value !== 'object' || value === null) {
    const on = parseSwitch(value);
    return on === true ? settingsOf({}) : on;
  }
  return settingsOf(value as RecordsOptions);
}

function settingsOf({
  headers = HEADERS,
  errors = 100,
  slowest = 5,
  sample = 5,
  logLevel = 'warn',
  logLines = 100,
  redactions = USUAL,
  redact,
}: RecordsOptions): RecordSettings | undefined {
  const usable =
    Array.isArray(headers) &&
    headers.length <= MAX_HEADERS &&
    headers.every((name) => typeof name === 'string') &&
    [errors, slowest, sample].every((n) => Number.isInteger(n) && n >= 0 && n <= MAX_OF_A_KIND) &&
    LEVELS.includes(logLevel) &&
    Number.isInteger(logLines) &&
    logLines >= 0 &&
    logLines <= MAX_LOG_LINES &&
    Array.isArray(redactions) &&
    redactions.every((name) => REDACTIONS.some((one) => one.name === name)) &&
    (redact === undefined || typeof redact === 'function');
  if (!usable) return undefined;
  return {
    headers: headers.map((name) => name.toLowerCase()),
    errors,
    slowest,
    sample,
    logSeverity: logLevel === 'off' ? Number.POSITIVE_INFINITY : severityOf(logLevel),
    logLines,
    redactions: REDACTIONS.filter(({ name }) => redactions.includes(name)),
    redact,
  };
}
