import { consolidationOf } from '../aggregate/aggregations.ts';
import { outerPercentiles } from '../aggregate/outer-percentiles.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const averageOutsidePercentile: GraphiteFunction = {
  name: 'averageOutsidePercentile',
  group: 'Filter Series',
  description:
    'The series whose average is not strictly between the percentiles n and 100 - n of all averages. Series without values are left out.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'n')],
  example: 'averageOutsidePercentile(servers.*.load,95)',
  evaluate: (call) => {
    const series = call.series('seriesList');
    const percentiles = outerPercentiles(call, series.length);
    const averaged = series.map((s) => ({ s, average: average(s.values, 0, s.values.length) }));
    const [low, high] = percentiles(Float64Array.from(averaged, (a) => a.average));
    return averaged.filter((a) => a.average <= low || a.average >= high).map((a) => a.s);
  },
};

const average = consolidationOf('average');
