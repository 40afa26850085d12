import { intervalOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { originShiftedBy, type Series } from '../series.ts';

/** Ranges of one call; each is read for itself. */
const MAX_SHIFTS = 1000;

export const timeStack: GraphiteFunction = {
  name: 'timeStack',
  group: 'Transform',
  description:
    'The series as they were several times ago, all drawn over the range asked for: shifted by the unit times each number from timeShiftStart up to, without, timeShiftEnd. A unit without a sign goes back.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('interval', 'timeShiftUnit', {
      default: '1d',
      suggestions: ['1h', '6h', '12h', '1d', '2d', '7d', '14d', '30d'],
    }),
    param.optional('integer', 'timeShiftStart', { default: 0 }),
    param.optional('integer', 'timeShiftEnd', { default: 7 }),
  ],
  example: 'timeStack(carpy.shop.web-1.checkout.ok.count,"7d",0,4)',
  readsItself: true,
  evaluate: (call) => {
    const given = call.text('timeShiftUnit');
    const unit = /^\d/.test(given) ? `-${given}` : given;
    const unitS = (unit === given ? 1 : -1) * intervalOf(call, 'timeShiftUnit');
    const first = call.number('timeShiftStart');
    const shifts = Math.max(0, call.number('timeShiftEnd') - first);
    if (shifts > MAX_SHIFTS) throw call.bad(`takes at most ${MAX_SHIFTS} shifts, ${shifts} were asked for`);
    const { fromS, untilS } = call.range;
    const ranges = Array.from({ length: shifts }, (_, i) => {
      const shiftS = unitS * (first + i);
      return { fromS: fromS + shiftS, untilS: untilS + shiftS };
    });
    const [[own] = [], ...shifted] = call.seriesAtEach('seriesList', [call.range, ...ranges]);
    if (own === undefined) return [];
    return shifted.flatMap((list, i) =>
      list.map((s): Series => {
        const name = `timeShift(${s.name}, ${unit}, ${first + i})`;
        return {
          ...s,
          name,
          pathExpression: name,
          tags: { ...s.tags, timeShiftUnit: unit, timeShift: String(first + i) },
          startS: own.startS,
          endS: own.endS,
          origin: s.origin && originShiftedBy(s.origin, own.startS - s.startS),
        };
      }),
    );
  },
};
