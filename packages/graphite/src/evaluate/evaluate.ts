/**
 * Evaluates targets: walks the trees, notes what every path needs at its range (with each function's look-back and shift), fetches
 * all that in one call to the source, and walks again. Most queries take one fetch; a window counted in points takes a second one,
 * since it needs the step of its series first.
 */
import { CarpyError, isCarpyError } from '@carpy/core';
import { functionNamed, functions } from '../functions/index.ts';
import { DEFAULT_LIMITS, type QueryLimits, Usage } from '../limits.ts';
import { formatFloat } from '../number-format.ts';
import { fromFetched, type Series } from '../series.ts';
import type { FetchContext, FetchedRecord, SeriesSource } from '../source.ts';
import type { Argument, CallExpression, Expression, Literal, TemplateExpression } from '../target/ast.ts';
import { parseTarget } from '../target/parse.ts';
import { bindArguments, type Scalar } from './arguments.ts';
import { Call, type Range, type Reader } from './call.ts';

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
    const results = expressions.map((e) => query.tryEvaluate(e));
    if (!query.isWaiting) return results.flat();
    await query.fetch(source);
  }
}

/** Thrown while walking where data must be fetched first; it never leaves this file. */
class Pending {}

type Replacements = ReadonlyMap<string, Scalar>;
const NO_REPLACEMENTS: Replacements = new Map();

interface Wanted<T> {
  readonly pattern: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly sketches: boolean;
  answer: T | undefined;
}

class Query {
  readonly #options: QueryOptions;
  readonly #usage: Usage;
  readonly #series = new Map<string, Wanted<readonly Series[]>>();
  readonly #records = new Map<string, Wanted<readonly FetchedRecord[]>>();
  #waiting = 0;

  constructor(options: QueryOptions, limits: QueryLimits) {
    this.#options = options;
    this.#usage = new Usage(limits);
  }

  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Empty while anything is still to be fetched. */
  tryEvaluate(expression: Expression): readonly Series[] {
    try {
      return this.#evaluate(expression, { fromS: this.#options.fromS, untilS: this.#options.untilS }, NO_REPLACEMENTS);
    } catch (e) {
      if (e instanceof Pending) return [];
      throw e;
    }
  }

