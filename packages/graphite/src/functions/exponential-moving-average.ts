import { average } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { roundTo6 } from '../rounding.ts';
import { remade } from '../series.ts';
import { readWindow, WINDOW_SIZE } from '../windows/read-window.ts';

export const exponentialMovingAverage: GraphiteFunction = {
  name: 'exponentialMovingAverage',
  group: 'Calculate',
  description:
    'A mean in which newer values weigh more, to six decimals: each value counts 2 / (window + 1), with the window in points, or in seconds where it is an interval such as "5min". It starts as the mean of the window before the range.',
  params: [param.required('seriesList', 'seriesList'), WINDOW_SIZE],
  example: 'exponentialMovingAverage(carpy.shop.web-1.checkout.ok.mean,10)',
  readsItself: true,
  evaluate: (call) => {
    const { text, shown, size, previewS, series, pointsOf } = readWindow(call);
    const weight = 2 / (size + 1);
    return series.map((s) => {
      const averaged = remade(
        s,
        `exponentialMovingAverage(${s.name},${shown})`,
        averages(s.values, pointsOf(s), weight),
        { exponentialMovingAverage: text },
      );
      return { ...averaged, startS: s.startS + previewS };
    });
  },
};

/** The mean of the first `points` values, then one value for each that follows. */
function averages(values: Float64Array, points: number, weight: number): Float64Array {
  let mean = average(values, 0, Math.min(points, values.length));
  if (Number.isNaN(mean)) mean = 0;
  const out = new Float64Array(Math.max(0, values.length - points) + 1);
  out[0] = roundTo6(mean);
  for (let i = points; i < values.length; i++) {
    const v = values[i] as number;
    if (!Number.isNaN(v)) mean = weight * v + (1 - weight) * mean;
    out[i - points + 1] = Number.isNaN(v) ? v : roundTo6(mean);
  }
  return out;
}
