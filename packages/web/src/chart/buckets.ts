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

/** An agent tells which requests of a minute are kept when that minute ends, and sends them within seconds. */
const RECORDS_COME_WITHIN_MS = 65_000;

/** Buckets of requests that are kept, beginning at their stamps: those that requests may still come into are still filling. `nowMs`: the server's. */
export function gridOfRequests({ startMs, bucketMs, toMs }: Buckets, slots: number, nowMs: number): Grid {
  const settledMs = Math.min(toMs, nowMs - RECORDS_COME_WITHIN_MS);
  const openSlot = Math.max(0, Math.floor((settledMs - startMs) / bucketMs));
  // A range that ended long ago may end within a bucket, of which all is there.
  const isOpen = openSlot < slots && toMs > nowMs - RECORDS_COME_WITHIN_MS;
  return {
    startS: startMs / 1000,
    stepS: bucketMs / 1000,
    slots,
    fineStepS: 0,
    coveredMs: Array.from({ length: slots }, () => bucketMs),
    ...(isOpen ? { openSlot, openSlots: slots - openSlot } : {}),
  };
}