  async fetch(source: SeriesSource): Promise<void> {
    const { nowS, maxDataPoints } = this.#options;
    const context: FetchContext = { nowS, maxDataPoints };
    const series = [...this.#series.values()].filter((w) => w.answer === undefined);
    const records = [...this.#records.values()].filter((w) => w.answer === undefined);
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
      wanted.answer = found.map((f) => fromFetched(f, wanted.pattern, this.#options.xFilesFactor ?? 0));
    });
    records.forEach((wanted, i) => {
      const found = recordAnswers[i] ?? [];
      this.#usage.addSeries(
        wanted.pattern,
        found.length,
        found.reduce((n, r) => n + r.slots, 0),
      );
      wanted.answer = found;
    });
    this.#waiting = 0;
  }

  #evaluate(node: Argument, range: Range, replacements: Replacements): readonly Series[] {
    switch (node.kind) {
      case 'path':
        return this.#read(this.#series, replaced(node.path, replacements), range, false);
      case 'template':
        return this.#evaluate(node.body, range, this.#replacementsOf(node));
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
    const call = new Call(fn, node.name, node.position, bound, range, this.#reader(replacements));
    this.#usage.addCall(node.name);
    let pending = false;
    if (!fn.readsItself) {
      // All series arguments first, so that one that must be fetched does not hide the next.
      for (const param of fn.params) {
        if ((param.type !== 'seriesList' && param.type !== 'any') || param.records) continue;
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
      return fn.evaluate(call);
    } catch (e) {
      if (!isCarpyError(e) || e.code !== 'CARPY_BAD_TARGET' || e.position !== undefined) throw e;
      throw call.bad(`was refused: ${e.detail}`);
    }
  }

  /** Arguments of one call are read again by its function after reading ahead; each is evaluated once. */
  #reader(replacements: Replacements): Reader {
    const { nowS, timezone = 'UTC', xFilesFactor = 0 } = this.#options;
    const done = new Map<Argument, { range: Range; series: readonly Series[] }>();
    return {
      usage: this.#usage,
      nowS,
      timezone,
      xFilesFactor,
      seriesOf: (arg, range, call) => {
        const known = done.get(arg);
        if (known !== undefined && known.range.fromS === range.fromS && known.range.untilS === range.untilS)
          return known.series;
        if (!isExpression(arg)) throw call.bad(`takes series here, a ${arg.kind} was given`);
        const series = this.#evaluate(arg, range, replacements);
        done.set(arg, { range, series });
        return series;
      },
      recordsOf: (pattern, range, sketches) => this.#read(this.#records, pattern, range, sketches),
      scalarOf: (arg) => scalarOf(arg, replacements),
      pathOf: (arg) => (arg.kind === 'path' ? replaced(arg.path, replacements) : undefined),
    };
  }

  #read<T>(cache: Map<string, Wanted<T>>, pattern: string, { fromS, untilS }: Range, sketches: boolean): T {
    const key = `${fromS}:${untilS}:${sketches}:${pattern}`;
    const known = cache.get(key);
    if (known?.answer !== undefined) return known.answer;
    if (known === undefined) {
      cache.set(key, { pattern, fromS, untilS, sketches, answer: undefined });
      this.#waiting++;
    }
    throw new Pending();
  }

  #replacementsOf({ args, kwargs }: TemplateExpression): Replacements {
    const out = new Map<string, Scalar>();
    for (const { name, value } of kwargs) set(out, name, scalarOf(value, NO_REPLACEMENTS));
    args.forEach((arg, i) => {
      set(out, String(i + 1), scalarOf(arg, NO_REPLACEMENTS));
    });
    for (const [name, value] of Object.entries(this.#options.template ?? {})) out.set(name, { value, text: value });
    return out;
  }
}

function set(map: Map<string, Scalar>, name: string, value: Scalar | undefined): void {
  if (value !== undefined) map.set(name, value);
}

const isExpression = (arg: Argument): arg is Expression =>
  arg.kind === 'path' || arg.kind === 'call' || arg.kind === 'template';

/** `$name` anywhere in a path. */
function replaced(path: string, replacements: Replacements): string {
  let out = path;
  for (const [name, { text }] of replacements) out = out.replaceAll(`$${name}`, text);
  return out;
}

/** Undefined for what is no scalar. A path that is one `$name` of a template is its value. */
function scalarOf(arg: Argument, replacements: Replacements): Scalar | undefined {
  if (arg.kind === 'path') {
    const replacement = arg.path.startsWith('$') ? replacements.get(arg.path.slice(1)) : undefined;
    if (typeof replacement?.value === 'string' && /^-?\d+(?:\.\d+)?$/.test(replacement.value)) {
      return { value: Number(replacement.value), text: replacement.text };
    }
    return replacement;
  }
  return isExpression(arg) ? undefined : literalScalar(arg);
}

function literalScalar(literal: Literal): Scalar | undefined {
  switch (literal.kind) {
    case 'number': {
      const { value, integer } = literal;
      return { value, text: integer ? String(value) : formatFloat(value) };
    }
    case 'string':
      return { value: literal.value, text: literal.value };
    case 'true':
      return { value: true, text: 'True' };
    case 'false':
      return { value: false, text: 'False' };
    case 'infinity':
      return { value: Number.POSITIVE_INFINITY, text: 'inf' };
    default:
      return undefined;
  }
}

function unknownFunction({ name, position }: CallExpression): CarpyError {
  const lower = name.toLowerCase();
  const near = functions.find(
    (f) =>
      f.name.toLowerCase() === lower ||
      f.name.toLowerCase().startsWith(lower) ||
      lower.startsWith(f.name.toLowerCase()),
  );
  const hint = near === undefined ? 'GET /functions lists what there is' : `did you mean ${near.name}?`;
  return new CarpyError('CARPY_UNKNOWN_FUNCTION', `${name}() at position ${position}; ${hint}`, { position });
}
