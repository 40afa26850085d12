/** Counts in equal buckets of time, as the request log answers them, on the grid that charts draw. Pure. */
import type { Grid } from '@carpy/api';

export interface Buckets {
  /** Epoch ms of the first bucket's start. */
  readonly startMs: number;
  readonly bucketMs: number;
  /** Where the range ends: a bucket that lies across it is still filling. */
  readonly toMs: number;
}

/** The log tells what it has, so every bucket counts as recorded. */
export function gridOfBuckets({ startMs, bucketMs, toMs }: Buckets, slots: number): Grid {
  const stepS = bucketMs / 1000;
  const lastEndMs = startMs + slots * bucketMs;
  return {
    // A slot whose own step is the finest holds (stamp - step, stamp].
    startS: startMs / 1000 + stepS,
    stepS,
    slots,
    fineStepS: stepS,
    coveredMs: Array.from({ length: slots }, () => bucketMs),
    ...(slots > 0 && lastEndMs > toMs ? { openSlot: slots - 1 } : {}),
  };
}
