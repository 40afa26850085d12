/**
 * What was dropped, by cause, with the newest few samples. Bounded however much comes: a sample is copied as bytes into a ring made
 * at the start, and text is made of it only when somebody asks.
 */

const SAMPLES = 20;
const SAMPLE_BYTES = 200;
const MAX_CAUSES = 64;

export interface DropSample {
  readonly cause: string;
  /** The line, cut to 200 characters, with everything but printable ASCII written as \xNN. */
  readonly line: string;
  /** Epoch ms. */
  readonly atMs: number;
}

export class DropLog {
  readonly #counts = new Map<string, number>();
  readonly #bytes = new Uint8Array(SAMPLES * SAMPLE_BYTES);
  readonly #lengths = new Uint16Array(SAMPLES);
  readonly #atMs = new Float64Array(SAMPLES);
  readonly #causes: string[] = new Array<string>(SAMPLES).fill('');
  #total = 0;
  #sampled = 0;

  /** All drops since the start. */
  get total(): number {
    return this.#total;
  }

  /** Counts one drop. Causes are words of ours, never text from outside; past 64 of them the rest counts as `other`. */
  count(cause: string, n = 1): void {
    const known = this.#counts.get(cause);
    const name = known === undefined && this.#counts.size >= MAX_CAUSES ? 'other' : cause;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + n);
    this.#total += n;
  }

  /** Counts one dropped line and keeps bytes[from, to) as a sample. */
  add(cause: string, atMs: number, bytes: Uint8Array, from: number, to: number): void {
    this.count(cause);
    const i = this.#sampled++ % SAMPLES;
    const length = Math.min(to - from, SAMPLE_BYTES);
    const start = i * SAMPLE_BYTES;
    for (let j = 0; j < length; j++) this.#bytes[start + j] = bytes[from + j] as number;
    this.#lengths[i] = length;
    this.#atMs[i] = atMs;
    this.#causes[i] = cause;
  }

  /** Drops by cause. */
  byCause(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** The last 20, newest first. */
  samples(): DropSample[] {
    const out: DropSample[] = [];
    for (let n = this.#sampled - 1; n >= 0 && n >= this.#sampled - SAMPLES; n--) {
      const i = n % SAMPLES;
      const start = i * SAMPLE_BYTES;
      const line = printable(this.#bytes.subarray(start, start + (this.#lengths[i] as number)));
      out.push({ cause: this.#causes[i] as string, line, atMs: this.#atMs[i] as number });
    }
    return out;
  }
}

function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text.slice(0, SAMPLE_BYTES);
}
