/** Functions over a window that moves along a series: movingAverage and its kin. The window ends with the current value. */
import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade, type Series } from '../series.ts';
import { readWindow, WINDOW_SIZE } from './read-window.ts';
import { slidingAggregate } from './sliding.ts';

/** Each window aggregated by `func`. The first `points` values are only looked back at, and the very first not even that. */
export function movingWindowOf(call: Call, func: string): Series[] {
  const { text, shown, previewS, series, pointsOf } = readWindow(call);
  const title = `moving${func.slice(0, 1).toUpperCase()}${func.slice(1).toLowerCase()}`;
  const xFilesFactor = call.optionalNumber('xFilesFactor');
  return series.map((s) => {
    const points = pointsOf(s);
    const values =
      points === 0
        ? new Float64Array(s.values.length).fill(Number.NaN)
        : slidingAggregate(s.values, 1, points, func, xFilesFactor ?? s.xFilesFactor);
    const moved = remade(s, `${title}(${s.name},${shown})`, values, { [title]: text });
    return { ...moved, startS: s.startS + previewS };
  });
}

/** Makes the functions of one aggregation each. */
export function movingFunction(func: string, about: Pick<GraphiteFunction, 'name' | 'description'>): GraphiteFunction {
  return {
    ...about,
    group: 'Calculate',
    params: [param.required('seriesList', 'seriesList'), WINDOW_SIZE, param.optional('float', 'xFilesFactor')],
    example: `${about.name}(carpy.shop.web-1.checkout.ok.mean,"5min")`,
    readsItself: true,
    evaluate: (call) => movingWindowOf(call, func),
  };
}
