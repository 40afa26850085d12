/**
 * When flushes happen: on whole multiples of the interval since the epoch, the first after a start shorter. Looks at the clock every
 * second at most, so a stepped clock is noticed: a step forward ends the interval at once, one backward goes on in the earlier
 * interval (the store merges two flushes of one slot).
 */
import { alignUp } from '@carpy/core';

export interface Flush {
  /** The stamp: end of the interval, epoch s. */
  readonly slotS: number;
  /** How much of the interval was recorded, ms. */
  readonly coveredMs: number;
}

export interface FlushClockOptions {
  readonly intervalMs: number;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly onFlush: (flush: Flush) => void;
}

export interface FlushClock {
  /** Ends the open interval now, at its own stamp, and stops. */
  stop(): void;
}

const LOOK_MS = 1_000;

export function startFlushClock(options: FlushClockOptions): FlushClock {
  const { intervalMs, clock, onFlush } = options;
  const intervalS = intervalMs / 1000;
  let startedAtMs = clock();
  let endMs = endAfter(startedAtMs);
  let timer: NodeJS.Timeout | undefined;

  function endAfter(atMs: number): number {
    return alignUp(Math.floor(atMs / 1000) + 1, intervalS) * 1000;
  }
  function flush(nowMs: number): void {
    const coveredMs = Math.min(intervalMs, Math.max(0, Math.min(nowMs, endMs) - startedAtMs));
    onFlush({ slotS: endMs / 1000, coveredMs });
    startedAtMs = nowMs;
    endMs = endAfter(nowMs);
  }
  function look(): void {
    const nowMs = clock();
    if (nowMs >= endMs || nowMs < startedAtMs - LOOK_MS) flush(nowMs);
    timer = setTimeout(look, Math.min(LOOK_MS, Math.max(1, endMs - clock())));
  }
  timer = setTimeout(look, Math.min(LOOK_MS, endMs - startedAtMs));

  return {
    stop() {
      clearTimeout(timer);
      flush(clock());
    },
  };
}
