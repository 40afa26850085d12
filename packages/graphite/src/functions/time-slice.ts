import { timeOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import type { Series } from '../series.ts';

export const timeSlice: GraphiteFunction = {
  name: 'timeSlice',
  group: 'Transform',
  description:
    'Only the values between two times, both included; all others become gaps. The second is now by default.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('date', 'startSliceAt'),
    param.optional('date', 'endSliceAt', { default: 'now' }),
  ],
  example: 'timeSlice(carpy.shop.web-1.checkout.ok.count,"00:00 20260131","12:00 20260131")',
  evaluate: (call) => {
    const startS = timeOf(call, 'startSliceAt') ?? Number.NaN;
    const endS = timeOf(call, 'endSliceAt') ?? Number.NaN;
    const { fromS } = call.range;
    return call.series('seriesList').map(
      (s): Series => ({
        ...s,
        name: `timeSlice(${s.name}, ${startS}, ${endS})`,
        tags: { ...s.tags, timeSliceStart: String(startS), timeSliceEnd: String(endS) },
        // Counted from the start of the range rather than from the first slot, as graphite-web counts.
        values: s.values.map((v, i) => {
          const atS = fromS + i * s.stepS;
          return atS < startS || atS > endS ? Number.NaN : v;
        }),
        origin: undefined,
      }),
    );
  },
};
