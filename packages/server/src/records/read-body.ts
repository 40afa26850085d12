/** A body of request records, unpacked within a bound and read in slices: its faults are noted by line, what can be read is kept. */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CarpyError, isCarpyError, RECORD_LIMITS, type RecordsHead, type StoredRecord } from '@carpy/core';
import { badRequest } from '../http/errors.ts';
import { parseHead } from './record-lines.ts';

const unzip = promisify(gunzip);
const NEWLINE = 10;
/** Bad lines that are named in the answer; the rest is counted. */
const MAX_NAMED = 20;
/** The smallest record is some 160 bytes: a body of more lines than this is none of records. */
const MAX_LINES = 100_000;
/** After this others get their turn. */
const SLICE_MS = 4;

export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

export interface ReadLines {
  readonly records: readonly StoredRecord[];
  readonly bad: number;
  readonly badLines: readonly BadLine[];
}

/** Throws CARPY_TOO_LARGE for what unpacks to more than the bound, CARPY_BAD_REQUEST for what is no whole gzip. */
export async function unpacked(body: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(body, { maxOutputLength: RECORD_LIMITS.unpackedBytes });
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new CarpyError('CARPY_TOO_LARGE', `the body unpacks to more than ${RECORD_LIMITS.unpackedBytes} bytes`);
    throw badRequest(code === 'Z_BUF_ERROR' ? 'the gzip of the body ends before its end' : 'the body is not gzip');
  }
}

/** The head, and where the next line begins. Empty lines before it are passed over. Throws CARPY_BAD_REQUEST. */
export function readHead(bytes: Uint8Array): {
  readonly head: RecordsHead;
  readonly line: number;
  readonly at: number;
} {
  let line = 0;
  for (let at = 0; at < bytes.length && line < MAX_LINES; ) {
    const end = endOf(bytes, at);
    line++;
    if (end > at) return { head: parseHead(jsonOf(bytes, at, end, false)), line, at: end + 1 };
    at = end + 1;
  }
  throw badRequest('the body is empty: its first line must tell app and server');
}

/**
 * Reads the lines after the head; `make` makes a record of one, and what it throws is told of that line. Throws CARPY_TOO_LARGE where they are
 * more than records could be.
 */
export async function readLines(
  bytes: Uint8Array,
  start: { readonly line: number; readonly at: number },
  make: (value: unknown) => StoredRecord,
): Promise<ReadLines> {
  // One look at all of it is cheaper than one at each line, and hardly ever fails.
  const isText = isUtf8(bytes);
  const records: StoredRecord[] = [];
  const badLines: BadLine[] = [];
  let { line, at } = start;
  let bad = 0;
  let sliceEndsMs = performance.now() + SLICE_MS;
  while (at < bytes.length) {
    const end = endOf(bytes, at);
    if (++line > MAX_LINES)
      throw new CarpyError('CARPY_TOO_LARGE', `the body has more than ${MAX_LINES.toLocaleString('en')} lines`);
    if (end > at) {
      try {
        records.push(make(jsonOf(bytes, at, end, !isText)));
      } catch (e) {
        bad++;
        if (badLines.length < MAX_NAMED) badLines.push({ line, reason: reasonOf(e) });
      }
    }
    at = end + 1;
    if (performance.now() < sliceEndsMs) continue;
    await new Promise((next) => setImmediate(next));
    sliceEndsMs = performance.now() + SLICE_MS;
  }
  return { records, bad, badLines };
}

function endOf(bytes: Uint8Array, at: number): number {
  const newline = bytes.indexOf(NEWLINE, at);
  return newline < 0 ? bytes.length : newline;
}

function jsonOf(bytes: Uint8Array, at: number, end: number, checkText: boolean): unknown {
  if (end - at > RECORD_LIMITS.lineBytes)
    throw badRequest(`the line has ${end - at} bytes, at most ${RECORD_LIMITS.lineBytes} are read`);
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at);
  if (checkText && !isUtf8(line)) throw badRequest('the line is not UTF-8');
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw badRequest('the line is not JSON');
  }
}

const reasonOf = (e: unknown): string => (isCarpyError(e) ? e.detail : 'it cannot be read');
