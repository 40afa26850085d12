/** Lines of commands out of whatever pieces TCP hands over. Keeps at most one unfinished line, up to its bound. */

const NEWLINE = 10;

/** A line without its newline, or one that was longer than allowed. */
export type AdminLine = string | TooLong;

export interface TooLong {
  /** Its first few characters; nothing else of it is kept. */
  readonly start: string;
}

const START_BYTES = 24;

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
      if (this.#skipping) lines.push(tooLong(rest));
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
    return line.length > this.#maxBytes ? tooLong(line) : line.toString('utf8');
  }
}

const tooLong = (line: Buffer): TooLong => ({ start: line.subarray(0, START_BYTES).toString('latin1') });
