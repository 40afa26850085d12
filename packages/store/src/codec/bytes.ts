/**
 * Bytes out and in: little-endian numbers, unsigned LEB128 varints, typed arrays. The writer grows by doubling and is reused, so a
 * steady load allocates nothing but results (bench/store/index.mjs). The reader checks every bound and throws RangeError past the end.
 */
import { crc32Of } from './crc.ts';

const text = new TextEncoder();
const words = new TextDecoder();

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  constructor(capacity = 4096) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** All memory, valid until the next call that writes or skips. */
  get memory(): DataView {
    return this.#view;
  }

  /** Passes over `length` bytes that the caller then writes into `memory`; it may write up to 3 behind them. Answers where they begin. */
  skip(length: number): number {
    this.#room(length + 3);
    this.#length += length;
    return this.#length - length;
  }

  /** The bytes from `from` on, valid until the next call that writes. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  /** CRC-32 of the bytes from `from` on, going on from `before`. */
  crcFrom(from: number, before: number): number {
    return crc32Of(this.#bytes, from, this.#length, before);
  }

  /** A copy of all bytes. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#room(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** Overwrites four bytes written before. */
  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  f64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A whole number in [0, 2^53]. */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** bytes[from, to), few of them. */
  part(bytes: Uint8Array, from: number, to: number): void {
    this.#room(to - from);
    for (let i = from; i < to; i++) this.#bytes[this.#length++] = bytes[i] as number;
  }

  /** The memory of a typed array, as it lies (little-endian: the engine refuses to open on other machines). */
  array(array: Uint32Array | Float64Array): void {
    this.raw(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }

  /** UTF-8 with its length in bytes before it, as a u16; at most 65,535 bytes. */
  string(value: string): void {
    const bytes = text.encode(value);
    this.u16(bytes.length);
    this.raw(bytes);
  }

  /** UTF-8 without its length; answers that, bytes. */
  text(value: string): number {
    this.#room(value.length * 3);
    const { written } = text.encodeInto(value, this.#bytes.subarray(this.#length));
    this.#length += written;
    return written;
  }

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  /** All bytes, from the first on. */
  get memory(): DataView {
    return this.#view;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  varint(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('cut short');
      if (scale > 2 ** 49) throw new RangeError('varint too long');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.#at = at;
        return value;
      }
    }
  }

  /** Passes bytes over; answers where they begin. */
  skip(length: number): number {
    return this.#take(length);
  }

  /** A view of the next bytes, not a copy. */
  raw(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  u32Array(length: number): Uint32Array {
    return new Uint32Array(this.raw(length * 4).slice().buffer);
  }

  f64Array(length: number): Float64Array {
    return new Float64Array(this.raw(length * 8).slice().buffer);
  }

  string(): string {
    return words.decode(this.raw(this.u16()));
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw new RangeError('cut short');
    this.#at = at + length;
    return at;
  }
}
