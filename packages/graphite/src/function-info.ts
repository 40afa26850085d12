/** Functions described as graphite-web's `/functions` describes them, for editors such as Grafana's. */

import { AGGREGATING_FUNCTIONS } from './aggregate/aggregating-functions.ts';
import { AGGREGATION_NAMES } from './aggregate/aggregations.ts';
import type { GraphiteFunction, Param, ParamType } from './function.ts';
import { functionNamed, functions } from './functions/index.ts';
import { pieFunctions } from './pie-functions.ts';

export interface FunctionInfo {
  readonly name: string;
  /** With its parameters, `movingAverage(seriesList, windowSize, xFilesFactor=None)`. */
  readonly function: string;
  readonly description: string;
  readonly module: string;
  readonly group: string;
  readonly params: readonly ParamInfo[];
}

export interface ParamInfo {
  readonly name: string;
  readonly type: string;
  readonly required?: true;
  /** May be infinite, which JSON has no number for: function-list.ts. */
  readonly default?: string | number | boolean;
  readonly multiple?: true;
  readonly options?: readonly (string | boolean | null)[];
  readonly suggestions?: readonly (string | number)[];
}

/** By name, aliases too; undefined where there is no such function. */
export function functionInfo(name: string): FunctionInfo | undefined {
  const fn = functionNamed(name);
  return fn === undefined ? undefined : describe(fn, name);
}

/** All functions under their names and aliases, sorted. */
export function functionInfos(): Record<string, FunctionInfo> {
  const named = functions.flatMap((fn) =>
    [fn.name, ...(fn.aliases ?? [])].map((name) => [name, describe(fn, name)] as const),
  );
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a pie chart makes of a series, by name: `/functions?type=pie`. */
export function pieFunctionInfos(): Record<string, FunctionInfo> {
  return Object.fromEntries(
    pieFunctions.map(({ name, description }) => [
      name,
      {
        name,
        function: `${name}(series)`,
        description,
        module: 'carpy.functions',
        group: 'Pie',
        params: [{ name: 'series', type: 'series', required: true }],
      },
    ]),
  );
}

function describe(fn: GraphiteFunction, name: string): FunctionInfo {
  return {
    name,
    function: `${name}(${fn.params.map(signature).join(', ')})`,
    description: `${fn.description}\n\nExample: ${fn.example}`,
    module: 'carpy.functions',
    group: fn.group,
    params: fn.params.map(paramInfo),
  };
}

function signature(p: Param): string {
  if (p.multiple) return `*${p.name}`;
  if (p.required) return p.name;
  const value =
    p.default === undefined ? 'None' : typeof p.default === 'string' ? `'${p.default}'` : pythonWord(p.default);
  return `${p.name}=${value}`;
}

const pythonWord = (value: number | boolean): string =>
  value === true ? 'True' : value === false ? 'False' : value === Number.POSITIVE_INFINITY ? 'inf' : String(value);

function paramInfo(p: Param): ParamInfo {
  const options = p.options ?? optionsOfType(p.type);
  return {
    name: p.name,
    type: p.type,
    ...(p.required ? { required: true } : {}),
    ...(p.default === undefined ? {} : { default: p.default }),
    ...(p.multiple ? { multiple: true } : {}),
    ...(options === undefined ? {} : { options }),
    ...(p.suggestions === undefined ? {} : { suggestions: p.suggestions }),
  };
}

function optionsOfType(type: ParamType): readonly string[] | undefined {
  if (type === 'aggFunc') return AGGREGATION_NAMES;
  return type === 'aggOrSeriesFunc' ? [...new Set([...AGGREGATION_NAMES, ...AGGREGATING_FUNCTIONS])].sort() : undefined;
}
