import type { FlushBatch, PointBatch, WriteResult } from '@carpy/core';
import { CarpyError } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ingest, type IngestOptions } from '../src/ingest/ingest.ts';

const nothingRejected: WriteResult = { stored: 1, rejected: 0, rejectedNames: [] };
const packet = (ingest: Ingest, text: string): void => {
  const bytes = new TextEncoder().encode(text);
  ingest.aggregator.packet(bytes, bytes.length, Date.now(), '127.0.0.1');
};

let flushes: FlushBatch[] = [];
let points: PointBatch[] = [];
let flushed: { slotS: number; apps: readonly string[] }[] = [];
let errors: CarpyError[] = [];
let answer: () => Promise<WriteResult> = async () => nothingRejected;
let givenUp = false;
let ingest: Ingest;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000_000);
  [flushes, points, flushed, errors, givenUp] = [[], [], [], [], false];
  answer = async () => nothingRejected;
  ingest = new Ingest({
    flushIntervalMs: 10_000,
    clock: Date.now,
    writer: {
      flush: (batch) => {
        flushes.push(batch);
        return answer();
      },
      points: (batch) => {
        points.push(batch);
        return answer();
      },
      giveUp: async () => {
        givenUp = true;
      },
    },
    onFlushed: (flush) => flushed.push(flush),
    onStoreError: (e) => errors.push(e),
  });
});
afterEach(async () => {
  answer = async () => nothingRejected;
  await ingest.close();
  vi.useRealTimers();
});

/** To the end of the interval, and through the slices in which its flush is worked off. */
const interval = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(10_000);
  await vi.advanceTimersByTimeAsync(1);
};

const declaredNames = (batch: FlushBatch | undefined): string[] => (batch?.declared ?? []).map((d) => d.name);

describe('ingest', () => {
  it('hands a flush to the store and tells of it only when the store has it', async () => {
    let store: (result: WriteResult) => void = () => undefined;
    answer = () => new Promise((resolve) => (store = resolve));
    packet(ingest, 'carpy.shop.web-1.pay.ok:5|ms');
    await interval();
    expect(declaredNames(flushes[0])).toContain('carpy.shop.web-1.pay.ok');
    expect(flushes[0]).toMatchObject({ slotS: 1_000_010, stepS: 10, coveredMs: 10_000 });
    expect(flushed).toEqual([]);
    store(nothingRejected);
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toEqual([{ slotS: 1_000_010, stepS: 10, apps: ['shop'] }]);
  });

  it('hands carbon points on within a second, under numbers of the same writer', async () => {
    packet(ingest, 'carpy.shop.web-1.pay.ok:5|ms');
    const id = ingest.points.names.idOf('plain', 'servers.web.load');
    ingest.points.add(id, 1_000_000, 1.5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(points).toHaveLength(1);
    expect(points[0]?.declared.find((d) => d.name === 'servers.web.load')?.id).toBe(id);
    expect(ingest.counts().carbonPoints).toBe(1);
  });

  it('hands carbon points on at once when many came', () => {
    const id = ingest.points.names.idOf('plain', 'servers.web.load');
    for (let i = 0; i < 300_000; i++) ingest.points.add(id, 1_000_000, i);
    expect(points.map((batch) => batch.ids.length)).toEqual([262_144]);
    expect(ingest.counts().bad).toEqual({});
  });

  it('counts what the store rejects', async () => {
    answer = async () => ({ stored: 0, rejected: 3, rejectedNames: ['x'] });
    packet(ingest, 'carpy.shop.web-1.pay.ok:5|ms');
    await interval();
    expect(ingest.counts().bad['rejected_by_store']).toBe(3);
  });

  it('declares all names again after a flush that was lost', async () => {
    answer = async () => {
      throw new CarpyError('CARPY_STORE_FAILED', 'disk full');
    };
    packet(ingest, 'carpy.shop.web-1.pay.ok:5|ms');
    await interval();
    expect(errors.map((e) => e.detail)).toEqual(['disk full']);
    expect(ingest.counts().bad['store_failed']).toBeGreaterThan(0);
    answer = async () => nothingRejected;
    packet(ingest, 'carpy.shop.web-1.pay.ok:6|ms');
    await interval();
    expect(declaredNames(flushes[1])).toContain('carpy.shop.web-1.pay.ok');
  });

  it('does not grow while the store stands still: batches past the bound are dropped and counted', async () => {
    answer = () => new Promise(() => undefined);
    const id = ingest.points.names.idOf('plain', 'servers.web.load');
    const pointsABatch = 250_000;
    for (let i = 0; i < 60; i++) {
      for (let n = 0; n < pointsABatch; n++) ingest.points.add(id, 1_000_000, n);
      await vi.advanceTimersByTimeAsync(500);
    }
    // 20 bytes a point, 128 MiB.
    expect(points.length).toBe(26);
    expect(ingest.counts().bad['store_failed']).toBeGreaterThanOrEqual(34 * pointsABatch);
    // Told once, not once a batch.
    expect(errors.map((e) => e.code)).toEqual(['CARPY_STORE_FAILED']);
    ingest = replaceIngest();
  });

  it('flushes the open interval at close', async () => {
    await vi.advanceTimersByTimeAsync(3_000);
    packet(ingest, 'carpy.shop.web-1.pay.ok:5|ms');
    await ingest.close();
    expect(flushes.at(-1)).toMatchObject({ slotS: 1_000_010, coveredMs: 3_000 });
    expect(flushes.at(-1)?.timers.ids).toHaveLength(1);
    expect(givenUp).toBe(true);
    ingest = replaceIngest();
  });
});

describe('the interval kept over a stop', () => {
  /** One ingest with a value, stopped; what it kept. */
  async function keptBytes(): Promise<Uint8Array> {
    let kept: Uint8Array | undefined;
    const first = replaceIngest({
      keepWindow: async (bytes) => {
        kept = bytes;
      },
    });
    packet(first, 'carpy.shop.web-1.pay.ok:5|ms');
    await first.close();
    return kept as Uint8Array;
  }

  it('is not replaced before the flush that took it up is durable', async () => {
    const bytes = await keptBytes();
    vi.setSystemTime(1_000_060_000);
    let stored = false;
    let replaced = 0;
    const second = replaceIngest({
      readWindow: async () => ({ id: 'ab', bytes }),
      flush: async (batch) => {
        if (!stored) throw new CarpyError('CARPY_STORE_FAILED', 'disk full');
        flushes.push(batch);
        return nothingRejected;
      },
      keepWindow: async () => {
        replaced++;
      },
    });
    await second.takeUp();
    await second.close();
    expect(replaced).toBe(0);
    stored = true;
    const third = replaceIngest({
      readWindow: async () => ({ id: 'ab', bytes }),
      flush: async (batch) => {
        flushes.push(batch);
        return nothingRejected;
      },
      keepWindow: async () => {
        replaced++;
      },
    });
    await third.takeUp();
    await third.close();
    expect(flushes.map((f) => [f.takesUp, f.slotS, f.timers.ids.length])).toEqual([['ab', 1_000_010, 1]]);
    expect(replaced).toBe(1);
  });
});

/** A fresh one for afterEach to close, where the test's own is closed or never can be. */
function replaceIngest(writer: Partial<IngestOptions['writer']> = {}): Ingest {
  return new Ingest({
    flushIntervalMs: 10_000,
    clock: Date.now,
    writer: {
      flush: async () => nothingRejected,
      points: async () => nothingRejected,
      giveUp: async () => undefined,
      ...writer,
    },
    onFlushed: () => undefined,
    onStoreError: () => undefined,
  });
}
