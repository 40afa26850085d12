/** The records group in the simplest way that is right: a list in memory, looked through from end to end. Engines are held against it. */
import {
  CarpyError,
  compileRecordFilter,
  FACET_FIELDS,
  type FacetField,
  facetValueOf,
  type RecordFilter,
  type StoredRecord,
} from '@carpy/core';
import type {
  FacetValue,
  RecordHistogram,
  RecordPoints,
  RecordScope,
  RecordSearch,
  RecordSearchAnswer,
  RecordsGroup,
  RecordsStatus,
  StoredBatch,
  StoredCounts,
} from '../src/records/records-group.ts';

export class RecordsModel implements RecordsGroup {
  #records: StoredRecord[] = [];
  readonly #batches: StoredBatch[] = [];
  /** Answers that hold until the records change: tests ask the same again in other orders and for next pages. */
  readonly #known = new Map<string, unknown>();
  #closed = false;

  async append(batch: StoredBatch): Promise<StoredCounts> {
    if (this.#closed) throw new CarpyError('CARPY_STORE_CLOSED', 'no records are taken any more');
    const known = new Set(this.#records.map(({ id }) => id));
    const repeatedAt: number[] = [];
    for (const [i, record] of batch.records.entries()) {
      if (known.has(record.id)) repeatedAt.push(i);
      else this.#records.push(record);
      known.add(record.id);
    }
    this.#known.clear();
    const stored = batch.records.length - repeatedAt.length;
    // A body that came again whole was counted before.
    if (stored > 0 || batch.records.length === 0) this.#batches.push({ ...batch, records: [] });
    return { stored, repeated: repeatedAt.length, ...(repeatedAt.length === 0 ? {} : { repeatedAt }) };
  }

  async search(search: RecordSearch, stop?: () => boolean): Promise<RecordSearchAnswer> {
    if (stop?.() === true) throw new CarpyError('CARPY_CANCELLED', 'the client went away');
    const { order, facetValues, bucketMs } = search;
    const found = this.#once(search, order, () =>
      [...this.#found(search)].sort(order === 'slowest' ? (a, b) => duration(b) - duration(a) || newest(a, b) : newest),
    );
    const start = search.cursor === undefined ? 0 : indexOf(search.cursor);
    const end = start + search.limit;
    const counted = facetValues > 0 || bucketMs > 0;
    return {
      records: found.slice(start, end),
      cursor: search.limit > 0 && end < found.length ? String(end) : undefined,
      matched: counted ? found.length : undefined,
      estimated: counted ? weightOf(found) : undefined,
      approximate: false,
      ...this.#totals(search),
      facets:
        facetValues > 0
          ? this.#once(search, `facets ${facetValues}`, () => facetsOf(this.#found(search), facetValues))
          : undefined,
      histogram: bucketMs > 0 ? histogramOf(found, search) : undefined,
      oldestMs: this.#oldestMs(search.app),
    };
  }

  async get(id: string): Promise<StoredRecord | undefined> {
    return this.#records.find((record) => record.id === id);
  }

  async oldestMs(app: string): Promise<number | undefined> {
    return this.#oldestMs(app);
  }

  async points(scope: RecordScope, limit: number): Promise<RecordPoints> {
    const found = this.#found(scope).filter(({ durationMs }) => durationMs !== undefined);
    const every = Math.max(1, Math.ceil(found.length / limit));
    const shown = found.filter((_, i) => i % every === 0);
    return {
      ids: shown.map(({ id }) => id),
      startMs: shown.map(({ startMs }) => startMs),
      durationMs: shown.map(duration),
      error: shown.map(({ outcome }) => (outcome === 'error' ? 1 : 0)),
      weight: shown.map(({ weight = 1 }) => weight),
      matched: found.length,
    };
  }

  async remove(scope: RecordScope): Promise<{ readonly removed: number }> {
    const gone = new Set(this.#found(scope));
    this.#records = this.#records.filter((record) => !gone.has(record));
    this.#known.clear();
    return { removed: gone.size };
  }

  status(): RecordsStatus {
    return {
      records: this.#records.length,
      bytes: JSON.stringify(this.#records).length,
      segments: 1,
      oldestMs: this.#oldestMs(''),
      faults: [],
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #oldestMs(app: string): number | undefined {
    const starts = this.#records.filter((record) => app === '' || record.app === app).map(({ startMs }) => startMs);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  #found(scope: RecordScope): readonly StoredRecord[] {
    const { app, filter, fromMs, untilMs } = scope;
    return this.#once(scope, 'found', () => {
      const fits = compileRecordFilter(filter);
      return this.#records.filter(
        (record) =>
          (app === '' || record.app === app) && record.startMs > fromMs && record.startMs <= untilMs && fits(record),
      );
    });
  }

  #once<T>({ app, filter, fromMs, untilMs }: RecordScope, what: string, make: () => T): T {
    const key = JSON.stringify([app, filter, fromMs, untilMs, what]);
    if (!this.#known.has(key)) {
      const made = make();
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(key, made);
    }
    return this.#known.get(key) as T;
  }

  /** By whole minutes. */
  #totals({ app, filter, fromMs, untilMs }: RecordScope): { readonly seen: number; readonly kept: number } {
    const only = transactionOf(filter);
    let [seen, kept] = [0, 0];
    for (const batch of this.#batches) {
      if ((app !== '' && batch.app !== app) || minuteOf(batch.atMs) < minuteOf(fromMs)) continue;
      if (minuteOf(batch.atMs) > minuteOf(untilMs)) continue;
      seen += total(batch.seen, only);
      kept += total(batch.kept, only);
    }
    return { seen, kept };
  }
}

