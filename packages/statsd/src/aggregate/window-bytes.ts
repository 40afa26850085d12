/** Bytes of a saved window: numbers little-endian, texts as UTF-8 behind their length. */

const UTF8 = new TextEncoder();
const UTF8_STRICT = new TextDecoder('utf-8', { fatal: true });

export class WindowWriter {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(text: string): void {
    this.#room(4 + text.length * 3);
    const { written } = UTF8.encodeInto(text, this.#bytes.subarray(this.#length + 4));
    this.u32(written);
    this.#length += written;
  }

  /** bytes[0, length). */
  bytes(bytes: Uint8Array, length: number): void {
    this.#room(4 + length);
    this.u32(length);
    this.#bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), this.#length);
    this.#length += length;
  }

  /** Puts another number where a `u32` was written. */
  patch(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** What was written, until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    wider.set(this.view());
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

/** Throws RangeError where the bytes end too early or a text is none. */
export class WindowReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  text(): string {
    try {
      return UTF8_STRICT.decode(this.bytes());
    } catch (e) {
      throw e instanceof TypeError ? new RangeError('a text is no UTF-8') : e;
    }
  }

  bytes(): Uint8Array {
    const length = this.u32();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) throw new RangeError('the bytes end too early');
    this.#at = at + bytes;
    return at;
  }
}
