/** What functions come to where graphite-web has no answer, or one that rounding has spoilt: computed here of the series they are given. */
import type { Case } from './case.ts';
import { computed, type Expectation } from './difference.ts';
import { pathsOf } from './points.ts';
import type { RenderedSeries } from './render.ts';
import { argumentsOf } from './target-text.ts';

type Points = RenderedSeries['datapoints'];

/** The arguments in their places. */
const argumentsIn = ({ target, positional = target }: Case): string[] => argumentsOf(positional);
const firstArgument = (c: Case): readonly string[] => [argumentsIn(c)[0] ?? ''];
const numberIn = (c: Case, i: number, usual: number): number => {
  const text = (argumentsIn(c)[i] ?? 'None').replaceAll('"', '');
  return text === 'None' ? usual : Number(text);
};

/** How far values lie from their average: the root of the mean of squares, of any magnitude. */
function spreadOf(values: readonly number[]): number {
  const [from = 0] = values;
  const largest = Math.max(0, ...values.map((v) => Math.abs(v / 4 - from / 4)));
  if (largest === 0) return 0;
  const shares = values.map((v) => (v / 4 - from / 4) / largest);
  const mean = shares.reduce((sum, v) => sum + v, 0) / shares.length;
  return Math.sqrt(shares.reduce((sum, v) => sum + (v - mean) ** 2, 0) / shares.length) * largest * 4;
}

const valuesIn = (points: Points): number[] => points.flatMap(([v]) => (v === null ? [] : [v]));

/** Names and values are those of graphite-web, only tags are not. */
export const butForTags: Expectation = computed(
  ({ target }) => [target],
  ([series = []]) => series,
);

/** Of the newest values up to and with each, where enough of the window is there. */
export const windowsSpread: Expectation = computed(firstArgument, ([series = []], c) => {
  const points = numberIn(c, 1, 1);
  const tolerance = numberIn(c, 2, 0.1);
  return series.map((s) => ({
    ...s,
    target: `stdev(${s.target},${points})`,
    datapoints: s.datapoints.map(([, stampS], i) => {
      const values = valuesIn(s.datapoints.slice(Math.max(0, i + 1 - points), i + 1));
      const isEnough = values.length > 0 && values.length / points >= tolerance;
      return [isEnough ? spreadOf(values) : null, stampS] as const;
    }),
  }));
});

/** The series that spread most, the most first. */
export const mostSpread: Expectation = computed(firstArgument, ([series = []], c) =>
  series
    .map((s) => ({ s, values: valuesIn(s.datapoints) }))
    .filter(({ values }) => values.length > 0)
    .map(({ s, values }) => ({ s, spread: spreadOf(values) }))
    .sort((a, b) => b.spread - a.spread)
    .slice(0, numberIn(c, 1, 0))
    .map(({ s }) => s),
);

/** exp and sigmoid of each value: a gap for what no number holds. */
export const powers: Expectation = computed(firstArgument, ([series = []], { target }) => {
  const [, name = ''] = /(\w+)\(/.exec(target) ?? [];
  const of = (v: number): number => (name === 'exp' ? Math.exp(v) : 1 / (1 + Math.exp(-v)));
  return series.map((s) => ({
    ...s,
    target: `${name}(${s.target})`,
    datapoints: s.datapoints.map(
      ([v, stampS]) => [v === null || !Number.isFinite(of(v)) ? null : of(v), stampS] as const,
    ),
  }));
});

/** Series that have a value every so often, with those values only: how often is told from the first three. */
export const compressed: Expectation = computed(firstArgument, ([series = []]) =>
  series.map((s) => {
    const values = s.datapoints.map(([v]) => v);
    const first = values.findIndex((v) => v);
    const second = values.findIndex((v, i) => i > first && v);
    const steps = second - first;
    const third = second + steps;
    const isAlone = values[third] && values[third - 1] === null && values[third + 1] === null;
    const target = `compressPeriodicGaps(${s.target})`;
    if (first < 0 || steps < 2 || !isAlone) return { ...s, target };
    const newest = (from: number): number | null =>
      values.slice(from, from + steps).findLast((v) => v !== null) ?? null;
    const datapoints = s.datapoints.flatMap(([, stampS], i) =>
      i >= first && (i - first) % steps === 0 ? [[newest(i), stampS] as const] : [],
    );
    return { ...s, target, datapoints };
  }),
);

/** What `sum` and the like say, under the names `sumSeries` and the like. */
export const seriesLegends: Expectation = computed(
  ({ target }) => [target.replace(/"(\w+)Series"/g, '"$1"')],
  ([series = []], c) => {
    const names = argumentsIn(c)
      .slice(1)
      .map((text) => text.replaceAll('"', ''));
    const isSeries = (plain: string): boolean => names.includes(`${plain}Series`);
    return series.map((s) => ({
      ...s,
      target: (s.target ?? '').replace(/\((\w+): /g, (found, plain) => (isSeries(plain) ? `(${plain}Series: ` : found)),
    }));
  },
);

/** The quotient on the common step, at the averages' own stamps where that is their step. */
export const weighted: Expectation = computed(
  (c) => [quotientOfSums(c), argumentsIn(c)[0] ?? ''],
  ([quotients = [], averages = []], c) => {
    const [quotient] = quotients;
    if (quotient === undefined) return [];
    const [series, weights, ...nodes] = argumentsIn(c);
    const stepS = stepOf(quotient);
    const startS = averages.every((s) => stepOf(s) === stepS)
      ? Math.min(...averages.map((s) => s.datapoints[0]?.[1] ?? Number.NaN))
      : (quotient.datapoints[0]?.[1] ?? Number.NaN);
    return [
      {
        ...quotient,
        target: `weightedAverage(${series}, ${weights}, ${nodes.join(',')})`,
        datapoints: quotient.datapoints.map(([v], i) => [v, startS + i * stepS] as const),
      },
    ];
  },
);

const stepOf = ({ datapoints: [first, second] }: RenderedSeries): number =>
  (second?.[1] ?? Number.NaN) - (first?.[1] ?? Number.NaN);

/** The weighted average of paths, made of graphite-web's other functions, which bring all series to a common step. */
function quotientOfSums(c: Case): string {
  const [averages = '', weights = '', ...nodes] = argumentsIn(c);
  const keyOf = (path: string): string => nodes.map((node) => path.split('.').at(Number(node)) ?? '').join('.');
  const weightOf = new Map(pathsOf(weights).map((path) => [keyOf(path), path]));
  const averageOf = new Map(pathsOf(averages).map((path) => [keyOf(path), path]));
  const products = [...averageOf].flatMap(([key, path]) =>
    weightOf.has(key) ? [`multiplySeries(${path},${weightOf.get(key)})`] : [],
  );
  return `divideSeries(sumSeries(${products.join(',')}),sumSeries(${weights}))`;
}
