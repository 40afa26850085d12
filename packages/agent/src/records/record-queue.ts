/** Records that wait to be sent, oldest first, within a bound of bytes; with how many transactions were seen of each name. */
import { RECORD_LIMITS } from '@carpy/core';
import type { Counts } from '../counts.ts';

const MAX_BYTES = 4 * 2 ** 20;

/** For records that are of none. */
export const NO_TRANSACTION = '';

interface Waiting {
  readonly transaction: string;
  readonly line: string;
}

/** What one body holds. */
export interface Batch {
  readonly seen: ReadonlyMap<string, number>;
  readonly records: readonly Waiting[];
}

export class RecordQueue {
  readonly #counts: Counts;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #seen = new Map<string, number>();

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  /** Characters that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#seen.size === 0;
  }

  saw(transaction: string): void {
    this.#seen.set(transaction, (this.#seen.get(transaction) ?? 0) + 1);
  }

  add(transaction: string, line: string): void {
    if (line.length > RECORD_LIMITS.lineBytes / 2 || this.#bytes + line.length > MAX_BYTES) {
      this.#counts.recordsDropped++;
      return;
    }
    this.#waiting.push({ transaction, line });
    this.#bytes += line.length;
  }

  /** Takes what fits into `maxBytes`, one record at least. */
  take(maxBytes: number): Batch {
    let n = 0;
    let bytes = 0;
    for (const { line } of this.#waiting) {
      if (n > 0 && bytes + line.length > maxBytes) break;
      bytes += line.length;
      n++;
    }
    const records = this.#waiting.splice(0, n);
    this.#bytes -= bytes;
    const seen = this.#seen;
    this.#seen = new Map();
    return { seen, records };
  }

  /** Puts back what was taken and not sent, before all else. */
  giveBack({ seen, records }: Batch): void {
    for (const [name, n] of seen) this.#seen.set(name, (this.#seen.get(name) ?? 0) + n);
    this.#waiting = [...records, ...this.#waiting];
    for (const { line } of records) this.#bytes += line.length;
  }

  clear(): void {
    this.#counts.recordsDropped += this.#waiting.length;
    this.#waiting = [];
    this.#bytes = 0;
    this.#seen.clear();
  }
}
