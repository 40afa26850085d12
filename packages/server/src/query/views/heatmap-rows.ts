/** Rows of a heatmap: a whole number of the sketches' buckets each, so that counts are exact. Pure. */

/** Rows at most. */
export const MAX_ROWS = 40;
/** Share of the requests that may lie below the first row's lower edge: one request of no time must not squeeze all others. */
const FASTEST_SHARE = 0.001;

/** Buckets of one row, and the bucket in which the first row begins. */
export interface HeatmapRows {
  readonly firstBucket: number;
  readonly bucketsPerRow: number;
  readonly rows: number;
}

type EachBucket = (visit: (bucket: number | undefined, weight: number) => void) => void;

/** Rows that hold all of these; none where there is nothing. `eachBucket` visits in any order, `undefined` is a duration of 0. */
export function rowsOf(eachBucket: EachBucket): HeatmapRows {
  const weights = new Map<number, number>();
  let total = 0;
  eachBucket((bucket, weight) => {
    total += weight;
    if (bucket !== undefined) weights.set(bucket, (weights.get(bucket) ?? 0) + weight);
  });
  if (total === 0) return { firstBucket: 0, bucketsPerRow: 1, rows: 0 };
  const buckets = [...weights.keys()].sort((a, b) => a - b);
  // Only requests that took no time: one row says so.
  const last = buckets.at(-1);
  if (last === undefined) return { firstBucket: 0, bucketsPerRow: 1, rows: 1 };
  let below = 0;
  let lowest = last;
  for (const bucket of buckets) {
    below += weights.get(bucket) as number;
    if (below <= total * FASTEST_SHARE) continue;
    lowest = bucket;
    break;
  }
  let bucketsPerRow = Math.max(1, Math.ceil((last - lowest + 1) / MAX_ROWS));
  // Rows begin at whole multiples, so that they stay where they are while the range slides; that may take one more.
  while (Math.floor(last / bucketsPerRow) - Math.floor(lowest / bucketsPerRow) + 1 > MAX_ROWS) bucketsPerRow++;
  const firstRow = Math.floor(lowest / bucketsPerRow);
  return {
    firstBucket: firstRow * bucketsPerRow,
    bucketsPerRow,
    rows: Math.floor(last / bucketsPerRow) - firstRow + 1,
  };
}

/** The row of a bucket; what is faster than the first row is in it. */
export const rowOf = ({ firstBucket, bucketsPerRow }: HeatmapRows, bucket: number | undefined): number =>
  bucket === undefined ? 0 : Math.max(0, Math.floor((bucket - firstBucket) / bucketsPerRow));
