import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { type KeptRoom, keptRoom, type StartedRoom } from '../src/threads/kept-room.ts';
import { serveRpc } from '../src/threads/rpc.ts';

type Methods = { which: { argument: undefined; answer: number }; never: { argument: undefined; answer: number } };

/** Rooms that the test ends, and a clock that it moves on. */
class Rooms {
  readonly ports: MessagePort[] = [];
  readonly told: string[] = [];
  readonly waiting: { readonly act: () => void; readonly ms: number }[] = [];
  nowMs = 0;
  closed = 0;
  fails = false;

  start = async (): Promise<StartedRoom> => {
    if (this.fails) throw new Error('no disk');
    const { port1, port2 } = new MessageChannel();
    const n = this.ports.push(port1);
    serveRpc<Methods>(port1, { which: () => n, never: () => new Promise(() => {}) });
    return {
      port: port2,
      close: async () => {
        this.closed++;
        port1.close();
      },
    };
  };

  kept(): Promise<KeptRoom<Methods>> {
    return keptRoom<Methods>({
      start: this.start,
      onLost: (why, againInMs) => this.told.push(`${why.message} ${againInMs}`),
      onBack: () => this.told.push('back'),
      later: (act, ms) => {
        this.waiting.push({ act, ms });
        return () => this.waiting.splice(0);
      },
      uptimeMs: () => this.nowMs,
    });
  }
}

let rooms: Rooms;
let kept: KeptRoom<Methods> | undefined;
afterEach(() => kept?.close());

describe('a kept room', () => {
  it('fails what was asked when its room ends, and answers from the next one', async () => {
    rooms = new Rooms();
    kept = await rooms.kept();
    const lost: string[] = [];
    kept.onLost(() => lost.push('lost'));
    expect(await kept.call('which', undefined)).toBe(1);
    const open = kept.call('never', undefined);
    rooms.ports[0]?.close();
    await expect(open).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
    await expect.poll(() => rooms.waiting.length).toBe(1);
    await expect(kept.call('which', undefined)).rejects.toMatchObject({
      code: 'CARPY_STORE_CLOSED',
      status: 503,
      retryAfterS: 2,
    });
    expect(kept.outage()).toEqual({ why: 'its thread ended', againInMs: 1_000 });
    rooms.waiting.shift()?.act();
    await expect.poll(() => rooms.told).toEqual(['its thread ended 1000', 'back']);
    expect(await kept.call('which', undefined)).toBe(2);
    expect(kept.outage()).toBeUndefined();
    expect(lost).toEqual(['lost']);
  });

  it('waits longer each time while it does not hold, and begins anew when it did', async () => {
    rooms = new Rooms();
    kept = await rooms.kept();
    rooms.fails = true;
    rooms.ports[0]?.close();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      await expect.poll(() => rooms.waiting.length).toBe(1);
      if (i === 7) rooms.fails = false;
      const next = rooms.waiting.shift();
      pauses.push(next?.ms ?? 0);
      next?.act();
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await expect.poll(() => rooms.told.at(-1)).toBe('back');
    expect(rooms.told[1]).toBe('no disk 2000');
    rooms.nowMs += 61_000;
    rooms.ports[1]?.close();
    await expect.poll(() => rooms.waiting[0]?.ms).toBe(1_000);
  });

  it('is not started again once closed, nor at all where the first start fails', async () => {
    rooms = new Rooms();
    kept = await rooms.kept();
    await kept.close();
    await kept.close();
    expect([rooms.closed, rooms.told]).toEqual([1, []]);
    rooms.fails = true;
    await expect(rooms.kept()).rejects.toThrow('no disk');
  });
});
