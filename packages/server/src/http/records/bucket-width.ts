/** Widths of histograms that people can read. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];

/** The finest width that covers the range with no more than `buckets` and one that is begun. */
export function bucketMsFor(rangeMs: number, buckets: number): number {
  const least = Math.max(1, rangeMs / buckets);
  return WIDTHS_MS.find((width) => width >= least) ?? Math.ceil(least / DAY) * DAY;
}
