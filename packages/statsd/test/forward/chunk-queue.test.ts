import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, ChunkQueue } from '../../src/forward/chunk-queue.ts';
import { Fifo } from '../../src/forward/fifo.ts';

const chunk = (batch: number, bytes = 800, items = 1): Chunk => ({
  bytes: new Uint8Array(bytes),
  items,
  batch,
  repeated: false,
});

/** Room for so many chunks of 800 bytes. */
const room = (chunks: number): number => chunks * 1_000;

function waiting(queue: ChunkQueue): number[] {
  const batches: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) batches.push(next.batch);
  return batches;
}

describe('ChunkQueue', () => {
  it('gives up the oldest batches whole when it is full', () => {
    const queue = new ChunkQueue(room(4), 0);
    for (const batch of [1, 1, 2, 2, 3]) queue.push(chunk(batch, 800, 10));
    expect({ lost: queue.lost, lostBatches: queue.lostBatches, pending: queue.pendingBytes }).toEqual({
      lost: 20,
      lostBatches: 1,
      pending: room(3),
    });
    expect(waiting(queue)).toEqual([2, 2, 3]);
  });

  it('cuts the end of a batch that alone is too large', () => {
    const queue = new ChunkQueue(room(2), 0);
    for (const batch of [1, 2, 2, 2, 2]) queue.push(chunk(batch));
    expect({ lost: queue.lost, lostBatches: queue.lostBatches }).toEqual({ lost: 3, lostBatches: 2 });
    expect(waiting(queue)).toEqual([2, 2]);
  });

  it('leaves alone what the socket has', () => {
    const queue = new ChunkQueue(room(2), 0);
    queue.push(chunk(1));
    queue.take();
    queue.push(chunk(2));
    queue.push(chunk(3));
    expect(queue.inFlight).toBe(1);
    expect(queue.lost).toBe(1);
    expect(queue.taken()?.batch).toBe(1);
    expect(waiting(queue)).toEqual([3]);
  });

  it('repeats what was kept and what was on its way, in order, ahead of the rest', () => {
    const queue = new ChunkQueue(room(10), room(2));
    for (const batch of [1, 2, 3, 4, 5]) queue.push(chunk(batch));
    for (let i = 0; i < 4; i++) queue.take();
    for (let i = 0; i < 3; i++) queue.taken();
    queue.broken();
    expect(waiting(queue)).toEqual([2, 3, 4, 5]);
    expect(queue.lost).toBe(0);
  });

  it('loses what was on its way where repeats are not wanted, and nothing else', () => {
    const queue = new ChunkQueue(room(10), 0);
    for (const batch of [1, 2, 3]) queue.push(chunk(batch));
    queue.take();
    queue.taken();
    queue.take();
    queue.broken();
    expect(queue.lost).toBe(1);
    expect(waiting(queue)).toEqual([3]);
  });

  it('does not count a repeat as lost', () => {
    const queue = new ChunkQueue(room(3), room(2));
    queue.push(chunk(1));
    queue.take();
    queue.taken();
    queue.broken();
    queue.end();
    expect({ lost: queue.lost, pending: queue.pendingBytes }).toEqual({ lost: 0, pending: 0 });
  });

  it('stays within its bound and accounts for every item, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 2_000 }), same: fc.boolean() }),
      fc.constantFrom('take', 'taken', 'broken'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.constantFrom(0, room(2)), (steps, kept) => {
        const queue = new ChunkQueue(room(5), kept);
        let batch = 0;
        let pushed = 0;
        let sent = 0;
        for (const one of steps) {
          if (one === 'take') queue.take();
          else if (one === 'taken') sent += queue.taken()?.repeated === false ? 1 : 0;
          else if (one === 'broken') queue.broken();
          else if (typeof one === 'object') {
            batch += one.same ? 0 : 1;
            pushed++;
            queue.push(chunk(batch, one.push));
          }
          expect(queue.pendingBytes).toBeLessThanOrEqual(room(5));
        }
        queue.end();
        expect(sent + queue.lost).toBe(pushed);
        expect(queue.lostBatches).toBeLessThanOrEqual(queue.lost);
      }),
    );
  });
});

it('Fifo keeps the order through thousands of items', () => {
  const fifo = new Fifo<number>();
  const out: (number | undefined)[] = [];
  for (let i = 0; i < 5_000; i++) {
    fifo.push(2 * i);
    fifo.push(2 * i + 1);
    out.push(fifo.shift());
  }
  expect(fifo.length).toBe(5_000);
  expect(fifo.peek()).toBe(5_000);
  out.push(...fifo.takeAll());
  expect(out).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  expect([fifo.shift(), fifo.peek(), fifo.length]).toEqual([undefined, undefined, 0]);
});
