/** Settings of request records, with their defaults and bounds. */
import type { RecordsOptions } from '../api.ts';

export interface RecordSettings {
  /** In small letters. */
  readonly headers: readonly string[];
  /** Of one transaction and minute. */
  readonly errors: number;
  readonly slowest: number;
  readonly sample: number;
  readonly redact: RecordsOptions['redact'];
}

/** Headers that say nothing of a person. */
const HEADERS = ['content-length', 'content-type', 'user-agent'];
const MAX_HEADERS = 30;
const MAX_OF_A_KIND = 1_000;

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
  redact,
}: RecordsOptions): RecordSettings | undefined {
  const usable =
    Array.isArray(headers) &&
    headers.length <= MAX_HEADERS &&
    headers.every((name) => typeof name === 'string') &&
    [errors, slowest, sample].every((n) => Number.isInteger(n) && n >= 0 && n <= MAX_OF_A_KIND) &&
    (redact === undefined || typeof redact === 'function');
  return usable ? { headers: headers.map((name) => name.toLowerCase()), errors, slowest, sample, redact } : undefined;
}
