/** Functions over a window that moves along a series: movingAverage and its kin. The window ends with the current value. */
import { parseOffset } from '@carpy/core';
import { aggregationOf, count } from './aggregate/aggregations.ts';
import type { Call } from './evaluate/call.ts';
import { type Series, withValues } from './series.ts';

/** The largest number of points, or seconds, a window may have. */
const MAX_WINDOW = 1e9;

/**
 * Reads the series from one window earlier and aggregates each window with `func`. A window given in points is that many points of
 * each series, and the longest step decides how much earlier to read.
 */
export function movingWindow(call: Call, func: string): Series[] {
  const window = call.scalar('windowSize');
  if (window === undefined) return [];
  const { range } = call;
  const isInterval = typeof window.value === 'string';
  const size = isInterval ? Math.floor(Math.abs(parseOffset(window.text)) / 1000) : Math.trunc(Number(window.value));
  if (!(size >= 0 && size <= MAX_WINDOW))
    throw call.bad(`takes a window from 0 to ${MAX_WINDOW}, ${window.text} was given`);
  const longestStepS = isInterval ? 1 : Math.max(0, ...call.series('seriesList').map((s) => s.stepS));
  const previewS = size * longestStepS;
  const series = call.seriesAt('seriesList', { fromS: range.fromS - previewS, untilS: range.untilS });
  const title = `moving${func.slice(0, 1).toUpperCase()}${func.slice(1).toLowerCase()}`;
  const shown = isInterval ? `"${window.text}"` : window.text;
  const xFilesFactor = call.optionalNumber('xFilesFactor');
  return series.map((s) => {
    const points = isInterval ? Math.floor(previewS / s.stepS) : size;
    const moved = withValues(
      s,
      `${title}(${s.name},${shown})`,
      windows(s.values, points, func, xFilesFactor ?? s.xFilesFactor),
      {
        [title]: window.text,
      },
    );
    return { ...moved, startS: s.startS + previewS };
  });
}

/** One value for each window of `points` values from the second value's on; the first `points` values are only looked back at. */
function windows(values: Float64Array, points: number, func: string, xFilesFactor: number): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - points)).fill(Number.NaN);
  if (points === 0) return out;
  if (func === 'average') return averages(values, points, xFilesFactor, out);
  const aggregation = aggregationOf(func);
  for (let k = 0; k < out.length; k++) {
    const present = count(values, k + 1, k + 1 + points);
    if (present > 0 && present / points >= xFilesFactor)
      out[k] = aggregation?.(values, k + 1, k + 1 + points) ?? Number.NaN;
  }
  return out;
}

/** Hot (bench/graphite): short windows are added up anew each time, as exact as it gets; long ones keep a running sum. */
function averages(values: Float64Array, points: number, xFilesFactor: number, out: Float64Array): Float64Array {
  let sum = 0;
  let correction = 0;
  let present = 0;
  // Neumaier's compensated sum: a running sum must not drift, or a window of equal values would not average to that value.
  const add = (v: number): void => {
    const t = sum + v;
    correction += Math.abs(sum) >= Math.abs(v) ? sum - t + v : v - t + sum;
    sum = t;
  };
  const fill = (from: number, until: number): void => {
    sum = 0;
    correction = 0;
    present = 0;
    for (let i = from; i < until; i++) {
      const v = values[i] as number;
      if (Number.isNaN(v)) continue;
      add(v);
      present++;
    }
  };
  for (let k = 0; k < out.length; k++) {
    // Anew for short windows, at the start, and now and then in between, so that no error can build up.
    if (points <= EXACT_WINDOW || k % points === 0) fill(k + 1, k + 1 + points);
    else {
      const gone = values[k] as number;
      const come = values[k + points] as number;
      if (!Number.isNaN(gone)) {
        add(-gone);
        present--;
      }
      if (!Number.isNaN(come)) {
        add(come);
        present++;
      }
    }
    if (present > 0 && present / points >= xFilesFactor) out[k] = (sum + correction) / present;
  }
  return out;
}

const EXACT_WINDOW = 16;
