/** A function call as the function sees it: its arguments by parameter name, checked and converted. */
import { CarpyError, isCarpyError } from '@carpy/core';
import type { GraphiteFunction, Param } from '../function.ts';
import type { Usage } from '../limits.ts';
import type { Series } from '../series.ts';
import type { FetchedRecord, GraphiteEvent } from '../source.ts';
import type { Argument, CallExpression } from '../target/ast.ts';
import { type BoundArguments, convertScalar, type Scalar } from './arguments.ts';
import { isExpression } from './replacements.ts';

/** (fromS, untilS], seconds since the epoch. */
export interface Range {
  readonly fromS: number;
  readonly untilS: number;
}

/** What calls ask of the evaluation they stand in. */
export interface Reader {
  readonly usage: Usage;
  readonly nowS: number;
  readonly timezone: string;
  /** The request's, or what setXFilesFactor() said last within the target. */
  readonly xFilesFactor: number;
  /** For what is evaluated from now on to the end of the target. */
  useXFilesFactor(xFilesFactor: number): void;
  /** Series of an argument at a range. Throws Pending after noting what must be fetched first. */
  seriesOf(arg: Argument, range: Range, call: Call): readonly Series[];
  recordsOf(pattern: string, range: Range, sketches: boolean): readonly FetchedRecord[];
  /** Series of a target that a function made up, at a range; Pending as in seriesOf. @throws CarpyError CARPY_BAD_TARGET. */
  seriesOfText(target: string, range: Range): readonly Series[];
  /** Calls a function by its name with series in hand, a list for each of its arguments. @throws CarpyError CARPY_BAD_TARGET. */
  apply(name: string, lists: readonly (readonly Series[])[], call: Call): readonly Series[];
  /** Tagged series that all expressions match; `text` is the call as it is written, `position` where. Pending as in seriesOf. */
  taggedSeries(expressions: readonly string[], text: string, range: Range, position: number): readonly Series[];
  /** Events that have all tags given; Pending as in seriesOf. */
  eventsOf(tags: readonly string[], range: Range): readonly GraphiteEvent[];
  /**
   * What calls of one request leave to those after them, targets in their order: the heights of stacks. Emptied when a request is
   * evaluated again.
   */
  readonly carried: Map<string, unknown>;
  scalarOf(arg: Argument): Scalar | undefined;
  pathOf(arg: Argument): string | undefined;
}

/** Values of one parameter that takes many: nodes, tags, matchers. Something is made of them for each series. */
const MAX_VALUES = 100;

export class Call {
  readonly name: string;
  readonly position: number;
  /** As it was written, where that is kept. */
  readonly written: string | undefined;
  readonly range: Range;
  readonly reader: Reader;
  /** The place in the query: the same object each time the call is evaluated, at whatever range. */
  readonly place: object;
  readonly #fn: GraphiteFunction;
  readonly #bound: BoundArguments;

  constructor(
    fn: GraphiteFunction,
    node: Pick<CallExpression, 'name' | 'position' | 'text'>,
    bound: BoundArguments,
    range: Range,
    reader: Reader,
  ) {
    this.#fn = fn;
    this.#bound = bound;
    this.name = node.name;
    this.position = node.position;
    this.written = node.text;
    this.place = node;
    this.range = range;
    this.reader = reader;
  }

  /** Every value that is given is one that its parameter takes, whether or not the function comes to read it. @throws CarpyError CARPY_BAD_TARGET. */
  checkArguments(): void {
    for (const param of this.#fn.params) {
      if (param.type === 'any' || param.records) continue;
      for (const arg of this.#bound.get(param.name) ?? []) {
        if (!param.type.startsWith('series')) convertScalar(this.name, param, this.reader.scalarOf(arg), arg.position);
        else if (!isExpression(arg)) throw this.bad(`takes series for "${param.name}", a ${arg.kind} was given`);
      }
    }
  }

  /** Whether an optional parameter was given. */
  given(name: string): boolean {
    return this.#bound.has(name);
  }

  /** All series given for a parameter, in order; none where it is not given. */
  series(name: string): readonly Series[] {
    return this.seriesAt(name, this.range);
  }

  /** As series(), read at another range. */
  seriesAt(name: string, range: Range): readonly Series[] {
    const lists = this.#lists(name, range);
    return lists.length === 1 ? (lists[0] as readonly Series[]) : lists.flat();
  }

  /** The series of each argument given for a parameter that takes many. */
  seriesLists(name: string): readonly (readonly Series[])[] {
    return this.#lists(name, this.range);
  }

  #lists(name: string, range: Range): readonly (readonly Series[])[] {
    return (this.#bound.get(name) ?? []).map((arg) => this.reader.seriesOf(arg, range, this));
  }

