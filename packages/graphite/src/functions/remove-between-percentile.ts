import { outerPercentiles } from '../aggregate/outer-percentiles.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const removeBetweenPercentile: GraphiteFunction = {
  name: 'removeBetweenPercentile',
  group: 'Filter Series',
  description:
    'The series that at least once have a value that is not strictly between the percentiles n and 100 - n of all series at that time.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'n')],
  example: 'removeBetweenPercentile(servers.*.load,95)',
  evaluate: (call) => {
    const series = call.series('seriesList');
    const percentiles = outerPercentiles(call, series.length);
    const length = series.reduce((n, s) => Math.max(n, s.values.length), 0);
    const outside = series.map(() => false);
    const column = new Float64Array(series.length);
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < series.length; k++) column[k] = series[k]?.values[i] ?? Number.NaN;
      const [low, high] = percentiles(column);
      for (let k = 0; k < series.length; k++)
        if ((column[k] as number) <= low || (column[k] as number) >= high) outside[k] = true;
    }
    return series.filter((_, k) => outside[k]);
  },
};
