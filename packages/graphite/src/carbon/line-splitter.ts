/**
 * One TCP client's stream cut into lines. What stands after the last newline of a chunk is kept, at most one line's bound; a longer line is
 * counted once and read over up to its newline.
 */
import { type CarbonParser, MAX_LINE_BYTES } from './parse-line.ts';

const LF = 10;

export class LineSplitter {
  readonly #parser: CarbonParser;
  #kept: Uint8Array | undefined;
  #keptLength = 0;
  #skipping = false;

  constructor(parser: CarbonParser) {
    this.#parser = parser;
  }

  /** Bytes of a line that has not ended yet. */
  get unfinished(): number {
    return this.#keptLength;
  }

  chunk(bytes: Uint8Array): void {
    const last = bytes.lastIndexOf(LF);
    if (last < 0) {
      this.#keep(bytes, 0);
      return;
    }
    let from = 0;
    if (this.#skipping || this.#keptLength > 0) {
      from = bytes.indexOf(LF) + 1;
      this.#finish(bytes, from);
    }
    this.#parser.lines(bytes, from, last + 1);
    this.#keep(bytes, last + 1);
  }

  /** Ends the kept line with bytes[0, to), which ends in its newline. */
  #finish(bytes: Uint8Array, to: number): void {
    this.#keep(bytes.subarray(0, to), 0);
    if (!this.#skipping) this.#parser.lines(this.#kept as Uint8Array, 0, this.#keptLength);
    this.#skipping = false;
    this.#keptLength = 0;
  }

  #keep(bytes: Uint8Array, from: number): void {
    const length = bytes.length - from;
    if (length === 0 || this.#skipping) return;
    // Room for the longest line with its \r\n.
    this.#kept ??= new Uint8Array(MAX_LINE_BYTES + 2);
    if (this.#keptLength + length <= this.#kept.length) {
      this.#kept.set(bytes.subarray(from), this.#keptLength);
      this.#keptLength += length;
      return;
    }
    const fits = this.#kept.length - this.#keptLength;
    this.#kept.set(bytes.subarray(from, from + fits), this.#keptLength);
    this.#parser.tooLong(this.#kept, 0, this.#kept.length);
    this.#skipping = true;
    this.#keptLength = 0;
  }
}
