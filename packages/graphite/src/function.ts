/** What a function of the target language is: its description, its parameters, and how it is computed. */
import type { Call } from './evaluate/call.ts';
import type { Series } from './series.ts';

export type FunctionGroup =
  | 'Alias'
  | 'Calculate'
  | 'Combine'
  | 'Filter Data'
  | 'Filter Series'
  | 'Graph'
  | 'Sorting'
  | 'Special'
  | 'Transform';

export interface GraphiteFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: FunctionGroup;
  /** A few sentences for the documentation and for editors. */
  readonly description: string;
  readonly params: readonly Param[];
  readonly example: string;
  /**
   * True for functions that read their series at another range than the one asked for (by Call.seriesAt): their series arguments
   * are then not read ahead.
   */
  readonly readsItself?: boolean;
  /** Pure: the same call gives the same series, and none of the series given is changed. */
  evaluate(call: Call): readonly Series[];
}

/** Graphite's names of parameter types, as its /functions answers them. */
export type ParamType =
  | 'aggFunc'
  | 'aggOrSeriesFunc'
  | 'any'
  | 'boolean'
  | 'date'
  | 'float'
  | 'integer'
  | 'interval'
  | 'intOrInf'
  | 'intOrInterval'
  | 'node'
  | 'nodeOrTag'
  | 'seriesList'
  | 'seriesLists'
  | 'string'
  | 'tag';

export interface Param {
  readonly name: string;
  readonly type: ParamType;
  readonly required: boolean;
  readonly default?: string | number | boolean;
  /** What graphite-web takes it by as a keyword, where that is not what its /functions says; both are taken. */
  readonly keyword?: string;
  /** The last parameter may take any number of arguments. */
  readonly multiple: boolean;
  /** The only values allowed, unless `moreOptions` says that these are not all. */
  readonly options?: readonly (string | boolean | null)[];
  readonly moreOptions?: true;
  /** Of an integer: numbers between whole ones are taken too. */
  readonly fractions?: true;
  /** Values that editors offer. */
  readonly suggestions?: readonly (string | number)[];
  /** The argument is a path expression of records, read by Call.records. */
  readonly records?: boolean;
}

type Extras = Partial<Omit<Param, 'name' | 'type' | 'required'>>;

const required = (type: ParamType, name: string, extras: Extras = {}): Param => ({
  multiple: false,
  ...extras,
  name,
  type,
  required: true,
});
const optional = (type: ParamType, name: string, extras: Extras = {}): Param => ({
  multiple: false,
  ...extras,
  name,
  type,
  required: false,
});

/** Makes parameters: `param.required('float', 'factor')`. */
export const param: { readonly required: typeof required; readonly optional: typeof optional } = { required, optional };
