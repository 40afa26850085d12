/** How many transactions there were and how many are kept, by app, transaction and minute in which their body came. */
const MINUTE_MS = 60_000;

export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS);

/** [minute since the epoch, seen, kept] one after the other, minutes ascending; by app and transaction. */
export type SeenSumsJson = readonly (readonly [string, readonly (readonly [string, readonly number[]])[]])[];

export interface SeenKept {
  readonly seen: number;
  readonly kept: number;
}

interface Sum {
  seen: number;
  kept: number;
}

interface TransactionSums extends Sum {
  readonly folded: string;
  readonly minutes: Map<number, Sum>;
}

interface AppSums extends Sum {
  readonly transactions: Map<string, TransactionSums>;
}

export class SeenSums {
  readonly #apps = new Map<string, AppSums>();
  #firstMinute = Number.POSITIVE_INFINITY;
  #lastMinute = Number.NEGATIVE_INFINITY;

  static of(json: SeenSumsJson): SeenSums {
    const sums = new SeenSums();
    for (const [app, transactions] of json)
      for (const [transaction, list] of transactions)
        for (let i = 0; i < list.length; i += 3)
          sums.#add(app, transaction, list[i] as number, list[i + 1] as number, list[i + 2] as number);
    return sums;
  }

  addBatch(
    app: string,
    atMs: number,
    seen: Readonly<Record<string, number>>,
    kept: Readonly<Record<string, number>>,
  ): void {
    const minute = minuteOf(atMs);
    for (const transaction of Object.keys(seen)) this.#add(app, transaction, minute, seen[transaction] as number, 0);
    for (const transaction of Object.keys(kept)) this.#add(app, transaction, minute, 0, kept[transaction] as number);
  }

  addAll(other: SeenSums): void {
    for (const [app, { transactions }] of other.#apps)
      for (const [transaction, { minutes }] of transactions)
        for (const [minute, { seen, kept }] of minutes) this.#add(app, transaction, minute, seen, kept);
  }

  /** Of minutes that reach into (fromMs, untilMs]; of all apps for an empty name, of all transactions where none is given. */
  of(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    const sum = { seen: 0, kept: 0 };
    const first = minuteOf(fromMs);
    const last = minuteOf(untilMs);
    // Nearly all of a search's segments lie in its range whole.
    const isWhole = first <= this.#firstMinute && last >= this.#lastMinute;
    for (const [name, ofApp] of this.#apps) {
      if (app !== '' && name !== app) continue;
      if (isWhole && transaction === undefined) {
        plus(sum, ofApp);
        continue;
      }
      for (const each of ofApp.transactions.values()) {
        if (transaction !== undefined && each.folded !== transaction) continue;
        if (isWhole) plus(sum, each);
        else for (const [minute, counts] of each.minutes) if (minute >= first && minute <= last) plus(sum, counts);
      }
    }
    return sum;
  }

  toJson(): SeenSumsJson {
    return [...this.#apps].map(([app, { transactions }]) => [
      app,
      [...transactions].map(([transaction, { minutes }]) => [
        transaction,
        [...minutes].sort(([a], [b]) => a - b).flatMap(([minute, { seen, kept }]) => [minute, seen, kept]),
      ]),
    ]);
  }

  #add(app: string, transaction: string, minute: number, seen: number, kept: number): void {
    let ofApp = this.#apps.get(app);
    if (ofApp === undefined) {
      ofApp = { seen: 0, kept: 0, transactions: new Map() };
      this.#apps.set(app, ofApp);
    }
    let ofOne = ofApp.transactions.get(transaction);
    if (ofOne === undefined) {
      ofOne = { seen: 0, kept: 0, folded: transaction.toLowerCase(), minutes: new Map() };
      ofApp.transactions.set(transaction, ofOne);
    }
    let sum = ofOne.minutes.get(minute);
    if (sum === undefined) {
      sum = { seen: 0, kept: 0 };
      ofOne.minutes.set(minute, sum);
    }
    for (const each of [ofApp, ofOne, sum]) {
      each.seen += seen;
      each.kept += kept;
    }
    this.#firstMinute = Math.min(this.#firstMinute, minute);
    this.#lastMinute = Math.max(this.#lastMinute, minute);
  }
}

function plus(sum: Sum, { seen, kept }: SeenKept): void {
  sum.seen += seen;
  sum.kept += kept;
}