const MAX_KNOWN = 50;

const minuteOf = (ms: number): number => Math.floor(ms / 60_000);
const duration = (record: StoredRecord): number => record.durationMs ?? -1;
const newest = (a: StoredRecord, b: StoredRecord): number => b.startMs - a.startMs || (a.id < b.id ? 1 : -1);
const weightOf = (records: readonly StoredRecord[]): number => records.reduce((sum, { weight = 1 }) => sum + weight, 0);

function indexOf(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor))
    throw new CarpyError('CARPY_BAD_REQUEST', `cursor: "${cursor.slice(0, 60)}" is none that an answer gave`);
  return Number(cursor);
}

/** The one transaction that a filter names at its top; undefined for others. */
function transactionOf(filter: RecordFilter): string | undefined {
  const parts = filter.is === 'and' ? filter.parts : [filter];
  for (const part of parts)
    if (part.is === 'term' && part.field === 'transaction' && !/[*\\]/.test(part.pattern)) return part.pattern;
  return undefined;
}

const total = (counts: Readonly<Record<string, number>>, only: string | undefined): number =>
  Object.entries(counts).reduce(
    (sum, [name, n]) => (only === undefined || name.toLowerCase() === only.toLowerCase() ? sum + n : sum),
    0,
  );

function facetsOf(records: readonly StoredRecord[], most: number): Partial<Record<FacetField, readonly FacetValue[]>> {
  return Object.fromEntries(
    FACET_FIELDS.map((field) => {
      const counts = new Map<string, { count: number; estimated: number }>();
      for (const record of records) {
        const value = facetValueOf(field, record);
        if (value === undefined) continue;
        const { count, estimated } = counts.get(value) ?? { count: 0, estimated: 0 };
        counts.set(value, { count: count + 1, estimated: estimated + (record.weight ?? 1) });
      }
      const values = [...counts].map(([value, of]) => ({ value, ...of }));
      return [field, values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, most)];
    }),
  );
}

function histogramOf(records: readonly StoredRecord[], { fromMs, untilMs, bucketMs }: RecordSearch): RecordHistogram {
  const startMs = Math.floor(fromMs / bucketMs) * bucketMs;
  const length = Math.max(1, Math.ceil((untilMs - startMs) / bucketMs));
  const [ok, error] = [new Array<number>(length).fill(0), new Array<number>(length).fill(0)];
  for (const { startMs: atMs, outcome, weight = 1 } of records) {
    const i = Math.min(length - 1, Math.floor((atMs - startMs) / bucketMs));
    const counts = outcome === 'error' ? error : ok;
    counts[i] = (counts[i] ?? 0) + weight;
  }
  return { startMs, bucketMs, ok, error };
}
