import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flush, startFlushClock } from '../src/ingest/flush-clock.ts';

const start = (atMs: number): { flushes: Flush[]; stop(): void } => {
  vi.setSystemTime(atMs);
  const flushes: Flush[] = [];
  const clock = startFlushClock({ intervalMs: 10_000, clock: Date.now, onFlush: (flush) => flushes.push(flush) });
  return { flushes, stop: () => clock.stop() };
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

  it('ends the open interval at its own stamp when stopped, and flushes no more', () => {
    const { flushes, stop } = start(1_000_003_000);
    vi.advanceTimersByTime(2_000);
    stop();
    expect(flushes).toEqual([{ slotS: 1_000_010, coveredMs: 2_000 }]);
    vi.advanceTimersByTime(60_000);
    expect(flushes).toHaveLength(1);
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
