/** Percentiles as Graphite's functions take them. */

/**
 * The nth percentile of ascending values, at least one: of rank n/100 · (count + 1), rounded up, or, with `interpolate`, between the
 * two values around that rank. n is from 0 to 100.
 */
export function percentileOf(sorted: Float64Array, n: number, interpolate = false): number {
  const count = sorted.length;
  const exact = (n / 100) * (count + 1);
  const rank = interpolate ? Math.floor(exact) : Math.ceil(exact);
  const value = sorted[Math.min(Math.max(rank, 1), count) - 1] as number;
  if (!interpolate || rank >= count) return value;
  return value + (exact - rank) * ((sorted[rank] as number) - value);
}
