/** What a row of the table says of a request. Pure. */
import type { RecordRow } from '@carpy/api';

export interface StatusWord {
  readonly text: string;
  /** `bad` is marked by shape and colour; `plain` is not marked at all: nothing healthy is. */
  readonly tone: 'bad' | 'warn' | 'plain';
}

/** The status of an HTTP request, the level of a log line, the outcome of anything else. */
export function statusWord(row: Pick<RecordRow, 'status' | 'outcome' | 'level' | 'kind'>): StatusWord {
  if (row.kind === 'log') {
    const level = row.level ?? 'log';
    return {
      text: level,
      tone: /^(?:error|fatal|critical)$/i.test(level) ? 'bad' : /^warn/i.test(level) ? 'warn' : 'plain',
    };
  }
  const text = row.status === undefined ? (row.outcome ?? '') : String(row.status);
  if (row.outcome === 'error') return { text, tone: 'bad' };
  return { text, tone: row.status !== undefined && row.status >= 400 ? 'warn' : 'plain' };
}

type Named = Pick<RecordRow, 'transaction' | 'route' | 'method' | 'kind' | 'message'>;

/** A log line that belongs to no transaction has no other name than its text. */
const isBareLog = (row: Named): boolean =>
  row.kind === 'log' && row.transaction === undefined && row.route === undefined && (row.message ?? '') !== '';

/** The name without its method where that has a column of its own: `POST /cart` is `/cart` there. */
export function nameOf(row: Named): string {
  if (isBareLog(row)) return row.message as string;
  const name = row.transaction ?? row.route ?? (row.kind === 'log' ? 'outside of any request' : row.kind);
  const method = row.method === undefined ? '' : `${row.method} `;
  return method !== '' && name.startsWith(method) ? name.slice(method.length) : name;
}

/** `TimeoutError: payments did not answer`; of a log line its text, unless that stands as its name. */
export const failureWords = (row: Named & Pick<RecordRow, 'errorType'>): string =>
  [row.errorType, isBareLog(row) ? '' : row.message].filter((text) => text !== undefined && text !== '').join(': ');
