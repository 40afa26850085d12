/** Every function with every parameter present, absent and wrong, over series of every shape. */
import { functions, type GraphiteFunction } from '@carpy/graphite';
import { type ArgumentValues, valuesOf } from './argument-values.ts';
import type { Case } from './case.ts';
import { type SeriesShape, shapes, THOROUGH } from './shapes.ts';

/** Functions that are compared by their own tests only, and why. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  mergeTimers: 'graphite-web has no records',
  randomWalkFunction: 'its numbers are random in both',
};

/**
 * Parameters that are given although they may be left out: graphite-web takes many seconds to learn from the week that is the default, so
 * only the piped call has it.
 */
const ALWAYS_GIVEN: Readonly<Record<string, number>> = {
  holtWintersAberration: 3,
  holtWintersConfidenceArea: 3,
  holtWintersConfidenceBands: 3,
  holtWintersForecast: 2,
};

type Param = GraphiteFunction['params'][number];

export function functionCases(): Case[] {
  return [...functions.filter((fn) => NOT_COMPARED[fn.name] === undefined).flatMap(casesOf), ...OF_PAIRS];
}

/** As many series of several steps in one list as in the other, which the parameters one by one never are. */
const OF_PAIRS: readonly Case[] = ['mixed', 'dense'].flatMap((weights) =>
  ['', ',0', ',2', ',-1'].map((nodes) => ({
    target: `weightedAverage(c.mixed.*.load,c.${weights}.*.load${nodes})`,
    fn: 'weightedAverage',
    about: 'lists of several steps',
  })),
);

function casesOf(fn: GraphiteFunction): Case[] {
  const takesSeries = fn.params.some(isSeries);
  const [some = shapes[0] as SeriesShape] = shapes;
  const cases = (takesSeries ? shapes : [some]).flatMap((shape) => [...valueCases(fn, shape), ...listCases(fn, shape)]);
  return [...cases, ...spellingCases(fn, some)];
}

const isSeries = (param: Param): boolean => param.type === 'seriesList' || param.type === 'seriesLists';

/** Each parameter with each of its values, while the others have their first. */
function valueCases(fn: GraphiteFunction, shape: SeriesShape): Case[] {
  const { params } = fn;
  const values = params.map((param, i) => valuesOf(fn, param, shape, i === 0));
  const usual = params.map((_, i) => values[i]?.good[0] ?? '""');
  const make = (args: readonly string[], about: string, more: Partial<Case> = {}): Case => ({
    target: `${fn.name}(${args.join(',')})`,
    fn: fn.name,
    about,
    shape: shape.name,
    ...more,
  });
  const given = ALWAYS_GIVEN[fn.name] ?? 0;
  const needed = Math.max(given, params.filter((p) => p.required).length);
  const out = [make(usual.slice(0, needed), 'no optional parameter')];
  params.forEach((param, i) => {
    const { name, required, multiple } = param;
    // What stands after it is left out where that may be.
    const upTo = Math.max(i + 1, needed);
    const at = (value: string): string[] => usual.slice(0, upTo).map((arg, k) => (k === i ? value : arg));
    const { good, bad, endless = [] } = values[i] as ArgumentValues;
    for (const value of inTurn(good.slice(required ? 1 : 0), shape)) out.push(make(at(value), `${name} ${value}`));
    for (const value of endless) out.push(make(at(value), `${name} ${value}`, { endless: true, wrong: true }));
    for (const value of inTurn(bad, shape)) out.push(make(at(value), `${name} ${value}`, { wrong: true }));
    if (given === 0 && !endless.includes('None'))
      out.push(make(at('None'), `${name} None`, required ? { wrong: true } : {}));
    if (required) out.push(make(usual.slice(0, i), `${name} missing`, { wrong: true }));
    for (const option of inTurn((param.options ?? []).map(written), shape))
      out.push(make(at(option), `${name} option ${option}`));
    if (param.default !== undefined && given === 0)
      out.push(make(at(written(param.default)), `${name} default written`));
    if (multiple) {
      const [first = '', second = first, third = second] = good;
      out.push(make([...usual.slice(0, i), first, second], `${name} twice`));
      out.push(make([...usual.slice(0, i), first, second, third], `${name} three times`));
    }
    if (i > 0 && given === 0) out.push(make(...byName(fn, values, i)));
  });
  return out;
}

