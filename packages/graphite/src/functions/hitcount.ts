import { type Intervals, intervalsBetween } from '../aggregate/summarise.ts';
import { startOf } from '../calendar.ts';
import type { Call, Range } from '../evaluate/call.ts';
import { stretchOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade, type Series } from '../series.ts';

export const hitcount: GraphiteFunction = {
  name: 'hitcount',
  group: 'Transform',
  description:
    "How many there were in each interval, of series that say how many a second. Intervals are counted back from the end of the range; with alignToInterval they begin at the start of the range's day, hour or minute, whichever the interval is at least as long as.",
  params: [
    param.required('seriesList', 'seriesList'),
    param.required('interval', 'intervalString', { suggestions: ['10min', '1h', '1d'] }),
    param.optional('boolean', 'alignToInterval', { default: false }),
  ],
  example: 'hitcount(stats.web-1.requests,"1h")',
  readsItself: true,
  evaluate: (call) => {
    const interval = call.text('intervalString');
    const intervalS = stretchOf(call, 'intervalString');
    const aligned = call.flag('alignToInterval');
    const range = aligned ? alignedRange(call, intervalS) : call.range;
    let made = 0;
    return call.seriesAt('seriesList', range).map((s) => {
      const endS = aligned ? s.startS + Math.floor((s.endS - s.startS) / intervalS + 1) * intervalS : s.endS;
      const { buckets } = intervalsBetween(s.startS, endS, intervalS);
      made += buckets;
      call.reader.usage.checkPoints('what hitcount() makes', made);
      const startS = endS - buckets * intervalS;
      const counted = remade(
        s,
        `hitcount(${s.name}, "${interval}"${aligned ? ', true' : ''})`,
        hits(s, { firstS: startS, intervalS, buckets }),
        { hitcount: interval },
      );
      return { ...counted, startS, endS, stepS: intervalS };
    });
  },
};

function alignedRange(call: Call, intervalS: number): Range {
  const { fromS, untilS } = call.range;
  const unit = intervalS >= 86_400 ? 'd' : intervalS >= 3600 ? 'h' : intervalS >= 60 ? 'min' : 's';
  return { fromS: startOf(unit, fromS, call.reader.timezone), untilS };
}

/** Each value counts for every second of its step; what reaches over an end of an interval is shared among both. */
function hits({ values, startS, stepS }: Series, { firstS, intervalS, buckets }: Intervals): Float64Array {
  const out = new Float64Array(buckets);
  const isHit = new Uint8Array(buckets);
  const endS = firstS + buckets * intervalS;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const untilS = Math.min(startS + (i + 1) * stepS, endS);
    for (let atS = startS + i * stepS; atS < untilS; ) {
      const k = Math.floor((atS - firstS) / intervalS);
      const nextS = Math.min(untilS, firstS + (k + 1) * intervalS);
      out[k] = (out[k] as number) + value * (nextS - atS);
      isHit[k] = 1;
      atS = nextS;
    }
  }
  return out.map((sum, k) => (isHit[k] === 1 ? sum : Number.NaN));
}
