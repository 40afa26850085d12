import { type GraphiteFunction, param } from '../function.ts';
import { drawn, type Series } from '../series.ts';

export const areaBetween: GraphiteFunction = {
  name: 'areaBetween',
  group: 'Graph',
  description: 'The area between two series, drawn as a band. Takes exactly two; put several together with group.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'areaBetween(shop.latency.{lower,upper})',
  evaluate: (call) => {
    const series = call.series('seriesList');
    const [lower, upper] = series;
    if (lower === undefined || upper === undefined || series.length > 2)
      throw call.bad(`takes exactly two series, there are ${series.length}`);
    const name = `areaBetween(${upper.pathExpression})`;
    const tags = { ...upper.tags, areaBetween: '1' };
    const band = (s: Series): Series => drawn({ ...s, name, tags }, { stacked: true });
    return [drawn(band(lower), { invisible: true }), band(upper)];
  },
};
