/**
 * The mappings of a source map (ECMA-426, "Base64 VLQ"): which place of the source a place of the built file is from. They are read once for
 * checkpoints, and a look-up decodes from the nearest one, so that a bundle of one line of megabytes takes no more memory than its text.
 * Linear in the text; what is no mapping ends the reading with an error.
 */
import { CarpyError } from '@carpy/core';

const SEGMENTS_A_CHECKPOINT = 2_048;
/** Of the built file; lines without mappings are walked through by every look-up behind them. */
const MAX_LINES = 1_000_000;

export interface OriginalPlace {
  /** Index of sources. */
  readonly source: number;
  /** From 0, both. */
  readonly line: number;
  readonly column: number;
  /** Index of names. */
  readonly name: number | undefined;
}

/** What the differences in the text add to. */
interface State {
  /** Place in the text. */
  at: number;
  /** Of the built file, from 0. */
  line: number;
  column: number;
  source: number;
  sourceLine: number;
  sourceColumn: number;
  name: number;
}

const DIGITS = new Int8Array(128).fill(-1);
for (const [i, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  DIGITS[c.charCodeAt(0)] = i;

const COMMA = 44;
const SEMICOLON = 59;

export class Mappings {
  readonly #text: string;
  readonly #checkpoints: State[] = [];

  /** Throws CARPY_BAD_REQUEST where the text is no list of mappings. */
  constructor(text: string) {
    this.#text = text;
    const reader = new Reader(text, START);
    this.#checkpoints.push(reader.state());
    for (let n = 1; reader.next(MAX_LINES); n++)
      if (n % SEGMENTS_A_CHECKPOINT === 0) this.#checkpoints.push(reader.state());
    if (reader.line > MAX_LINES)
      throw new CarpyError('CARPY_BAD_REQUEST', `mappings: of more than ${MAX_LINES} lines, which is the limit`);
  }

  /** The last mapping of the line at or before the column; undefined where there is none. From 0, both. */
  find(line: number, column: number): OriginalPlace | undefined {
    const reader = new Reader(this.#text, this.#before(line, column));
    let found: OriginalPlace | undefined = reader.foundAt(line);
    while (reader.next(line)) {
      if (reader.line > line || (reader.line === line && reader.column > column)) break;
      if (reader.line === line) found = reader.place();
    }
    return found;
  }

  #before(line: number, column: number): State {
    let low = 0;
    let high = this.#checkpoints.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const { line: l, column: c } = this.#checkpoints[middle] as State;
      if (l < line || (l === line && c <= column)) low = middle;
      else high = middle - 1;
    }
    return this.#checkpoints[low] as State;
  }
}

const START: State = { at: 0, line: 0, column: 0, source: 0, sourceLine: 0, sourceColumn: 0, name: 0 };

class Reader {
  readonly #text: string;
  readonly #state: State;
  /** Of the segment read last: 0 before the first, 1 where it has no source, 4, or 5 with a name. */
  #fields = 0;

  constructor(text: string, state: State & { readonly fields?: number }) {
    this.#text = text;
    this.#fields = state.fields ?? 0;
    this.#state = { ...state };
  }

  get line(): number {
    return this.#state.line;
  }

  get column(): number {
    return this.#state.column;
  }

  state(): State & { readonly fields: number } {
    return { ...this.#state, fields: this.#fields };
  }

  /** The segment that the checkpoint itself is at. */
  foundAt(line: number): OriginalPlace | undefined {
    return this.#fields > 0 && this.#state.line === line ? this.place() : undefined;
  }

  place(): OriginalPlace | undefined {
    if (this.#fields < 4) return undefined;
    const { source, sourceLine, sourceColumn, name } = this.#state;
    return { source, line: sourceLine, column: sourceColumn, name: this.#fields === 5 ? name : undefined };
  }

  /** Reads one segment; false at the end, and past that line. */
  next(lastLine: number): boolean {
    const text = this.#text;
    const state = this.#state;
    for (;;) {
      if (state.at >= text.length) return false;
      const code = text.charCodeAt(state.at);
      if (code === SEMICOLON) {
        state.line++;
        state.column = 0;
        if (state.line > lastLine) return false;
      } else if (code !== COMMA) break;
      state.at++;
    }
    state.column += this.#number();
    this.#fields = 1;
    if (this.#hasMore()) {
      state.source += this.#number();
      state.sourceLine += this.#number();
      state.sourceColumn += this.#number();
      this.#fields = 4;
      if (this.#hasMore()) {
        state.name += this.#number();
        this.#fields = 5;
      }
    }
    if (this.#hasMore()) throw this.#bad();
    return true;
  }

  #hasMore(): boolean {
    const code = this.#text.charCodeAt(this.#state.at);
    return this.#state.at < this.#text.length && code !== COMMA && code !== SEMICOLON;
  }

  #number(): number {
    let value = 0;
    for (let shift = 0; shift <= 30; shift += 5) {
      const code = this.#text.charCodeAt(this.#state.at++);
      const digit = code < 128 ? (DIGITS[code] as number) : -1;
      if (digit < 0) throw this.#bad();
      value += (digit & 31) * 2 ** shift;
      if (digit < 32) return value % 2 === 1 ? -Math.floor(value / 2) : value / 2;
    }
    throw this.#bad();
  }

  #bad(): CarpyError {
    return new CarpyError('CARPY_BAD_REQUEST', `mappings: character ${this.#state.at} is not as source maps have it`);
  }
}
