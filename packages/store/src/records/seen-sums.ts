/** How many transactions there were and how many are kept, by app, transaction and minute in which their body came. */
const MINUTE_MS = 60_000;

/** [minute since the epoch, seen, kept] one after the other, minutes ascending; by app and transaction. */
export type SeenSumsJson = readonly (readonly [string, readonly (readonly [string, readonly number[]])[]])[];

export interface SeenKept {
  readonly seen: number;
  readonly kept: number;
}

type Minutes = Map<number, { seen: number; kept: number }>;

export class SeenSums {
  readonly #apps = new Map<string, Map<string, Minutes>>();

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
    const minute = Math.floor(atMs / MINUTE_MS);
    for (const transaction of Object.keys(seen)) this.#add(app, transaction, minute, seen[transaction] as number, 0);
    for (const transaction of Object.keys(kept)) this.#add(app, transaction, minute, 0, kept[transaction] as number);
  }

  addAll(other: SeenSums): void {
    for (const [app, transactions] of other.#apps)
      for (const [transaction, minutes] of transactions)
        for (const [minute, { seen, kept }] of minutes) this.#add(app, transaction, minute, seen, kept);
  }

  /** Of minutes that reach into (fromMs, untilMs]; of all apps for an empty name, of all transactions where none is given. */
  of(app: string, transaction: string | undefined, fromMs: number, untilMs: number): SeenKept {
    const sum = { seen: 0, kept: 0 };
    const first = Math.floor(fromMs / MINUTE_MS);
    const last = Math.floor(untilMs / MINUTE_MS);
    for (const [name, transactions] of this.#apps) {
      if (app !== '' && name !== app) continue;
      for (const [each, minutes] of transactions) {
        if (transaction !== undefined && each.toLowerCase() !== transaction) continue;
        for (const [minute, { seen, kept }] of minutes) {
          if (minute < first || minute > last) continue;
          sum.seen += seen;
          sum.kept += kept;
        }
      }
    }
    return sum;
  }

  toJson(): SeenSumsJson {
    return [...this.#apps].map(([app, transactions]) => [
      app,
      [...transactions].map(([transaction, minutes]) => [
        transaction,
        [...minutes].sort(([a], [b]) => a - b).flatMap(([minute, { seen, kept }]) => [minute, seen, kept]),
      ]),
    ]);
  }

  #add(app: string, transaction: string, minute: number, seen: number, kept: number): void {
    const transactions = this.#apps.get(app) ?? new Map<string, Minutes>();
    this.#apps.set(app, transactions);
    const minutes: Minutes = transactions.get(transaction) ?? new Map();
    transactions.set(transaction, minutes);
    const sum = minutes.get(minute);
    if (sum === undefined) minutes.set(minute, { seen, kept });
    else {
      sum.seen += seen;
      sum.kept += kept;
    }
  }
}
