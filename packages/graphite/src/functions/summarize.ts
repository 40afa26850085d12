import { funcOf } from '../aggregate/func-param.ts';
import { intervalsBetween, summarised } from '../aggregate/summarise.ts';
import { stretchOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const summarize: GraphiteFunction = {
  name: 'summarize',
  group: 'Transform',
  description:
    'One value for each interval: the sum, or what func says. Intervals are aligned to whole multiples since the epoch, or to the start of the range with alignToFrom.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('interval', 'intervalString', { suggestions: ['10min', '1h', '1d'] }),
    param.optional('aggFunc', 'func', { default: 'sum' }),
    param.optional('boolean', 'alignToFrom', { default: false }),
  ],
  example: 'summarize(carpy.shop.web-1.checkout.ok.count,"1h","sum")',
  evaluate: (call) => {
    const interval = call.text('intervalString');
    const intervalS = stretchOf(call, 'intervalString');
    const func = funcOf(call);
    const fromFirst = call.flag('alignToFrom');
    let made = 0;
    return call.series('seriesList').map((s) => {
      const startS = fromFirst ? s.startS : s.startS - (s.startS % intervalS);
      const endS = fromFirst ? s.endS : s.endS - (s.endS % intervalS) + intervalS;
      const intervals = intervalsBetween(startS, endS, intervalS);
      made += intervals.buckets;
      call.reader.usage.checkPoints('what summarize() makes', made);
      const summary = remade(
        s,
        `summarize(${s.name}, "${interval}", "${func}"${fromFirst ? ', true' : ''})`,
        summarised(s, intervals, func),
        { summarize: interval, summarizeFunction: func },
      );
      return { ...summary, startS, endS: fromFirst ? startS + intervals.buckets * intervalS : endS, stepS: intervalS };
    });
  },
};
