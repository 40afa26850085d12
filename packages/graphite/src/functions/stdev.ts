import { type GraphiteFunction, param } from '../function.ts';
import { SMALLER } from '../huge-values.ts';
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
      const deviations = (of: Float64Array): Float64Array =>
        slidingAggregate(of, 0, window, 'stddev', tolerance, points);
      const values = withHuge(deviations, padded);
      return remade(s, `stdev(${s.name},${points})`, values, { stdev: String(points) });
    });
  },
};

/** Windows in which squares are too great for a number are computed of smaller values. */
function withHuge(deviations: (of: Float64Array) => Float64Array, values: Float64Array): Float64Array {
  const out = deviations(values);
  if (!values.some((v) => Math.abs(v) > LEAST_HUGE)) return out;
  const smaller = deviations(values.map((v) => v * SMALLER));
  return out.map((v, i) => (Number.isFinite(v) ? v : (smaller[i] as number) / SMALLER));
}

const LEAST_HUGE = 1e150;
