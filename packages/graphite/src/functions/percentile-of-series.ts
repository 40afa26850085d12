import { normalise } from '../aggregate/normalise.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { percentileOf, sortedPresent } from '../percentile.ts';
import { newSeries } from '../series.ts';

export const percentileOfSeries: GraphiteFunction = {
  name: 'percentileOfSeries',
  group: 'Combine',
  description:
    'The n-th percentile of all series in each slot: a value that one of them has, or with interpolate one between two of them. For percentiles of timers over servers take mergeTimers.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('float', 'n'),
    param.optional('boolean', 'interpolate', { default: false }),
  ],
  example: 'percentileOfSeries(servers.*.load,95)',
  evaluate: (call) => {
    const n = call.number('n');
    if (!(n > 0 && n <= 100)) throw call.bad(`takes a percentile over 0 up to 100 for "n", ${formatG(n)} was given`);
    const interpolate = call.flag('interpolate');
    const series = call.series('seriesList');
    const [first] = series;
    if (first === undefined) return [];
    const { rows, length, ...grid } = normalise(series);
    const values = new Float64Array(length);
    const column = new Float64Array(rows.length);
    const sorted = new Float64Array(rows.length);
    for (let i = 0; i < length; i++) {
      for (let r = 0; r < rows.length; r++) column[r] = rows[r]?.[i] ?? Number.NaN;
      values[i] = percentileOf(sortedPresent(column, sorted), n, interpolate);
    }
    const name = `percentileOfSeries(${first.pathExpression},${formatG(n)})`;
    return [newSeries(name, grid, values, call.reader.xFilesFactor)];
  },
};
