/**
 * How many transactions there were and are kept, of a segment that never changes: as SeenSums, in a twentieth of its memory, since a search
 * over many segments holds them all.
 */
import type { SeenKept, SeenSumsJson } from './seen-sums.ts';
import { minuteOf } from './seen-sums.ts';

interface AppPart {
  readonly app: string;
  readonly seen: number;
  readonly kept: number;
  /** Its transactions: [from, until). */
  readonly from: number;
  readonly until: number;
}

export class SealedSums {
  readonly #apps: AppPart[] = [];
  /** In lower case. */
  readonly #transactions: string[] = [];
  /** Where the numbers of each transaction begin, and where the last one's end. */
  readonly #starts: number[] = [0];
  /** Minute, seen, kept. */
  readonly #numbers: Float64Array;
  #firstMinute = Number.POSITIVE_INFINITY;
  #lastMinute = Number.NEGATIVE_INFINITY;

  /** `shared` gives one string for all that are equal. */
  constructor(json: SeenSumsJson, shared: (text: string) => string) {
    const numbers: number[] = [];
    for (const [app, transactions] of json) {
      const from = this.#transactions.length;
      let [seen, kept] = [0, 0];
      for (const [transaction, list] of transactions) {
        this.#transactions.push(shared(transaction.toLowerCase()));
        for (let i = 0; i < list.length; i += 3) {
          const [minute, ofSeen, ofKept] = [list[i] as number, list[i + 1] as number, list[i + 2] as number];
          numbers.push(minute, ofSeen, ofKept);
          seen += ofSeen;
          kept += ofKept;
          this.#firstMinute = Math.min(this.#firstMinute, minute);
          this.#lastMinute = Math.max(this.#lastMinute, minute);
        }
        this.#starts.push(numbers.length);
      }
      this.#apps.push({ app: shared(app), seen, kept, from, until: this.#transactions.length });
    }
    this.#numbers = Float64Array.from(numbers);
  }

  get bytes(): number {
    return this.#numbers.length * 8 + this.#transactions.length * 16 + this.#apps.length * 80;
  }

  /** As SeenSums.of. */
  of(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    const sum = { seen: 0, kept: 0 };
    const first = minuteOf(fromMs);
    const last = minuteOf(untilMs);
    const isWhole = first <= this.#firstMinute && last >= this.#lastMinute;
    for (const part of this.#apps) {
      if (app !== '' && part.app !== app) continue;
      if (isWhole && transaction === undefined) {
        sum.seen += part.seen;
        sum.kept += part.kept;
        continue;
      }
      for (let t = part.from; t < part.until; t++)
        if (transaction === undefined || this.#transactions[t] === transaction) this.#add(sum, t, first, last);
    }
    return sum;
  }

  #add(sum: { seen: number; kept: number }, transaction: number, first: number, last: number): void {
    const numbers = this.#numbers;
    const end = this.#starts[transaction + 1] as number;
    for (let i = this.#starts[transaction] as number; i < end; i += 3) {
      const minute = numbers[i] as number;
      if (minute < first || minute > last) continue;
      sum.seen += numbers[i + 1] as number;
      sum.kept += numbers[i + 2] as number;
    }
  }
}
