/**
 * Writes Python's pickle, protocol 2, which Python 2 and 3 read (https://peps.python.org/pep-0307/). Data only: no classes, so that
 * every reader that refuses to make objects takes it.
 */
import { ByteWriter } from './byte-writer.ts';
import { type Data, isList, Tuple } from './data.ts';

const PROTOCOL = 0x80;
const NONE = 0x4e;
const TRUE = 0x88;
const FALSE = 0x89;
const INT32 = 0x4a;
/** A signed integer of so many bytes, little-endian. */
const LONG = 0x8a;
const FLOAT64 = 0x47;
const UNICODE = 0x58;
const MARK = 0x28;
const TUPLE = 0x74;
const EMPTY_LIST = 0x5d;
const APPENDS = 0x65;
const EMPTY_DICT = 0x7d;
const SET_ITEMS = 0x75;
const STOP = 0x2e;

/** `check` is asked before each list of values; what it throws ends the writing. */
export function toPickle(data: Data, check?: () => void): Uint8Array {
  const out = new ByteWriter(check);
  out.byte(PROTOCOL);
  out.byte(2);
  write(out, data);
  out.byte(STOP);
  return out.done();
}

function write(out: ByteWriter, data: Data): void {
  if (data === null) out.byte(NONE);
  else if (typeof data === 'boolean') out.byte(data ? TRUE : FALSE);
  else if (typeof data === 'number') writeNumber(out, data);
  else if (typeof data === 'string') writeText(out, data);
  else if (data instanceof Float64Array) writeValues(out, data);
  else if (data instanceof Tuple) {
    out.byte(MARK);
    for (const item of data.items) write(out, item);
    out.byte(TUPLE);
  } else if (isList(data)) {
    out.byte(EMPTY_LIST);
    out.byte(MARK);
    for (const item of data) write(out, item);
    out.byte(APPENDS);
  } else {
    out.byte(EMPTY_DICT);
    out.byte(MARK);
    for (const [key, value] of Object.entries(data)) {
      writeText(out, key);
      write(out, value);
    }
    out.byte(SET_ITEMS);
  }
}

function writeNumber(out: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) out.doubleBE(FLOAT64, value);
  else if (value === (value | 0)) out.uint32LE(INT32, value >>> 0);
  else {
    out.byte(LONG);
    out.byte(8);
    out.int64LE(value);
  }
}

function writeText(out: ByteWriter, text: string): void {
  out.uint32LE(UNICODE, Buffer.byteLength(text, 'utf8'));
  out.text(text);
}

function writeValues(out: ByteWriter, values: Float64Array): void {
  out.check?.();
  out.byte(EMPTY_LIST);
  out.byte(MARK);
  for (const value of values) {
    if (Number.isNaN(value)) out.byte(NONE);
    else out.doubleBE(FLOAT64, value);
  }
  out.byte(APPENDS);
}
