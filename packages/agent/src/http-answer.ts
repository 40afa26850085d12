/** Reads the answer to a single request over HTTP/1.1, from the bytes that came so far. */

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

export type ReadAnswer = HttpAnswer | { readonly reason: string };

const CUT_SHORT = { reason: 'the answer was cut short' };
const NO_HTTP = { reason: 'the answer is no HTTP' };
const HEAD_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |$)/;
const CHUNK_SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

/** undefined while there is more to come; `ended`: nothing more will. */
export function readAnswer(bytes: Buffer, ended: boolean): ReadAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return ended ? CUT_SHORT : undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) return NO_HTTP;
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  // Interim, as 103: the answer itself follows.
  if (status < 200) return readAnswer(rest, ended);
  const headers = new Map(lines.map(headerOf));
  const body = status === 204 || status === 304 ? Buffer.alloc(0) : bodyOf(headers, rest, ended);
  if (body === undefined) return ended ? CUT_SHORT : undefined;
  return 'reason' in body ? body : { status, text: body.toString('utf8'), retryAfter: headers.get('retry-after') };
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, Math.max(0, colon)).toLowerCase(), line.slice(colon + 1).trim()];
}

/** undefined while it is not whole. */
function bodyOf(headers: Map<string, string>, rest: Buffer, ended: boolean): Buffer | typeof NO_HTTP | undefined {
  if (headers.get('transfer-encoding')?.toLowerCase().endsWith('chunked') === true) return unchunked(rest);
  const given = headers.get('content-length');
  if (given === undefined) return ended ? rest : undefined;
  const length = Number(given);
  if (!Number.isInteger(length) || length < 0) return NO_HTTP;
  return rest.length < length ? undefined : rest.subarray(0, length);
}

function unchunked(rest: Buffer): Buffer | typeof NO_HTTP | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = CHUNK_SIZE.exec(rest.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) return NO_HTTP;
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(parts);
    const from = lineEnd + 2;
    if (rest.length < from + length + 2) return undefined;
    parts.push(rest.subarray(from, from + length));
    at = from + length + 2;
  }
}
