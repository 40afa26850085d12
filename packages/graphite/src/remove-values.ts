/** Makes gaps of values: removeAboveValue and its kin. */
import type { Call } from './evaluate/call.ts';
import { type GraphiteFunction, param } from './function.ts';
import { formatFloat, formatG } from './number-format.ts';
import { percentileOf, sortedPresent } from './percentile.ts';
import { type Series, withValues } from './series.ts';

type Side = 'above' | 'below';
type About = Pick<GraphiteFunction, 'name' | 'description' | 'example'>;

/** Makes removeAboveValue or removeBelowValue. */
export function removeByValue(side: Side, about: About): GraphiteFunction {
  return removing(about, (call) => {
    const n = call.number('n');
    return call.series('seriesList').map((s) => withoutBeyond(s, about.name, n, side, n));
  });
}

/** Makes removeAbovePercentile or removeBelowPercentile: of each series' own values. */
export function removeByPercentile(side: Side, about: About): GraphiteFunction {
  return removing(about, (call) => {
    const n = call.number('n');
    if (!(n > 0 && n <= 100)) throw call.bad(`takes a percentile above 0 and up to 100 for "n", ${n} was given`);
    return call.series('seriesList').map((s) => {
      const sorted = sortedPresent(s.values, new Float64Array(s.values.length));
      // graphite-web leaves this tag, for series that have a percentile.
      const tags = sorted.length === 0 ? {} : { nPercentile: formatFloat(n) };
      return withoutBeyond(s, about.name, n, side, percentileOf(sorted, n, false), tags);
    });
  });
}

const removing = (about: About, evaluate: (call: Call) => Series[]): GraphiteFunction => ({
  ...about,
  group: 'Filter Data',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'n')],
  evaluate,
});

function withoutBeyond(
  series: Series,
  func: string,
  n: number,
  side: Side,
  bound: number,
  tags: Readonly<Record<string, string>> = {},
): Series {
  const values = series.values.slice();
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (side === 'above' ? v > bound : v < bound) values[i] = Number.NaN;
  }
  return withValues(series, `${func}(${series.name}, ${formatG(n)})`, values, tags);
}
