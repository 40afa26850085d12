/** Losses are metrics too, whatever stands in their way: a full table, a stop. */
import type { FlushBatch } from '@carpy/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Ingest, type IngestOptions } from '../src/ingest/ingest.ts';

const stored = { stored: 1, rejected: 0, rejectedNames: [] };
let flushes: FlushBatch[] = [];
let names: Map<number, string>;
let open: Ingest[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000_000);
  [flushes, names, open] = [[], new Map(), []];
});
afterEach(async () => {
  for (const ingest of open) await ingest.close();
  vi.useRealTimers();
});

function start(options: Partial<IngestOptions> & { keeper?: Partial<IngestOptions['writer']> } = {}): Ingest {
  const { keeper, ...rest } = options;
  const ingest = new Ingest({
    flushIntervalMs: 10_000,
    clock: Date.now,
    writer: {
      flush: async (batch) => {
        flushes.push(batch);
        for (const { id, name } of batch.declared) names.set(id, name);
        return stored;
      },
      points: async () => stored,
      giveUp: async () => undefined,
      ...keeper,
    },
    onFlushed: () => undefined,
    onStoreError: () => undefined,
    ...rest,
  });
  open.push(ingest);
  return ingest;
}

const send = (ingest: Ingest, text: string): void => {
  const bytes = new TextEncoder().encode(text);
  ingest.aggregator.packet(bytes, bytes.length, Date.now(), '');
};
const interval = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(10_000);
  await vi.advanceTimersByTimeAsync(1);
};
/** The sum of a series over all flushes. */
function total(series: string): number {
  let sum = 0;
  for (const { values } of flushes)
    for (const [i, id] of values.ids.entries()) if (names.get(id) === series) sum += values.values[i] as number;
  return sum;
}

it('tells of names dropped though the table is full of others', async () => {
  const ingest = start({ maxNames: 1_000 });
  for (let i = 0; i < 5_000; i++) send(ingest, `new${i}:1|c`);
  await interval();
  await interval();
  const dropped = ingest.counts().bad['too_many_names'];
  expect(dropped).toBeGreaterThan(4_000);
  expect(total('stats.counters.statsd.dropped.too_many_names.count')).toBe(dropped);
  expect(ingest.counts().names).toBeLessThanOrEqual(1_000);
});

it('tells what found no room for its own name later, and once', async () => {
  let kernel = 0;
  const ingest = start({ maxNames: 1_000, losses: () => ({ kernel }) });
  // Carbon takes what StatsD leaves alone.
  for (let i = 0; ingest.points.names.room > 0; i++) ingest.points.names.acquire('plain', `carbon.n${i}`);
  kernel = 7;
  await interval();
  expect(total('stats.counters.statsd.dropped.kernel.count')).toBe(0);
  for (let i = 0; i < 10; i++) ingest.points.names.release(ingest.points.names.find(`carbon.n${i}`) as number);
  await interval();
  await interval();
  expect(total('stats.counters.statsd.dropped.kernel.count')).toBe(7);
});

it('keeps the losses of the open interval over a stop', async () => {
  let kept: { id: string; bytes: Uint8Array } | undefined;
  const keeper = {
    readWindow: async () => kept,
    keepWindow: async (bytes: Uint8Array) => {
      kept = { id: 'a', bytes };
    },
  };
  const first = start({ keeper });
  for (let i = 0; i < 7; i++) send(first, 'bad');
  await first.close();
  expect(flushes).toEqual([]);
  const second = start({ keeper });
  await second.takeUp();
  send(second, 'bad');
  await interval();
  expect(total('stats.counters.statsd.dropped.no_value.count')).toBe(8);
});

it('leaves a window that it cannot read where it is, and writes its own interval as it stands', async () => {
  let keptTimes = 0;
  const ingest = start({
    keeper: {
      readWindow: async () => ({ id: 'a', bytes: new Uint8Array(100) }),
      keepWindow: async () => {
        keptTimes++;
      },
    },
  });
  await ingest.takeUp();
  send(ingest, 'hits:3|c');
  await ingest.close();
  expect(keptTimes).toBe(0);
  expect(total('stats.counters.hits.count')).toBe(3);
});
