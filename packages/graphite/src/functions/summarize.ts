import { parseOffset } from '@carpy/core';
import { aggregationOf } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { type Series, withValues } from '../series.ts';

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
    const intervalS = Math.floor(parseOffset(interval) / 1000);
    if (intervalS <= 0) throw call.bad(`takes an interval of at least 1 s, "${interval}" was given`);
    const func = call.text('func');
    const aligned = call.flag('alignToFrom');
    let made = 0;
    return call.series('seriesList').map((s) => {
      const startS = aligned ? s.startS : s.startS - (s.startS % intervalS);
      const endS = aligned ? s.endS : s.endS - (s.endS % intervalS) + intervalS;
      const buckets = Math.max(0, Math.ceil((endS - startS) / intervalS));
      made += buckets;
      call.reader.usage.checkPoints('what summarize() makes', made);
      const summary = withValues(
        s,
        `summarize(${s.name}, "${interval}", "${func}"${aligned ? ', true' : ''})`,
        bucketValues(s, startS, intervalS, buckets, func),
        {
          summarize: interval,
          summarizeFunction: func,
        },
      );
      return { ...summary, startS, endS: aligned ? startS + buckets * intervalS : endS, stepS: intervalS };
    });
  },
};

function bucketValues(
  { values, startS, endS, stepS, xFilesFactor }: Series,
  firstS: number,
  intervalS: number,
  buckets: number,
  func: string,
): Float64Array {
  const aggregation = aggregationOf(func.replace(/Series$/, ''));
  const slots = Math.min(values.length, Math.ceil((endS - startS) / stepS));
  const out = new Float64Array(buckets).fill(Number.NaN);
  let i = 0;
  for (let k = 0; k < buckets; k++) {
    const bucketS = firstS + k * intervalS;
    const from = i;
    let present = 0;
    for (; i < slots && startS + i * stepS < bucketS + intervalS; i++) if (!Number.isNaN(values[i])) present++;
    if (present > 0 && present / (intervalS / stepS) >= xFilesFactor)
      out[k] = aggregation?.(values, from, i) ?? Number.NaN;
  }
  return out;
}
