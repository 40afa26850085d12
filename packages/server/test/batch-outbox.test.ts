import { DropLog, NameTable, type PointBatch, type WriteResult } from '@carpy/core';
import { expect, it } from 'vitest';
import { BatchOutbox } from '../src/ingest/batch-outbox.ts';

const stored: WriteResult = { stored: 1, rejected: 0, rejectedNames: [] };
const batch = (points: number): PointBatch => ({
  declared: [],
  ids: new Uint32Array(points),
  atS: new Float64Array(points),
  values: new Float64Array(points),
});

it('is behind while much waits for a store that is at work, not for one that stands still', async () => {
  const answers: ((result: WriteResult) => void)[] = [];
  const writer = {
    flush: async () => stored,
    points: () => new Promise<WriteResult>((resolve) => answers.push(resolve)),
    giveUp: async () => undefined,
  };
  const outbox = new BatchOutbox(writer, new NameTable(), new DropLog(), Date.now, () => undefined);
  outbox.points(batch(3_500_000));
  // Nothing was ever taken.
  expect(outbox.isBehind).toBe(false);
  outbox.points(batch(1));
  answers[1]?.(stored);
  await new Promise((resolve) => setImmediate(resolve));
  expect(outbox.isBehind).toBe(true);
  answers[0]?.(stored);
  await outbox.close();
  expect(outbox.isBehind).toBe(false);
});
