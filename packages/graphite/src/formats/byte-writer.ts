/** Bytes that grow by doubling while an answer is written. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #used = 0;
  /** Whether to go on: what it throws ends the writing. */
  readonly check: (() => void) | undefined;

  constructor(check: (() => void) | undefined) {
    this.check = check;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#used++] = value;
  }

  uint16BE(code: number, value: number): void {
    this.#room(3);
    this.#bytes[this.#used] = code;
    this.#used = this.#bytes.writeUInt16BE(value, this.#used + 1);
  }

  uint32BE(code: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#used] = code;
    this.#used = this.#bytes.writeUInt32BE(value, this.#used + 1);
  }

  uint32LE(code: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#used] = code;
    this.#used = this.#bytes.writeUInt32LE(value, this.#used + 1);
  }

  /** A whole number of at most 64 bits, signed. */
  int64BE(code: number, value: number): void {
    this.#room(9);
    this.#bytes[this.#used] = code;
    this.#used = this.#bytes.writeBigInt64BE(BigInt(value), this.#used + 1);
  }

  int64LE(value: number): void {
    this.#room(8);
    this.#used = this.#bytes.writeBigInt64LE(BigInt(value), this.#used);
  }

  doubleBE(code: number, value: number): void {
    this.#room(9);
    this.#bytes[this.#used] = code;
    this.#used = this.#bytes.writeDoubleBE(value, this.#used + 1);
  }

  /** UTF-8; a lone surrogate becomes U+FFFD. */
  text(text: string): void {
    this.#room(text.length * 3);
    this.#used += this.#bytes.write(text, this.#used, 'utf8');
  }

  /** What was written; the writer is not used after it. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  #room(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(wider, 0, 0, this.#used);
    this.#bytes = wider;
  }
}
