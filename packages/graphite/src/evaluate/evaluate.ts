/**
 * Evaluates targets: walks the trees, notes what every path needs at its range (with each function's look-back and shift), fetches
 * all that in one call to the source, and walks again. Most queries take one fetch; a window counted in points takes a second one,
 * since it needs the step of its series first.
 */
import { CarpyError, isCarpyError } from '@carpy/core';
import type { ParamType } from '../function.ts';
import { functionNamed } from '../functions/index.ts';
import { checkReach, DEFAULT_LIMITS, type QueryLimits, Usage } from '../limits.ts';
import { fromFetched, pointsIn, type Series } from '../series.ts';
import type { FetchContext, FetchedRecord, FetchRequest, GraphiteEvent, SeriesSource } from '../source.ts';
import type { Argument, CallExpression, Expression } from '../target/ast.ts';
import { parseTarget } from '../target/parse.ts';
import { bindArguments } from './arguments.ts';
import { Call, type Range, type Reader } from './call.ts';
import { applyToSeries } from './call-with-series.ts';
import {
  isExpression,
  NO_REPLACEMENTS,
  type Replacements,
  replaced,
  replacementsOf,
  scalarOf,
} from './replacements.ts';
import { unknownFunction } from './unknown-function.ts';
import { Pending, unanswered, type Wanted } from './wanted.ts';

export interface QueryOptions {
  /** The range (fromS, untilS], seconds since the epoch. */
  readonly fromS: number;
  readonly untilS: number;
  readonly nowS: number;
  /** Result points wanted; the source may answer a coarser tier. */
  readonly maxDataPoints?: number | undefined;
  /** For timeShift's alignDst; UTC when absent. */
  readonly timezone?: string | undefined;
  /** Least share of values in a bucket that must not be gaps, 0 to 1; 0 when absent. */
  readonly xFilesFactor?: number | undefined;
  /** Values for template(), by name; they go before those in the target. */
  readonly template?: Readonly<Record<string, string>> | undefined;
  /** Asked before each function and each fetch; throws what the query is to end with. */
  readonly check?: (() => void) | undefined;
}

/**
 * The series of all targets, one target after the other.
 * @throws CarpyError CARPY_BAD_TARGET, CARPY_UNKNOWN_FUNCTION, CARPY_TOO_MUCH, and what the source throws.
 */
export async function evaluate(
  targets: readonly (string | Expression)[],
  options: QueryOptions,
  source: SeriesSource,
  limits: Partial<QueryLimits> = {},
): Promise<Series[]> {
  const expressions = targets.map((t) => (typeof t === 'string' ? parseTarget(t) : t));
  const query = new Query(options, { ...DEFAULT_LIMITS, ...limits });
  for (;;) {
    query.startOver();
    const results = expressions.map((e) => query.tryEvaluate(e));
    if (!query.isWaiting) return results.flat();
    await query.fetch(source);
  }
}

/** Parameters whose arguments are series, or may be. */
const SERIES_TYPES: ReadonlySet<ParamType> = new Set<ParamType>(['any', 'seriesList', 'seriesLists']);

/** Ranges of one fetch: what many shifts read is counted before all of it is in memory. */
const RANGES_AT_ONCE = 4;

class Query {
  readonly #options: QueryOptions;
  readonly #usage: Usage;
  readonly #series = new Map<string, Wanted<readonly Series[]>>();
  readonly #records = new Map<string, Wanted<readonly FetchedRecord[]>>();
  readonly #events = new Map<string, Wanted<readonly GraphiteEvent[]>>();
  readonly #carried = new Map<string, unknown>();
  #waiting = 0;
  /** setXFilesFactor() changes it for the rest of its target. */
  #xFilesFactor = 0;
  /** Made-up targets that are being evaluated, one in the other. */
  #madeUp = 0;
  /** Points of the results so far: all of them are in memory at once. */
  #resultPoints = 0;

  constructor(options: QueryOptions, limits: QueryLimits) {
    this.#options = options;
    this.#usage = new Usage(limits, options.check);
  }

  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Before all expressions are evaluated, or evaluated again. */
  startOver(): void {
    this.#resultPoints = 0;
    this.#madeUp = 0;
    this.#carried.clear();
  }

