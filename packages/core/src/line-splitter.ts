/**
 * One stream cut into runs of whole lines. What stands after the last newline of a chunk is kept, at most one line's bound; a longer line is
 * counted once and read over up to its newline.
 */

export interface LineTaker {
  /** bytes[from, to) are whole lines with their newlines; they are the taker's until it returns. */
  lines(bytes: Uint8Array, from: number, to: number): void;
  /** A line over the bound; bytes[from, to) is its beginning. */
  tooLong(bytes: Uint8Array, from: number, to: number): void;
}

const LF = 10;

export class LineSplitter {
  readonly #taker: LineTaker;
  readonly #maxBytes: number;
  #kept: Uint8Array | undefined;
  #keptLength = 0;
  #skipping = false;

  /** `maxLineBytes` is without the line's end. It bounds what is kept between chunks; a longer line inside one chunk is handed on. */
  constructor(taker: LineTaker, maxLineBytes: number) {
    this.#taker = taker;
    // Room for the line's \r\n.
    this.#maxBytes = maxLineBytes + 2;
  }

  /** Bytes of a line that has not ended yet. */
  get unfinished(): number {
    return this.#keptLength;
  }

  chunk(bytes: Uint8Array): void {
    const last = bytes.lastIndexOf(LF);
    if (last < 0) {
      this.#keep(bytes, 0, bytes.length);
      return;
    }
    let from = 0;
    if (this.#skipping || this.#keptLength > 0) {
      from = bytes.indexOf(LF) + 1;
      this.#finish(bytes, from);
    }
    if (last >= from) this.#taker.lines(bytes, from, last + 1);
    this.#keep(bytes, last + 1, bytes.length);
  }

  /** Ends the kept line with bytes[0, to), which ends in its newline. */
  #finish(bytes: Uint8Array, to: number): void {
    this.#keep(bytes, 0, to);
    if (!this.#skipping) this.#taker.lines(this.#kept as Uint8Array, 0, this.#keptLength);
    this.#skipping = false;
    this.#keptLength = 0;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length === 0 || this.#skipping) return;
    this.#kept ??= new Uint8Array(this.#maxBytes);
    const fits = Math.min(length, this.#kept.length - this.#keptLength);
    this.#kept.set(bytes.subarray(from, from + fits), this.#keptLength);
    this.#keptLength += fits;
    if (fits === length) return;
    this.#taker.tooLong(this.#kept, 0, this.#keptLength);
    this.#skipping = true;
    this.#keptLength = 0;
  }
}
