/** Percentiles as graphite-web takes them: NIST's method, https://www.itl.nist.gov/div898/handbook/prc/section2/prc252.htm */

/**
 * The `percent`-th percentile, over 0 to 100, of values in ascending order without gaps: the rank is percent/100 · (n + 1). Between two
 * values it is the upper one, or with `interpolate` what lies on the line between them. NaN for no values.
 */
export function percentileOf(sorted: Float64Array, percent: number, interpolate: boolean): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const exact = (percent / 100) * (n + 1);
  const below = Math.floor(exact);
  const rank = interpolate ? below : Math.ceil(exact);
  const value = sorted[Math.min(Math.max(rank, 1), n) - 1] as number;
  const next = interpolate && rank < n ? (sorted[rank] as number) : value;
  return next === value ? value : value + (exact - below) * (next - value);
}

/** Puts the values that are no gaps of `from` into `into`, ascending, and answers that part of it. */
export function sortedPresent(from: Float64Array, into: Float64Array): Float64Array {
  let n = 0;
  for (const v of from) if (!Number.isNaN(v)) into[n++] = v;
  return into.subarray(0, n).sort();
}
