/**
 * When flushes happen: on whole multiples of the interval since the epoch, the first after a start shorter; or, not aligned, whole intervals
 * from the start on. Looks at the clock every second at most, so a stepped clock is noticed: a step forward ends the interval at once, one
 * backward goes on in the earlier interval (the store merges two flushes of one slot).
 */
import { alignDown, alignUp } from '@carpy/core';

export interface Flush {
  /** The stamp: end of the interval, epoch s; not aligned, the slot that the end lies in. */
  readonly slotS: number;
  /** How much of the interval was recorded, ms. */
  readonly coveredMs: number;
}

export interface FlushClockOptions {
  readonly intervalMs: number;
  /** Default true. */
  readonly align?: boolean;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly onFlush: (flush: Flush) => void;
}

export interface FlushClock {
  /** The stamp of the open interval. */
  readonly openSlotS: number;
  /** A former process recorded this much of the open interval, ms. */
  cover(coveredMs: number): void;
  /** Stops, and answers what is open. */
  stop(): Flush;
}

const LOOK_MS = 1_000;

export function startFlushClock(options: FlushClockOptions): FlushClock {
  const { intervalMs, align = true, clock, onFlush } = options;
  const intervalS = intervalMs / 1000;
  let startedAtMs = clock();
  let endMs = endAfter(startedAtMs);
  /** Of the open interval, from a former process. */
  let beforeMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function endAfter(atMs: number): number {
    return align ? alignUp(Math.floor(atMs / 1000) + 1, intervalS) * 1000 : atMs + intervalMs;
  }
  function openAt(nowMs: number): Flush {
    const hereMs = Math.max(0, Math.min(nowMs, endMs) - startedAtMs);
    return { slotS: alignDown(endMs / 1000, intervalS), coveredMs: Math.min(intervalMs, beforeMs + hereMs) };
  }
  function flush(nowMs: number): void {
    const flushed = openAt(nowMs);
    beforeMs = 0;
    // Not aligned, the next interval starts where this one should have ended, so that lateness does not add up.
    const late = nowMs - endMs;
    const from = !align && late >= 0 && late < intervalMs ? endMs : nowMs;
    startedAtMs = nowMs;
    endMs = endAfter(from);
    onFlush(flushed);
  }
  function look(): void {
    const nowMs = clock();
    if (nowMs >= endMs || nowMs < startedAtMs - LOOK_MS) flush(nowMs);
    timer = setTimeout(look, Math.min(LOOK_MS, Math.max(1, endMs - clock())));
  }
  timer = setTimeout(look, Math.min(LOOK_MS, endMs - startedAtMs));

  return {
    get openSlotS() {
      return alignDown(endMs / 1000, intervalS);
    },
    cover(coveredMs) {
      beforeMs = coveredMs;
    },
    stop() {
      clearTimeout(timer);
      return openAt(clock());
    },
  };
}
