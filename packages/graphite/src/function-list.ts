/** Graphite's `/functions` as JSON: all functions, those of a group, or one. */
import { type FunctionInfo, functionInfo, functionInfos, pieFunctionInfos } from './function-info.ts';

export interface FunctionListOptions {
  /** One function, by name or alias; undefined: all. */
  readonly name: string | undefined;
  /** Those of the pie chart, which make one number of a series, instead of those of targets. */
  readonly pie: boolean;
  /** Under the names of their groups. */
  readonly grouped: boolean;
  /** Only those of this group. */
  readonly group: string | undefined;
  /** Spaces a level; 0 for none. */
  readonly indent: number;
}

/** Undefined where there is no function of that name. */
export function functionList({ name, pie, grouped, group, indent }: FunctionListOptions): string | undefined {
  if (name !== undefined) {
    const one = pie ? Object.values(pieFunctionInfos()).find((f) => f.name === name) : functionInfo(name);
    return one === undefined ? undefined : json(one, indent);
  }
  const all = Object.values(pie ? pieFunctionInfos() : functionInfos());
  const wanted = all.filter((f) => group === undefined || f.group === group);
  if (!grouped) return json(byName(wanted), indent);
  const groups = [...new Set(wanted.map((f) => f.group))].sort();
  return json(Object.fromEntries(groups.map((g) => [g, byName(wanted.filter((f) => f.group === g))])), indent);
}

const byName = (functions: readonly FunctionInfo[]): Record<string, FunctionInfo> =>
  Object.fromEntries(functions.map((f) => [f.name, f]));

/** Stands for infinity on its way through JSON.stringify; no description has it. */
const INFINITE = '\u{1}infinity\u{1}';
const INFINITE_TEXT = JSON.stringify(INFINITE);

/** Infinity as graphite-web writes it: a number too large for a double, which readers take for infinite. */
function json(data: unknown, indent: number): string {
  const text = JSON.stringify(data, (_, value) => (value === Number.POSITIVE_INFINITY ? INFINITE : value), indent);
  return text.replaceAll(INFINITE_TEXT, '1e9999');
}
