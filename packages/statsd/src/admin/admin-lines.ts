/** Lines of commands out of whatever pieces TCP hands over. Keeps at most one unfinished line, up to its bound. */

const NEWLINE = 10;

/** A line without its newline; `tooLong` stands for one that was longer than allowed, of which nothing is kept. */
export type AdminLine = string | typeof tooLong;
export const tooLong: unique symbol = Symbol('too long');

export class AdminLines {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk completes. */
  push(chunk: Buffer): AdminLine[] {
    const lines: AdminLine[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = this.#finish(chunk.subarray(from, end));
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    if (from < chunk.length && !this.#skipping) {
      const rest = Buffer.concat([this.#rest, chunk.subarray(from)]);
      this.#skipping = rest.length > this.#maxBytes;
      if (this.#skipping) lines.push(tooLong);
      this.#rest = this.#skipping ? Buffer.alloc(0) : rest;
    }
    return lines;
  }

  /** The unfinished line; '' when there is none. */
  get rest(): string {
    return this.#rest.toString('utf8');
  }

  /** Takes the unfinished line as if its newline had come. */
  takeRest(): string {
    const { rest } = this;
    this.#rest = Buffer.alloc(0);
    return rest;
  }

  #finish(last: Buffer): AdminLine | undefined {
    const line = Buffer.concat([this.#rest, last]);
    const told = this.#skipping;
    this.#rest = Buffer.alloc(0);
    this.#skipping = false;
    if (told) return undefined;
    return line.length > this.#maxBytes ? tooLong : line.toString('utf8');
  }
}
