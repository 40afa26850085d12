import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';
import { slidingAggregate } from '../windows/sliding.ts';

export const stdev: GraphiteFunction = {
  name: 'stdev',
  group: 'Calculate',
  description:
    'The standard deviation of the newest values up to and with the current one, of the population. At the start of the range there are fewer. A slot is a gap where the share of points that have a value is below windowTolerance.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('integer', 'points'),
    param.optional('float', 'windowTolerance', { default: 0.1 }),
  ],
  example: 'stdev(carpy.shop.web-1.checkout.ok.mean,5,0.5)',
  evaluate: (call) => {
    const points = call.number('points');
    if (points < 1) throw call.refuse('points', 'at least 1');
    const tolerance = call.number('windowTolerance');
    return call.series('seriesList').map((s) => {
      const { length } = s.values;
      const window = Math.max(1, Math.min(points, length));
      // Gaps in front, so that the first windows end with the first values.
      const padded = new Float64Array(window - 1 + length).fill(Number.NaN);
      padded.set(s.values, window - 1);
      const values = slidingAggregate(padded, 0, window, 'stddev', tolerance, points);
      return remade(s, `stdev(${s.name},${points})`, values, { stdev: String(points) });
    });
  },
};
