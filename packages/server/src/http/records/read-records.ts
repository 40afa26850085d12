/** A body of request records as a batch for the store: unpacked within bounds, line by line, its faults noted by line. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CarpyError, isCarpyError, RECORD_LIMITS, type RecordsHead, type RequestRecord } from '@carpy/core';
import { mediaType, readBytes } from '../body.ts';
import { badRequest } from '../errors.ts';
import type { AppContext } from '../route.ts';
import { parseHead, parseRecord } from './record-lines.ts';

const unzip = promisify(gunzip);
const NEWLINE = 10;
/** Bad lines that are named in the answer; the rest is counted. */
const MAX_NAMED = 20;
/** So many lines are read in one go, then others get their turn. */
const LINES_A_TURN = 200;

export interface RecordsBody {
  readonly head: RecordsHead;
  readonly records: readonly RequestRecord[];
  readonly bad: number;
  readonly badLines: readonly { readonly line: number; readonly reason: string }[];
}

/** Throws CARPY_UNSUPPORTED_TYPE, CARPY_TOO_LARGE, and CARPY_BAD_REQUEST where the whole can't be read. */
export async function readRecords(c: AppContext): Promise<RecordsBody> {
  const type = mediaType(c);
  if (type !== 'application/x-ndjson')
    throw new CarpyError('CARPY_UNSUPPORTED_TYPE', `"${type.slice(0, 100)}" was sent, application/x-ndjson is needed`);
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new CarpyError(
      'CARPY_UNSUPPORTED_TYPE',
      `content-encoding "${encoding.slice(0, 40)}" was sent, gzip is read`,
    );
  const body = await readBytes(c, RECORD_LIMITS.bodyBytes);
  return parseLines(encoding === 'gzip' ? await unpacked(body) : body);
}

async function unpacked(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: RECORD_LIMITS.unpackedBytes });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new CarpyError('CARPY_TOO_LARGE', `the body unpacks to more than ${RECORD_LIMITS.unpackedBytes} bytes`);
    throw badRequest('the body is not gzip');
  }
}

async function parseLines(bytes: Buffer): Promise<RecordsBody> {
  let head: RecordsHead | undefined;
  const records: RequestRecord[] = [];
  const badLines: { line: number; reason: string }[] = [];
  let bad = 0;
  let line = 0;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.subarray(at, end);
    at = end + 1;
    line++;
    if (text.length === 0) continue;
    if (head === undefined) head = parseHead(jsonOf(text));
    else {
      try {
        records.push(parseRecord(jsonOf(text)));
      } catch (e) {
        bad++;
        if (badLines.length < MAX_NAMED) badLines.push({ line, reason: reasonOf(e) });
      }
    }
    if (line % LINES_A_TURN === 0) await new Promise((next) => setImmediate(next));
  }
  if (head === undefined) throw badRequest('the body is empty: its first line must tell app and server');
  return { head, records: correctedBy(head, records), bad, badLines };
}

function jsonOf(text: Buffer): unknown {
  if (text.length > RECORD_LIMITS.lineBytes)
    throw badRequest(`the line has ${text.length} bytes, at most ${RECORD_LIMITS.lineBytes} are read`);
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw badRequest('the line is not JSON');
  }
}

const reasonOf = (e: unknown): string => (isCarpyError(e) ? e.detail : 'it cannot be read');

/** Stamps by this server's clock where the agent's is known to be off by more than its measurement may be; both are kept. */
function correctedBy(head: RecordsHead, records: readonly RequestRecord[]): readonly RequestRecord[] {
  const offsetMs = head.clockOffsetMs ?? 0;
  if (Math.abs(offsetMs) <= Math.max(1_000, head.roundTripMs ?? 0)) return records;
  return records.map((record) => ({ ...record, startMs: record.startMs + offsetMs, agentStartMs: record.startMs }));
}
