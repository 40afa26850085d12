/** Walks the trees of a query's targets and computes their series. */
import { CarpyError, isCarpyError } from '@carpy/core';
import type { ParamType } from '../function.ts';
import { functionNamed } from '../functions/index.ts';
import type { Usage } from '../limits.ts';
import { pointsIn, type Series } from '../series.ts';
import type { FetchRequest } from '../source.ts';
import type { Argument, CallExpression, Expression } from '../target/ast.ts';
import { parseTarget } from '../target/parse.ts';
import { bindArguments } from './arguments.ts';
import { Call, type Range, type Reader } from './call.ts';
import { applyToSeries } from './call-with-series.ts';
import type { QueryData } from './query-data.ts';
import type { QueryOptions } from './query-options.ts';
import {
  isExpression,
  NO_REPLACEMENTS,
  type Replacements,
  replaced,
  replacementsOf,
  scalarOf,
} from './replacements.ts';
import { unknownFunction } from './unknown-function.ts';
import { Pending } from './wanted.ts';

/** Parameters whose arguments are series, or may be. */
const SERIES_TYPES: ReadonlySet<ParamType> = new Set<ParamType>(['any', 'seriesList', 'seriesLists']);

interface Done {
  readonly range: Range;
  readonly series: readonly Series[];
  /** xFilesFactor before it: read at another range, it is not to hold for what stands before setXFilesFactor(). */
  readonly before: number;
}

/** The targets of one query, evaluated as far as what they read is there. */
export class Query {
  readonly #options: QueryOptions;
  readonly #usage: Usage;
  readonly #data: QueryData;
  readonly #carried = new Map<string, unknown>();
  /** setXFilesFactor() changes it for the rest of its target. */
  #xFilesFactor = 0;
  /** Made-up targets that are being evaluated, one in the other. */
  #madeUp = 0;
  /** Points of the results so far: all of them are in memory at once. */
  #resultPoints = 0;

  constructor(options: QueryOptions, usage: Usage, data: QueryData) {
    this.#options = options;
    this.#usage = usage;
    this.#data = data;
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
    const done = new Map<Argument, Done>();
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
        const before = known?.before ?? this.#xFilesFactor;
        const after = this.#xFilesFactor;
        this.#xFilesFactor = before;
        const series = this.#evaluate(arg, range, replacements);
        if (known !== undefined) this.#xFilesFactor = after;
        this.#usage.addHanded(call.name, series.length);
        done.set(arg, { range, series, before });
        return series;
      },
      recordsOf: (pattern, range, sketches) => this.#data.records(pattern, sketches, range),
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
      eventsOf: (tags, range) => this.#data.events(tags, range),
      carried: this.#carried,
      scalarOf: (arg) => scalarOf(arg, replacements),
      pathOf: (arg) => (arg.kind === 'path' ? replaced(arg.path, replacements) : undefined),
    };
  }

  #readSeries(what: Pick<FetchRequest, 'pattern' | 'tags' | 'position'>, range: Range): readonly Series[] {
    const series = this.#data.series(what, range);
    const xFilesFactor = this.#xFilesFactor;
    return xFilesFactor === (this.#options.xFilesFactor ?? 0) ? series : series.map((s) => ({ ...s, xFilesFactor }));
  }
}
