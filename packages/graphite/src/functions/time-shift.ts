import { parseOffset, timezoneOffsetMs } from '@carpy/core';
import { type GraphiteFunction, param } from '../function.ts';
import { originShiftedBy } from '../series.ts';

export const timeShift: GraphiteFunction = {
  name: 'timeShift',
  group: 'Transform',
  description:
    'The series as they were at another time, drawn over the range asked for. A shift without a sign goes back.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('interval', 'timeShift', { suggestions: ['1h', '6h', '12h', '1d', '2d', '7d', '14d', '30d'] }),
    param.optional('boolean', 'resetEnd', { default: true }),
    param.optional('boolean', 'alignDst', { default: false, keyword: 'alignDST' }),
  ],
  example: 'timeShift(carpy.shop.web-1.checkout.ok.count,"7d")',
  readsItself: true,
  evaluate: (call) => {
    const given = call.text('timeShift');
    const shift = /^\d/.test(given) ? `-${given}` : given;
    let shiftS = Math.floor(parseOffset(shift) / 1000);
    const { fromS, untilS } = call.range;
    if (call.flag('alignDst')) shiftS += dstDifferenceS(fromS, untilS, shiftS, call.reader.timezone);
    const [own = [], shifted = []] = call.seriesAtEach('seriesList', [
      call.range,
      { fromS: fromS + shiftS, untilS: untilS + shiftS },
    ]);
    const [first] = own;
    if (first === undefined) return [];
    return shifted.map((s) => ({
      ...s,
      name: `timeShift(${s.name}, "${shift}")`,
      tags: { ...s.tags, timeShift: shift },
      startS: first.startS,
      endS: call.flag('resetEnd') ? first.endS : s.endS - s.startS + first.startS,
      origin: s.origin && originShiftedBy(s.origin, first.startS - s.startS),
    }));
  },
};

/** An hour more or less where one range lies wholly in summer time and the other wholly outside of it. */
function dstDifferenceS(fromS: number, untilS: number, shiftS: number, timezone: string): number {
  const summer = [fromS, untilS, fromS + shiftS, untilS + shiftS].map((s) => isSummerTime(s, timezone));
  if (summer[0] && summer[1] && !summer[2] && !summer[3]) return 3600;
  if (!summer[0] && !summer[1] && summer[2] && summer[3]) return -3600;
  return 0;
}

function isSummerTime(atS: number, timezone: string): boolean {
  const year = new Date(atS * 1000).getUTCFullYear();
  const standard = Math.min(
    timezoneOffsetMs(Date.UTC(year, 0, 1), timezone),
    timezoneOffsetMs(Date.UTC(year, 6, 1), timezone),
  );
  return timezoneOffsetMs(atS * 1000, timezone) > standard;
}
