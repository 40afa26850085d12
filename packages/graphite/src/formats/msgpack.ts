/** Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md). */
import { ByteWriter } from './byte-writer.ts';
import { type Data, isList, Tuple } from './data.ts';

const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;
const FLOAT64 = 0xcb;
const UINT8 = 0xcc;
const UINT16 = 0xcd;
const UINT32 = 0xce;
const UINT64 = 0xcf;
const INT64 = 0xd3;
const TEXT8 = 0xd9;

/** First bytes of what has a length: up to `short` in the low bits of `fix`, then with 16 and 32 bits. */
interface Lengths {
  readonly fix: number;
  readonly short: number;
  readonly bits16: number;
  readonly bits32: number;
}
const TEXT: Lengths = { fix: 0xa0, short: 31, bits16: 0xda, bits32: 0xdb };
const LIST: Lengths = { fix: 0x90, short: 15, bits16: 0xdc, bits32: 0xdd };
const MAP: Lengths = { fix: 0x80, short: 15, bits16: 0xde, bits32: 0xdf };

/** `check` is asked before each list of values; what it throws ends the writing. */
export function toMsgpack(data: Data, check?: () => void): Uint8Array {
  const out = new ByteWriter(check);
  write(out, data);
  return out.done();
}

function write(out: ByteWriter, data: Data): void {
  if (data === null) out.byte(NIL);
  else if (typeof data === 'boolean') out.byte(data ? TRUE : FALSE);
  else if (typeof data === 'number') writeNumber(out, data);
  else if (typeof data === 'string') writeText(out, data);
  else if (data instanceof Float64Array) writeValues(out, data);
  else if (data instanceof Tuple) writeList(out, data.items);
  else if (isList(data)) writeList(out, data);
  else {
    const entries = Object.entries(data);
    writeLength(out, MAP, entries.length);
    for (const [key, value] of entries) {
      writeText(out, key);
      write(out, value);
    }
  }
}

function writeList(out: ByteWriter, items: readonly Data[]): void {
  writeLength(out, LIST, items.length);
  for (const item of items) write(out, item);
}

function writeNumber(out: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) out.doubleBE(FLOAT64, value);
  // Also the short negative numbers: their byte is the number's own.
  else if (value >= -32 && value <= 127) out.byte(value & 0xff);
  else if (value < 0) out.int64BE(INT64, value);
  else if (value <= 0xff) {
    out.byte(UINT8);
    out.byte(value);
  } else if (value <= 0xffff) out.uint16BE(UINT16, value);
  else if (value <= 0xffffffff) out.uint32BE(UINT32, value);
  else out.int64BE(UINT64, value);
}

function writeText(out: ByteWriter, text: string): void {
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > TEXT.short && bytes <= 0xff) {
    out.byte(TEXT8);
    out.byte(bytes);
  } else writeLength(out, TEXT, bytes);
  out.text(text);
}

function writeValues(out: ByteWriter, values: Float64Array): void {
  out.check?.();
  writeLength(out, LIST, values.length);
  for (const value of values) {
    if (Number.isNaN(value)) out.byte(NIL);
    else out.doubleBE(FLOAT64, value);
  }
}

function writeLength(out: ByteWriter, lengths: Lengths, length: number): void {
  if (length <= lengths.short) out.byte(lengths.fix | length);
  else if (length <= 0xffff) out.uint16BE(lengths.bits16, length);
  else out.uint32BE(lengths.bits32, length);
}
