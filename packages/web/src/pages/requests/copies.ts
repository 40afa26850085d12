/** A record as text to take along. Pure. */
import type { StoredRecord } from '@carpy/core';

/** For a POSIX shell. */
const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Headers that curl makes itself, or that belong to a body which is not kept. */
const madeByCurl: ReadonlySet<string> = new Set([
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'accept-encoding',
]);

/**
 * The request as a curl command, as far as it is kept: no host, no query values, no body ever leave the app, so `$HOST` and the route's own
 * `:placeholders` stand there for the reader to fill in. Undefined for what was no HTTP request.
 */
export function curlOf(record: StoredRecord): string | undefined {
  const path = contextText(record, 'url') ?? contextText(record, 'path') ?? record.route;
  if (record.method === undefined || path === undefined) return undefined;
  const url = /^https?:/.test(path) ? shellQuoted(path) : `"$HOST"${shellQuoted(path)}`;
  const lines = [`curl -X ${shellQuoted(record.method.toUpperCase()).replaceAll(/^'([A-Z]+)'$/g, '$1')} ${url}`];
  for (const [key, value] of Object.entries(record.context)) {
    const name = /^header\.(.+)$/.exec(key)?.[1];
    if (name !== undefined && !madeByCurl.has(name.toLowerCase())) lines.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  }
  if (record.requestId !== undefined) lines.push(`-H ${shellQuoted(`x-request-id: ${record.requestId}`)}`);
  return lines.join(' \\\n  ');
}

function contextText(record: StoredRecord, key: string): string | undefined {
  const value = record.context[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const jsonOf = (record: StoredRecord): string => JSON.stringify(record, undefined, 2);
