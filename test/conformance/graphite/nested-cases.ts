/** Functions of functions by chance: what one makes of name, tags, steps and ends is what the next one gets. */
import { functions, type GraphiteFunction } from '@carpy/graphite';
import { type Random, seededRandom } from '../../../packages/demo/src/random.ts';
import { valuesOf } from './argument-values.ts';
import type { Case } from './case.ts';
import { NOT_COMPARED } from './function-cases.ts';
import { type SeriesShape, shapes } from './shapes.ts';

const MAX_DEPTH = 4;
const SEVERAL_STEPS: ReadonlySet<string> = new Set(['mixed steps', 'one of a longer step', 'of all kinds']);

/**
 * What they make of series differs as declared, where the series are of certain kinds: by themselves they are compared, here not. Heights of
 * stacked series are carried on into what another function reads again, and Holt-Winters learns for many seconds.
 */
const BY_THEMSELVES: ReadonlySet<string> = new Set([
  'aliasQuery',
  'applyByNode',
  'areaBetween',
  'averageOutsidePercentile',
  'exp',
  'groupByTags',
  'hitcount',
  'holtWintersAberration',
  'holtWintersConfidenceArea',
  'holtWintersConfidenceBands',
  'holtWintersForecast',
  'legendValue',
  'linearRegression',
  'mapSeries',
  'mostDeviant',
  'removeBetweenPercentile',
  'sigmoid',
  'stacked',
  'stdev',
  'timeSlice',
  'useSeriesAbove',
  'weightedAverage',
]);

const takingSeries = functions.filter(
  (fn) => NOT_COMPARED[fn.name] === undefined && !BY_THEMSELVES.has(fn.name) && fn.params[0]?.type === 'seriesList',
);

/** The same for the same seed. */
export function nestedCases(seed: number, count: number): Case[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const shape = oneOf(random, shapes);
    return {
      target: nested(random, shape, 2 + Math.floor(random() * (MAX_DEPTH - 1))),
      about: 'nested',
      shape: shape.name,
    };
  });
}

function nested(random: Random, shape: SeriesShape, depth: number): string {
  if (depth === 0) return random() < 0.8 ? shape.all : shape.one;
  const fn = oneOf(random, takingSeries);
  // Of several steps its stamps are graphite-web's fault.
  if (fn.name === 'asPercent' && SEVERAL_STEPS.has(shape.name)) return nested(random, shape, depth);
  const inner = nested(random, shape, depth - 1);
  const args = [inner, ...argumentsFor(random, fn, shape)];
  return `${fn.name}(${args.join(',')})`;
}

/** Arguments after the first: required ones, and optional ones by chance up to the first that is left out. */
function argumentsFor(random: Random, fn: GraphiteFunction, shape: SeriesShape): string[] {
  const out: string[] = [];
  for (const param of fn.params.slice(1)) {
    const { plain } = valuesOf(fn, param, shape, false);
    if (plain.length === 0 || (!param.required && !NEEDED.has(`${fn.name}.${param.name}`) && random() < 0.6)) break;
    out.push(oneOf(random, plain));
  }
  return out;
}

/** Without these the name of the result is empty. */
const NEEDED: ReadonlySet<string> = new Set(['groupByNodes.nodes']);

const oneOf = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
