/** One value for each interval: what summarize and its kin share. */
import { CarpyError } from '@carpy/core';
import type { Series } from '../series.ts';
import { AGGREGATION_NAMES, aggregationOf } from './aggregations.ts';

/** Intervals one after the other: from firstS on, `buckets` of them. */
export interface Intervals {
  readonly firstS: number;
  readonly intervalS: number;
  readonly buckets: number;
}

/** As many intervals as reach from one time to another. */
export function intervalsBetween(firstS: number, untilS: number, intervalS: number): Intervals {
  return { firstS, intervalS, buckets: Math.max(0, Math.ceil((untilS - firstS) / intervalS)) };
}

/**
 * Each interval's values aggregated by `func`. An interval is a gap where the share of its values that are none is below the series'
 * xFilesFactor. Values before the first interval are left out.
 */
export function summarised(series: Series, { firstS, intervalS, buckets }: Intervals, func: string): Float64Array {
  const aggregation = aggregationOf(func);
  if (aggregation === undefined)
    throw new CarpyError('CARPY_BAD_TARGET', `"${func}" is no aggregation, known are ${AGGREGATION_NAMES.join(', ')}`);
  const { values, startS, endS, stepS, xFilesFactor } = series;
  const slots = Math.min(values.length, Math.ceil((endS - startS) / stepS));
  const out = new Float64Array(buckets).fill(Number.NaN);
  let i = Math.max(0, Math.ceil((firstS - startS) / stepS));
  for (let k = 0; k < buckets; k++) {
    const until = firstS + (k + 1) * intervalS;
    const from = i;
    let present = 0;
    for (; i < slots && startS + i * stepS < until; i++) if (!Number.isNaN(values[i])) present++;
    if (present > 0 && present / (intervalS / stepS) >= xFilesFactor) out[k] = aggregation(values, from, i);
  }
  return out;
}
