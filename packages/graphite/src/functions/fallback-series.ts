import { type GraphiteFunction, param } from '../function.ts';

export const fallbackSeries: GraphiteFunction = {
  name: 'fallbackSeries',
  group: 'Special',
  description: 'The series, or where there are none the fallback.',
  params: [param.required('seriesList', 'seriesList'), param.required('seriesList', 'fallback')],
  example: 'fallbackSeries(servers.*.errors,constantLine(0))',
  evaluate: (call) => {
    const series = call.series('seriesList');
    return series.length > 0 ? series : call.series('fallback');
  },
};
