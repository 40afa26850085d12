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

/** The name without its method where that has a column of its own: `POST /cart` is `/cart` there. */
export function nameOf(row: Pick<RecordRow, 'transaction' | 'route' | 'method' | 'kind'>): string {
  const name = row.transaction ?? row.route ?? (row.kind === 'log' ? 'outside of any request' : row.kind);
  const method = row.method === undefined ? '' : `${row.method} `;
  return method !== '' && name.startsWith(method) ? name.slice(method.length) : name;
}

/** `TimeoutError: payments did not answer`; of a log line its text. */
export const failureWords = (row: Pick<RecordRow, 'errorType' | 'message'>): string =>
  [row.errorType, row.message].filter((text) => text !== undefined && text !== '').join(': ');
