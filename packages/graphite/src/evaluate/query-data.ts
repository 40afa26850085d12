/** What the targets of a query read: noted when it is asked for first, fetched in one go, and kept for the rest of the query. */
import { checkReach, type Usage } from '../limits.ts';
import { fromFetched, type Series } from '../series.ts';
import type { FetchContext, FetchedRecord, FetchRequest, GraphiteEvent, SeriesSource } from '../source.ts';
import type { Range } from './call.ts';
import type { QueryOptions } from './query-options.ts';
import { Pending, unanswered, type Wanted } from './wanted.ts';

/** Ranges of one fetch: what many shifts read is counted before all of it is in memory. */
const RANGES_AT_ONCE = 4;

type What = Pick<FetchRequest, 'pattern' | 'tags' | 'position'>;

/** Every question throws Pending until its answer is fetched. */
export class QueryData {
  readonly #options: QueryOptions;
  readonly #usage: Usage;
  readonly #series = new Map<string, Wanted<readonly Series[]>>();
  readonly #records = new Map<string, Wanted<readonly FetchedRecord[]>>();
  readonly #events = new Map<string, Wanted<readonly GraphiteEvent[]>>();
  #waiting = 0;

  constructor(options: QueryOptions, usage: Usage) {
    this.#options = options;
    this.#usage = usage;
  }

  /** Whether anything was asked for that is not fetched yet. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  series(what: What, range: Range): readonly Series[] {
    return this.#read(this.#series, what, range);
  }

  records(pattern: string, sketches: boolean, range: Range): readonly FetchedRecord[] {
    return this.#read(this.#records, { pattern, sketches }, range);
  }

  events(tags: readonly string[], range: Range): readonly GraphiteEvent[] {
    return this.#read(this.#events, { pattern: 'events()', tags }, range);
  }

  async fetch(source: SeriesSource): Promise<void> {
    const series = unanswered(this.#series);
    const records = unanswered(this.#records);
    await this.#fetchEvents(source);
    const ranges = [...new Set([...series, ...records].map(rangeOf))];
    for (let i = 0; i < ranges.length; i += RANGES_AT_ONCE) {
      const now = new Set(ranges.slice(i, i + RANGES_AT_ONCE));
      await this.#fetchSome(
        source,
        series.filter((w) => now.has(rangeOf(w))),
        records.filter((w) => now.has(rangeOf(w))),
      );
    }
    this.#waiting = 0;
  }

  async #fetchEvents(source: SeriesSource): Promise<void> {
    const events = unanswered(this.#events);
    if (events.length === 0) return;
    const answers = await source.fetchEvents?.(events.map((w) => ({ ...w, tags: w.tags ?? [] })));
    events.forEach((wanted, i) => {
      wanted.answer = answers?.[i] ?? [];
      this.#usage.addSeries(wanted.pattern, 0, wanted.answer.length);
    });
  }

  async #fetchSome(
    source: SeriesSource,
    series: readonly Wanted<readonly Series[]>[],
    records: readonly Wanted<readonly FetchedRecord[]>[],
  ): Promise<void> {
    const { nowS, maxDataPoints } = this.#options;
    this.#options.check?.();
    const context: FetchContext = { nowS, maxDataPoints, left: this.#usage.left };
    const [seriesAnswers, recordAnswers] = await Promise.all([
      series.length === 0 ? [] : source.fetch(series, context),
      records.length === 0 ? [] : source.fetchRecords(records, context),
    ]);
    series.forEach((wanted, i) => {
      const found = seriesAnswers[i] ?? [];
      this.#usage.addSeries(
        wanted.pattern,
        found.length,
        found.reduce((n, s) => n + s.values.length, 0),
      );
      this.#usage.addMemory(
        wanted.pattern,
        found.map((s) => s.record?.columns ?? s.values),
      );
      wanted.answer = found.map((f) => fromFetched(f, wanted.pattern, this.#options.xFilesFactor ?? 0));
    });
    records.forEach((wanted, i) => {
      const found = recordAnswers[i] ?? [];
      this.#usage.addSeries(
        wanted.pattern,
        found.length,
        found.reduce((n, r) => n + r.slots, 0),
      );
      this.#usage.addMemory(
        wanted.pattern,
        found.map((r) => r.columns),
      );
      wanted.answer = found;
    });
  }

  #read<T>(cache: Map<string, Wanted<T>>, what: What & { readonly sketches?: boolean }, { fromS, untilS }: Range): T {
    const { pattern, sketches = false, tags, position } = what;
    const key = JSON.stringify([fromS, untilS, sketches, pattern, tags]);
    const known = cache.get(key);
    if (known?.answer !== undefined) return known.answer;
    if (known === undefined) {
      checkReach(fromS, untilS);
      cache.set(key, { pattern, fromS, untilS, sketches, tags, position, answer: undefined });
      this.#waiting++;
    }
    throw new Pending();
  }
}

const rangeOf = ({ fromS, untilS }: Range): string => `${fromS}:${untilS}`;
