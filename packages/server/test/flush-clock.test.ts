import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flush, type FlushClock, startFlushClock } from '../src/ingest/flush-clock.ts';

const start = (atMs: number, align = true): FlushClock & { flushes: Flush[] } => {
  vi.setSystemTime(atMs);
  const flushes: Flush[] = [];
  const onFlush = (flush: Flush): number => flushes.push(flush);
  return Object.assign(startFlushClock({ intervalMs: 10_000, align, clock: Date.now, onFlush }), { flushes });
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the flush clock', () => {
  it('flushes on whole multiples, the first interval shorter, stamped with its end', () => {
    const { flushes, stop } = start(1_000_003_500);
    vi.advanceTimersByTime(16_500);
    expect(flushes).toEqual([
      { slotS: 1_000_010, coveredMs: 6_500 },
      { slotS: 1_000_020, coveredMs: 10_000 },
    ]);
    stop();
  });

  it('starts a whole interval when it starts on a multiple', () => {
    const { flushes, stop } = start(1_000_000_000);
    vi.advanceTimersByTime(9_999);
    expect(flushes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(flushes).toEqual([{ slotS: 1_000_010, coveredMs: 10_000 }]);
    stop();
  });

  it('answers the open interval when stopped, and flushes no more', () => {
    const { flushes, stop } = start(1_000_003_000);
    vi.advanceTimersByTime(2_000);
    expect(stop()).toEqual({ slotS: 1_000_010, coveredMs: 2_000 });
    vi.advanceTimersByTime(60_000);
    expect(flushes).toEqual([]);
  });

  it('counts what a former process recorded of the open interval, and of no later one', () => {
    const clock = start(1_000_006_000);
    clock.cover(5_000);
    vi.advanceTimersByTime(14_000);
    expect(clock.flushes).toEqual([
      { slotS: 1_000_010, coveredMs: 9_000 },
      { slotS: 1_000_020, coveredMs: 10_000 },
    ]);
    clock.cover(9_000);
    vi.advanceTimersByTime(4_000);
    expect(clock.stop()).toEqual({ slotS: 1_000_030, coveredMs: 10_000 });
  });

  it('not aligned, flushes whole intervals from the start, each in a slot of its own', () => {
    const { flushes, stop } = start(1_000_003_500, false);
    vi.advanceTimersByTime(30_000);
    expect(flushes).toEqual([
      { slotS: 1_000_010, coveredMs: 10_000 },
      { slotS: 1_000_020, coveredMs: 10_000 },
      { slotS: 1_000_030, coveredMs: 10_000 },
    ]);
    stop();
  });

  it('ends an interval at once when the clock steps over its end', () => {
    const { flushes, stop } = start(1_000_003_000);
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime(1_003_600_500);
    vi.advanceTimersByTime(1_000);
    expect(flushes).toEqual([{ slotS: 1_000_010, coveredMs: 7_000 }]);
    vi.advanceTimersByTime(9_000);
    expect(flushes[1]?.slotS).toBe(1_003_610);
    stop();
  });

  it('goes on in the earlier interval when the clock steps back', () => {
    const { flushes, stop } = start(1_000_013_000);
    vi.setSystemTime(1_000_001_000);
    vi.advanceTimersByTime(1_000);
    expect(flushes).toEqual([{ slotS: 1_000_020, coveredMs: 0 }]);
    vi.advanceTimersByTime(8_000);
    expect(flushes[1]?.slotS).toBe(1_000_010);
    stop();
  });
});
