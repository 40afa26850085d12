import { MessageChannel } from 'node:worker_threads';
import { CarpyError } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueryRequests } from '../src/query/query-client.ts';
import { begin, checkStop, type StopFlag } from '../src/query/query-stop.ts';
import { openQueryPool, type QueryPool, type QueryPoolOptions, type QueryWorker } from '../src/threads/query-pool.ts';
import type { QueryCall, QueryMethods, RoomUse } from '../src/threads/query-room.ts';
import { serveRpc } from '../src/threads/rpc.ts';

const find = (query: string): QueryRequests['find']['request'] => ({
  query,
  format: 'treejson',
  variants: false,
  wildcards: false,
  leavesOnly: false,
  position: -1,
  interval: { startS: 0, endS: 0 },
  showSilent: false,
  indent: 0,
});
const render = (target: string): QueryRequests['render']['request'] => ({
  targets: [target],
  fromS: 0,
  untilS: 60,
  nowS: 60,
  timezone: 'UTC',
  format: 'json',
});

interface FakeRoom {
  readonly use: RoomUse;
  ended: boolean;
  readonly stops: StopFlag[];
}
let started: FakeRoom[] = [];
let pool: QueryPool;

/** Until the flag says stop, as a query that asks often. */
async function untilStopped(stop: StopFlag): Promise<never> {
  for (;;) {
    checkStop(stop, 1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A query room in this thread: `stuck` never ends, `slow` ends when it is told to, everything else comes back. */
function startWorker(use: RoomUse): QueryWorker {
  const { port1, port2 } = new MessageChannel();
  const room: FakeRoom = { use, ended: false, stops: [] };
  started.push(room);
  const answer = async (what: string, stop: StopFlag): Promise<string> => {
    room.stops.push(stop);
    begin(stop);
    if (what === 'stuck') return new Promise(() => undefined);
    if (what === 'slow') return untilStopped(stop);
    return `${what} from room ${started.indexOf(room)}`;
  };
  serveRpc<Pick<QueryMethods, 'find' | 'render'>>(port1, {
    find: ({ request, stop }: QueryCall<'find'>) => answer(request.query, stop),
    render: async ({ request, stop }) => new TextEncoder().encode(await answer(request.targets[0] as string, stop)),
  });
  return {
    postMessage: (value, transfer) => port2.postMessage(value, [...(transfer ?? [])]),
    on: (event: 'message' | 'close', listener: (value: unknown) => void) => port2.on(event as 'message', listener),
    terminate: async () => {
      room.ended = true;
      port2.close();
    },
  };
}

const begun = (room: number): Promise<StopFlag> => vi.waitUntil(() => started[room]?.stops.at(-1), { interval: 1 });
const settledWith = (code: string): unknown =>
  expect.objectContaining({ status: 'rejected', reason: expect.objectContaining({ code }) });

beforeEach(() => {
  started = [];
  pool = openQueryPool({ start: startWorker, timeoutMs: 60_000, idleMs: 60_000, graceMs: 1 });
});
afterEach(async () => {
  vi.useRealTimers();
  await pool.close();
});

describe('rooms', () => {
  it('start at first use and serve many', async () => {
    expect(started).toHaveLength(0);
    for (const q of ['a', 'b']) expect(await pool.run('find', find(q))).toBe(`${q} from room 0`);
    expect(started).toHaveLength(1);
    const answers = await Promise.all(['a', 'b', 'c'].map((q) => pool.run('find', find(q))));
    expect(answers).toEqual(['a from room 0', 'b from room 1', 'c from room 0']);
    expect(started).toHaveLength(2);
  });

  it('are others for pages than for renders, two of each at most', async () => {
    const stuck = [1, 2, 3, 4].map(() => pool.run('render', render('stuck')));
    const ended = Promise.allSettled(stuck);
    expect(await pool.run('find', find('a'))).toBe('a from room 1');
    expect(started.map(({ use }) => use)).toEqual(['renders', 'pages', 'renders']);
    await pool.close();
    expect(await ended).toEqual(stuck.map(() => settledWith('CARPY_STORE_CLOSED')));
    expect(started.every((room) => room.ended)).toBe(true);
  });

  it('end when they were idle for long, and start again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await pool.run('find', find('a'));
    vi.advanceTimersByTime(60_000);
    expect(started[0]?.ended).toBe(true);
    expect(await pool.run('find', find('b'))).toBe('b from room 1');
  });

  it('answer nothing after close', async () => {
    await pool.run('find', find('a'));
    await pool.close();
    await expect(pool.run('find', find('b'))).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
  });
});

describe('a find that is small', () => {
  const poolWith = (nearFind: QueryPoolOptions['nearFind']): QueryPool => {
    pool = openQueryPool({ start: startWorker, nearFind, timeoutMs: 60_000, idleMs: 60_000, graceMs: 1 });
    return pool;
  };

  it('starts no room', async () => {
    const near = poolWith(async ({ query }) => (query === 'small' ? 'from here' : undefined));
    expect(await near.run('find', find('small'))).toBe('from here');
    expect(started).toHaveLength(0);
    expect(await near.run('find', find('big'))).toBe('big from room 0');
    expect(near.counts()).toMatchObject({ answered: 2 });
  });

  it('ends as others do: by its fault, its time, or when its client goes', async () => {
    const refused = new CarpyError('CARPY_BAD_TARGET', 'no');
    await expect(poolWith(() => Promise.reject(refused)).run('find', find('a'))).rejects.toBe(refused);
    const near = poolWith(() => new Promise(() => undefined));
    const client = new AbortController();
    const asked = near.run('find', find('a'), client.signal);
    client.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late = expect(near.run('find', find('a'))).rejects.toMatchObject({ code: 'CARPY_TIMEOUT' });
    vi.advanceTimersByTime(60_000);
    await late;
    expect(near.counts()).toMatchObject({ running: 0, cancelled: 1, timedOut: 1 });
    expect(started).toHaveLength(0);
  });
});

describe('a query whose time is over', () => {
  it('is told to stop, and its room stays', async () => {
    const short = openQueryPool({ start: startWorker, timeoutMs: 1, idleMs: 60_000, graceMs: 60_000 });
    await expect(short.run('find', find('slow'))).rejects.toMatchObject({
      code: 'CARPY_TIMEOUT',
      detail: expect.stringContaining('0.001 s; narrow'),
    });
    expect(short.counts()).toMatchObject({ running: 0, timedOut: 1 });
    expect(started).toMatchObject([{ ended: false }]);
    await short.close();
  });

  it('and does not stop ends with its room; what else was asked of that is answered by another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stuck = pool.run('find', find('stuck'));
    const failed = expect(stuck).rejects.toMatchObject({ code: 'CARPY_TIMEOUT' });
    await begun(0);
    vi.advanceTimersByTime(59_999);
    // The second goes to a room of its own, the third to the first one.
    const others = [1, 2].map(() => pool.run('find', find('slow')));
    vi.advanceTimersByTime(1);
    await failed;
    const askedAgain = Promise.all(
      others.map((other) => expect(other).rejects.toMatchObject({ code: 'CARPY_TIMEOUT' })),
    );
    vi.advanceTimersByTime(1);
    expect(started[0]?.ended).toBe(true);
    await vi.waitUntil(() => started[2]?.stops.length === 1 || (started[1]?.stops.length ?? 0) > 1, { interval: 1 });
    vi.advanceTimersByTime(60_000);
    await askedAgain;
  });
});

describe('a client that went away', () => {
  it('ends its query', async () => {
    const client = new AbortController();
    const asked = pool.run('render', render('slow'), client.signal);
    const stop = await begun(0);
    expect(pool.counts()).toMatchObject({ running: 1, cancelled: 0 });
    client.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
    expect(() => checkStop(stop, 1_000)).toThrow(expect.objectContaining({ code: 'CARPY_CANCELLED' }));
    expect(pool.counts()).toMatchObject({ running: 0, cancelled: 1 });
    expect(started[0]?.ended).toBe(false);
  });

  it('asks nothing when it was gone before', async () => {
    await expect(pool.run('find', find('a'), AbortSignal.abort())).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
    expect(started).toHaveLength(0);
  });

  it('ends the room of a query that does not stop', async () => {
    const client = new AbortController();
    const asked = pool.run('find', find('stuck'), client.signal);
    await begun(0);
    client.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
    await vi.waitUntil(() => started[0]?.ended, { interval: 1 });
    expect(await pool.run('find', find('a'))).toBe('a from room 1');
  });
});
