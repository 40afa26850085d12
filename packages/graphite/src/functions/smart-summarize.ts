import { funcOf } from '../aggregate/func-param.ts';
import { intervalsBetween, summarised } from '../aggregate/summarise.ts';
import { calendarUnit, startOf } from '../calendar.ts';
import type { Call, Range } from '../evaluate/call.ts';
import { stretchOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const smartSummarize: GraphiteFunction = {
  name: 'smartSummarize',
  group: 'Transform',
  description:
    "One value for each interval, counted from the start of the range: the sum, or what func says. With alignTo the range begins at the start of that year, month, week, day, hour, minute or second by the request's timezone; weeks begin on Monday, or with weeks2 to weeks7 on a later day.",
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('interval', 'intervalString', { suggestions: ['10min', '1h', '1d'] }),
    param.optional('aggFunc', 'func', { default: 'sum' }),
    param.optional('string', 'alignTo', {
      options: [false, null, true, 'days', 'hours', 'minutes', 'months', 'seconds', 'weeks', 'years'],
      moreOptions: true,
    }),
  ],
  example: 'smartSummarize(carpy.shop.web-1.checkout.ok.count,"1d","sum","days")',
  readsItself: true,
  evaluate: (call) => {
    const interval = call.text('intervalString');
    const intervalS = stretchOf(call, 'intervalString');
    const func = funcOf(call);
    let made = 0;
    return call.seriesAt('seriesList', alignedRange(call)).map((s) => {
      const intervals = intervalsBetween(s.startS, s.endS, intervalS);
      made += intervals.buckets;
      call.reader.usage.checkPoints('what smartSummarize() makes', made);
      const summary = remade(s, `smartSummarize(${s.name}, "${interval}", "${func}")`, summarised(s, intervals, func), {
        smartSummarize: interval,
        smartSummarizeFunction: func,
      });
      return { ...summary, endS: s.startS + intervals.buckets * intervalS, stepS: intervalS };
    });
  },
};

function alignedRange(call: Call): Range {
  const alignTo = call.scalar('alignTo');
  // True and false were an earlier parameter in this place, which does nothing any more.
  if (alignTo === undefined || typeof alignTo.value === 'boolean') return call.range;
  const unit = calendarUnit(alignTo.text);
  if (unit === undefined)
    throw call.refuse('alignTo', 'years, months, weeks (weeks1 to weeks7), days, hours, minutes or seconds');
  const { fromS, untilS } = call.range;
  return { fromS: startOf(unit, fromS, call.reader.timezone), untilS };
}