  /** Empty while anything is still to be fetched. */
  tryEvaluate(expression: Expression): readonly Series[] {
    const { fromS, untilS, xFilesFactor = 0 } = this.#options;
    this.#xFilesFactor = xFilesFactor;
    try {
      const series = this.#evaluate(expression, { fromS, untilS }, NO_REPLACEMENTS);
      this.#resultPoints += pointsIn(series);
      this.#usage.checkPoints('all targets together', this.#resultPoints);
      return series;
    } catch (e) {
      if (e instanceof Pending) return [];
      throw e;
    }
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

  #evaluate(node: Argument, range: Range, replacements: Replacements): readonly Series[] {
    switch (node.kind) {
      case 'path':
        return this.#readSeries({ pattern: replaced(node.path, replacements) }, range);
      case 'template':
        return this.#evaluate(node.body, range, replacementsOf(node, this.#options.template));
      case 'call':
        return this.#call(node, range, replacements);
      default:
        throw new CarpyError('CARPY_BAD_TARGET', `a path or a function is expected, at position ${node.position}`, {
          position: node.position,
        });
    }
  }

  #call(node: CallExpression, range: Range, replacements: Replacements): readonly Series[] {
    const fn = functionNamed(node.name);
    if (fn === undefined) throw unknownFunction(node);
    const bound = bindArguments(fn, node);
    const call = new Call(fn, node, bound, range, this.#reader(replacements));
    this.#usage.addCall(node.name);
    call.checkArguments();
    let pending = false;
    if (!fn.readsItself) {
      // All series arguments first, so that one that must be fetched does not hide the next.
      for (const param of fn.params) {
        if (!SERIES_TYPES.has(param.type) || param.records) continue;
        for (const arg of bound.get(param.name) ?? []) {
          if (!isExpression(arg)) continue;
          try {
            call.reader.seriesOf(arg, range, call);
          } catch (e) {
            if (!(e instanceof Pending)) throw e;
            pending = true;
          }
        }
      }
    }
    if (pending) throw new Pending();
    try {
      const made = fn.evaluate(call);
      this.#usage.checkPoints(`what ${node.name}() makes`, pointsIn(made));
      this.#usage.addMemory(
        `${node.name}()`,
        made.map((s) => s.values),
      );
      return made;
    } catch (e) {
      if (!isCarpyError(e) || e.code !== 'CARPY_BAD_TARGET' || e.position !== undefined) throw e;
      throw call.bad(`was refused: ${e.detail}`);
    }
  }

  /** Arguments of one call are read again by its function after reading ahead; each is evaluated once. */
  #reader(replacements: Replacements): Reader {
    const { nowS, timezone = 'UTC' } = this.#options;
    const query = this;
    const done = new Map<Argument, { range: Range; series: readonly Series[] }>();
    return {
      usage: this.#usage,
      nowS,
      timezone,
      get xFilesFactor() {
        return query.#xFilesFactor;
      },
      useXFilesFactor: (xFilesFactor) => {
        this.#xFilesFactor = xFilesFactor;
      },
      seriesOf: (arg, range, call) => {
        const known = done.get(arg);
        if (known !== undefined && known.range.fromS === range.fromS && known.range.untilS === range.untilS)
          return known.series;
        if (!isExpression(arg)) throw call.bad(`takes series here, a ${arg.kind} was given`);
        const series = this.#evaluate(arg, range, replacements);
        this.#usage.addHanded(call.name, series.length);
        done.set(arg, { range, series });
        return series;
      },
      recordsOf: (pattern, range, sketches) => this.#read(this.#records, { pattern, sketches }, range),
      seriesOfText: (target, range) => {
        const xFilesFactor = this.#xFilesFactor;
        this.#usage.checkMadeUp(++this.#madeUp);
        try {
          return this.#evaluate(parseTarget(target), range, NO_REPLACEMENTS);
        } finally {
          this.#madeUp--;
          this.#xFilesFactor = xFilesFactor;
        }
      },
      apply: (name, lists, outer) => {
        const fn = functionNamed(name);
        if (fn === undefined) throw outer.bad(`was given "${name}", which is no function`);
        return applyToSeries(fn, name, lists, outer);
      },
      taggedSeries: (tags, pattern, range, position) => this.#readSeries({ pattern, tags, position }, range),
      eventsOf: (tags, range) => this.#read(this.#events, { pattern: 'events()', tags }, range),
      carried: this.#carried,
      scalarOf: (arg) => scalarOf(arg, replacements),
      pathOf: (arg) => (arg.kind === 'path' ? replaced(arg.path, replacements) : undefined),
    };
  }

  #readSeries(what: Pick<FetchRequest, 'pattern' | 'tags' | 'position'>, range: Range): readonly Series[] {
    const series = this.#read(this.#series, what, range);
    const xFilesFactor = this.#xFilesFactor;
    return xFilesFactor === (this.#options.xFilesFactor ?? 0) ? series : series.map((s) => ({ ...s, xFilesFactor }));
  }

  #read<T>(
    cache: Map<string, Wanted<T>>,
    what: Pick<FetchRequest, 'pattern' | 'tags' | 'position'> & { readonly sketches?: boolean },
    { fromS, untilS }: Range,
  ): T {
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
