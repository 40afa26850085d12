/** Functions of functions by chance: what one makes of name, tags, steps and ends is what the next one gets. */
import { functions, type GraphiteFunction } from '@carpy/graphite';
import { type Random, seededRandom } from '../../../packages/demo/src/random.ts';
import { valuesOf } from './argument-values.ts';
import type { Case } from './case.ts';
import { NOT_COMPARED } from './function-cases.ts';
import { type SeriesShape, shapes } from './shapes.ts';

const MAX_DEPTH = 4;
const SEVERAL_STEPS: ReadonlySet<string> = new Set(['mixed steps', 'one of a longer step', 'of all kinds']);

/** What these make of right arguments differs as declared in too many cases: they are compared by themselves only. */
const BY_THEMSELVES: Readonly<Record<string, string>> = {
  averageOutsidePercentile: 'status 500 wherever a series has a gap',
  mapSeries: 'its groups are for reduceSeries alone',
  removeBetweenPercentile: 'status 500 wherever a series has a gap',
  stdev: 'rounding errors of its running sums are carried on',
  useSeriesAbove: 'status 500 wherever a series has a gap',
};

/** Functions that are given stored series only, and of which shapes: with those of other functions they differ as declared. */
const OF_STORED: Readonly<Record<string, (shape: string) => boolean>> = {
  // They ask for series by the names of others.
  aliasQuery: () => true,
  applyByNode: (shape) => shape !== 'tagged',
  // In other patterns of gaps it may see a period where the first value is left out.
  compressPeriodicGaps: (shape) => shape === 'regular gaps' || shape === 'dense',
  // Powers of greater values are too great for a number.
  exp: (shape) => !GREAT.has(shape),
  sigmoid: (shape) => !GREAT.has(shape),
  mostDeviant: (shape) => shape !== 'huge and tiny',
  // Aggregates lose their tags.
  groupByTags: (shape) => shape === 'tagged',
  // Of no series it is status 500.
  holtWintersConfidenceArea: (shape) => shape !== 'no series',
  weightedAverage: (shape) => !SEVERAL_STEPS.has(shape),
};
const GREAT: ReadonlySet<string> = new Set(['huge and tiny', 'counters', 'empty range', 'of all kinds']);

const takingSeries = functions.filter(
  ({ name, params }) =>
    NOT_COMPARED[name] === undefined && BY_THEMSELVES[name] === undefined && params[0]?.type === 'seriesList',
);

/** Targets that once differed. */
const ONCE_DIFFERENT: readonly string[] = [
  'movingAverage(asPercent(group(holtWintersConfidenceBands(c.huge.*.load)),c.dense.web1.load),"10min")',
  'holtWintersForecast(aggregateLine(c.null.web1.load))',
  'groupByNode(legendValue(changed(c.dense.*.load),"avg"),0)',
];

/** The same for the same seed. */
export function nestedCases(seed: number, count: number): Case[] {
  const random = seededRandom(seed);
  const made = Array.from({ length: count }, (): Case => {
    const shape = oneOf(random, shapes);
    return {
      target: nested(random, shape, 2 + Math.floor(random() * (MAX_DEPTH - 1))),
      about: 'nested',
      shape: shape.name,
    };
  });
  return [...ONCE_DIFFERENT.map((target): Case => ({ target, about: 'nested' })), ...made];
}

/** @param isReadAgain Whether a function around it reads its series at another range. */
function nested(random: Random, shape: SeriesShape, depth: number, isReadAgain = false): string {
  if (depth === 0) return random() < 0.8 ? shape.all : shape.one;
  const fn = oneOf(random, takingSeries);
  if (!isComparable(fn.name, shape.name, depth, isReadAgain)) return nested(random, shape, depth, isReadAgain);
  const inner = nested(random, shape, depth - 1, isReadAgain || fn.readsItself === true);
  // The step of its line is that of the range, so that values and bands have not the same.
  if (fn.name === 'holtWintersAberration' && inner.includes('aggregateLine('))
    return nested(random, shape, depth, isReadAgain);
  const args = [inner, ...argumentsFor(random, fn, shape)];
  return `${fn.name}(${args.join(',')})`;
}

function isComparable(name: string, shape: string, depth: number, isReadAgain: boolean): boolean {
  // Of several steps its stamps are graphite-web's fault.
  if (name === 'asPercent') return !SEVERAL_STEPS.has(shape);
  // There they take effect each time that they are read.
  if (name === 'stacked' || name === 'setXFilesFactor') return !isReadAgain;
  const ofStored = OF_STORED[name];
  return ofStored === undefined || (depth === 1 && ofStored(shape));
}

/** Arguments after the first: required ones, and optional ones by chance up to the first that is left out. */
function argumentsFor(random: Random, fn: GraphiteFunction, shape: SeriesShape): string[] {
  const out: string[] = [];
  for (const param of fn.params.slice(1)) {
    const all = valuesOf(fn, param, shape, false).plain;
    const plain = fn.name === 'weightedAverage' ? all.filter((value) => !value.includes('.mixed.')) : all;
    if (plain.length === 0 || (!param.required && !NEEDED.has(`${fn.name}.${param.name}`) && random() < 0.6)) break;
    out.push(oneOf(random, plain));
  }
  return out;
}

/** Given although they may be left out. */
const NEEDED: ReadonlySet<string> = new Set([
  // Without these the name of the result is empty.
  'groupByNodes.nodes',
  // A week is learnt from otherwise, of which the store has a part: it takes seconds, and bands end before the range begins.
  'holtWintersAberration.delta',
  'holtWintersAberration.bootstrapInterval',
  'holtWintersConfidenceArea.delta',
  'holtWintersConfidenceArea.bootstrapInterval',
  'holtWintersConfidenceBands.delta',
  'holtWintersConfidenceBands.bootstrapInterval',
  'holtWintersForecast.bootstrapInterval',
  // Else the clock of graphite-web's machine is the end.
  'timeSlice.endSliceAt',
  'legendValue.valuesTypes',
]);

const oneOf = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