/** All of them with the thorough shapes, a quarter with each of the others. */
function inTurn(values: readonly string[], shape: SeriesShape): readonly string[] {
  if (THOROUGH.has(shape.name)) return values;
  const turn = shapes.indexOf(shape);
  return values.filter((_, i) => (i + turn) % 4 === 0);
}

/** A parameter by its name; those before it that may be left out are. */
function byName(
  { name: fnName, params }: GraphiteFunction,
  values: readonly ArgumentValues[],
  i: number,
): [args: string[], about: string, more: Partial<Case>] {
  // One value: more can't be given by a name.
  const usual = (k: number): string => values[k]?.good.find((value) => !value.includes('","')) ?? '""';
  const name = params[i]?.name ?? '';
  const needed = params.filter((p) => p.required).length;
  const before = params.slice(0, Math.min(i, needed)).map((_, k) => usual(k));
  const after = params.slice(i + 1, needed).map((p, k) => `${p.name}=${usual(i + 1 + k)}`);
  const all = params.slice(0, Math.max(i + 1, needed)).map((p, k) => {
    return k === i || p.required ? usual(k) : p.default === undefined ? 'None' : written(p.default);
  });
  return [
    [...before, `${name}=${usual(i)}`, ...after],
    `${name} by name`,
    { positional: `${fnName}(${all.join(',')})` },
  ];
}

function written(value: string | number | boolean | null): string {
  if (value === null) return 'None';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** Several lists of series, some of them empty. */
function listCases(fn: GraphiteFunction, shape: SeriesShape): Case[] {
  if (fn.params[0]?.multiple !== true || !isSeries(fn.params[0])) return [];
  return [
    `${shape.one},c.dense.web1.load`,
    `${shape.all},c.nothing.at.all`,
    `c.nothing.at.all,${shape.all}`,
    `${shape.one},${shape.one}`,
    `${shape.all},c.mixed.*.load`,
  ].map((args) => ({ target: `${fn.name}(${args})`, fn: fn.name, about: `lists ${args}`, shape: shape.name }));
}

/** Aliases, pipes, and what no function takes. */
function spellingCases(fn: GraphiteFunction, shape: SeriesShape): Case[] {
  const usual = fn.params.filter((p) => p.required).map((p, i) => valuesOf(fn, p, shape, i === 0).good[0] ?? '""');
  const make = (target: string, about: string, more: Partial<Case> = {}): Case => ({
    target,
    fn: fn.name,
    about,
    shape: shape.name,
    ...more,
  });
  const args = usual.join(',');
  const last = fn.params.at(-1);
  const more = last?.multiple ? (valuesOf(fn, last, shape, false).good[0] ?? '1') : '1';
  const many = Array.from({ length: 12 }, (_, i) => usual[i] ?? more).join(',');
  const wrong = { wrong: true as const };
  const out = [
    make(`${fn.name}()`, 'no arguments', usual.length > 0 ? wrong : {}),
    make(`${fn.name}(${[args, 'nosuch=1'].filter(Boolean).join(',')})`, 'an unknown name', wrong),
    make(`${fn.name}(${many})`, 'many arguments', last?.multiple ? {} : wrong),
    ...(fn.aliases ?? []).map((alias) => make(`${alias}(${args})`, `as ${alias}`)),
  ];
  if (fn.params[0] !== undefined && isSeries(fn.params[0]))
    out.push(make(`${usual[0] ?? shape.all}|${fn.name}(${usual.slice(1).join(',')})`, 'piped'));
  return out;
}