  /** As seriesAt() for several ranges: what is missing of any of them is fetched in one go. */
  seriesAtEach(name: string, ranges: readonly Range[]): readonly (readonly Series[])[] {
    return each(ranges, (range) => this.seriesAt(name, range));
  }

  /** The series of targets that the function makes up, one list an item: what is missing for any of them is fetched in one go. */
  seriesOfTexts<T>(items: readonly T[], targetOf: (item: T) => string): readonly (readonly Series[])[] {
    return each(items, (item) => {
      const target = targetOf(item);
      try {
        return this.reader.seriesOfText(target, this.range);
      } catch (e) {
        // Positions in a text that the user did not write help nobody: the call's own does, with the text beside it.
        if (!isCarpyError(e) || (e.code !== 'CARPY_BAD_TARGET' && e.code !== 'CARPY_UNKNOWN_FUNCTION')) throw e;
        throw new CarpyError(e.code, `in "${target.slice(0, 200)}", which ${this.name}() makes: ${e.detail}`, {
          position: this.position,
        });
      }
    });
  }

  /** For parameters of type any: its value where it is no series. */
  scalarIfAny(name: string): Scalar | undefined {
    const arg = this.#bound.get(name)?.[0];
    return arg === undefined ? undefined : this.reader.scalarOf(arg);
  }

  /** The value of a scalar parameter, or its default; undefined where there is neither. */
  scalar(name: string): Scalar | undefined {
    const param = this.#param(name);
    const arg = this.#bound.get(name)?.[0];
    if (arg !== undefined) return convertScalar(this.name, param, this.reader.scalarOf(arg), arg.position);
    return param.default === undefined ? undefined : { value: param.default, text: String(param.default) };
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? Number.NaN;
  }

  optionalNumber(name: string): number | undefined {
    const scalar = this.scalar(name);
    return scalar === undefined ? undefined : Number(scalar.value);
  }

  /** As number(), and neither infinite nor absent. @throws CarpyError CARPY_BAD_TARGET. */
  finite(name: string): number {
    const number = this.number(name);
    if (!Number.isFinite(number)) throw this.refuse(name, 'a finite number');
    return number;
  }

  text(name: string): string {
    return String(this.scalar(name)?.value ?? '');
  }

  flag(name: string): boolean {
    return this.scalar(name)?.value === true;
  }

  /** All values of a parameter that takes many. */
  scalars(name: string): readonly Scalar[] {
    const param = this.#param(name);
    const args = this.#bound.get(name) ?? [];
    if (args.length > MAX_VALUES)
      throw this.bad(`takes at most ${MAX_VALUES} values for "${name}", ${args.length} were given`);
    return args.map((arg) => convertScalar(this.name, param, this.reader.scalarOf(arg), arg.position));
  }

  /** Numbers of nodes and names of tags, of a parameter that takes many. */
  nodes(name: string): readonly (number | string)[] {
    return this.scalars(name).map((s) => s.value as number | string);
  }

  /** The path expression given for a parameter of records. @throws CarpyError CARPY_BAD_TARGET when it is none. */
  pattern(name: string): string {
    const arg = this.#bound.get(name)?.[0];
    const path = arg === undefined ? undefined : this.reader.pathOf(arg);
    if (path === undefined)
      throw this.bad(`takes a path expression of records for "${name}", such as carpy.shop.*.*.ok`);
    return path;
  }

  /** Records whose own path the parameter's path expression matches. */
  records(name: string, sketches: boolean): readonly FetchedRecord[] {
    return this.reader.recordsOf(this.pattern(name), this.range, sketches);
  }

  bad(detail: string): CarpyError {
    return new CarpyError('CARPY_BAD_TARGET', `${this.name}() ${detail}, at position ${this.position}`, {
      position: this.position,
    });
  }

  /** An error that says what a parameter takes and what it was given, at its argument's place. */
  refuse(name: string, takes: string): CarpyError {
    const arg = this.#bound.get(name)?.[0];
    const given = this.scalar(name)?.text;
    const position = arg?.position ?? this.position;
    return new CarpyError(
      'CARPY_BAD_TARGET',
      `${this.name}() takes ${takes} for "${name}"${given === undefined ? '' : `, ${given} was given`}, at position ${position}`,
      { position },
    );
  }

  #param(name: string): Param {
    const param = this.#fn.params.find((p) => p.name === name);
    if (param === undefined) throw new CarpyError('CARPY_INTERNAL', `${this.#fn.name}() has no parameter ${name}`);
    return param;
  }
}

/** Goes through all items although something is missing for one, so that all of it is noted; then throws what came first. */
function each<T, R>(items: readonly T[], one: (item: T) => readonly R[]): readonly (readonly R[])[] {
  let missing: { readonly reason: unknown } | undefined;
  const out = items.map((item) => {
    try {
      return one(item);
    } catch (reason) {
      missing ??= { reason };
      return [];
    }
  });
  if (missing !== undefined) throw missing.reason;
  return out;
}
