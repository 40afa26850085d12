/**
 * Fewer points: buckets of several values. Series whose values are just what records say take theirs from the records (counts add,
 * percentiles come from merged sketches); all others use their consolidation function, as graphite-web does.
 */
import { consolidationOf, count } from './aggregate/aggregations.ts';
import { columnOf } from './merge/column.ts';
import { mergeRecords } from './merge/merge-records.ts';
import type { Series } from './series.ts';

/**
 * Buckets of `perBucket` values counted from the value at index `skip`; the last may hold fewer. A bucket with less than the series'
 * xFilesFactor of its values is a gap.
 */
export function bucketed(series: Series, perBucket: number, skip = 0): Float64Array {
  const { values, origin } = series;
  if (perBucket <= 1) return skip === 0 ? values : values.subarray(skip);
  const buckets = Math.max(0, Math.ceil((values.length - skip) / perBucket));
  const merged =
    origin === undefined
      ? undefined
      : columnOf(
          mergeRecords(origin.records, {
            startS: series.startS + skip * series.stepS,
            stepS: perBucket * series.stepS,
            slots: buckets,
          }),
          origin.column,
        );
  const reduce = consolidationOf(series.consolidation);
  const out = new Float64Array(buckets);
  for (let k = 0; k < buckets; k++) {
    const from = skip + k * perBucket;
    const until = Math.min(values.length, from + perBucket);
    const present = count(values, from, until);
    // Against the whole bucket even where the last holds fewer, as graphite-web counts.
    if (present === 0 || present / perBucket < series.xFilesFactor) out[k] = Number.NaN;
    else out[k] = merged === undefined ? reduce(values, from, until) : (merged[k] as number);
  }
  return out;
}

/** Points to draw: values with their stamps startS, startS + stepS, … */
export interface Points {
  readonly startS: number;
  readonly stepS: number;
  readonly values: Float64Array;
}

/**
 * A series' points, at most about `maxDataPoints` of them, arranged as graphite-web does: the start moves up to the next whole
 * multiple of the bucket, so that buckets keep their bounds from one request to the next, and early values are dropped.
 *
 * @param rangeS From the earliest start to the latest end of all series in the answer.
 */
export function pointsOf(series: Series, rangeS: number, maxDataPoints: number | undefined): Points {
  const { startS, stepS, values } = series;
  if (maxDataPoints === 1) return limited(series, startS, values.length, bucketed(series, values.length));
  if (maxDataPoints === undefined || maxDataPoints >= rangeS / stepS) return limited(series, startS, 1, values);
  const perBucket = Math.ceil(rangeS / stepS / maxDataPoints);
  const bucketS = perBucket * stepS;
  const nudgeS = bucketS + (startS % stepS) - (startS % bucketS);
  // One value fewer than the nudge spans is dropped: graphite-web's own count, kept so that answers agree.
  const skip = Math.max(0, Math.floor(nudgeS / stepS) - 1);
  return limited(series, startS + nudgeS, perBucket, bucketed(series, perBucket, Math.min(skip, values.length)));
}

/** Points end with the values or with the series' own end, whichever comes first. */
function limited(series: Series, startS: number, perBucket: number, values: Float64Array): Points {
  const stepS = series.stepS * Math.max(1, perBucket);
  const stamps = Math.max(0, Math.floor((series.endS - startS) / stepS) + 1);
  return { startS, stepS, values: values.length > stamps ? values.subarray(0, stamps) : values };
}
