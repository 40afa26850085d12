import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueryRequests } from '../src/query/query-client.ts';
import { openQueryPool, type QueryPool, type QueryWorker } from '../src/threads/query-pool.ts';
import type { QueryMethods } from '../src/threads/query-room.ts';
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
let started: { ended: boolean }[] = [];
let pool: QueryPool;

/** A query room in this thread: `slow` never answers, everything else comes back. */
function startWorker(): QueryWorker {
  const { port1, port2 } = new MessageChannel();
  const room = { ended: false };
  started.push(room);
  const answer = async ({ query }: QueryRequests['find']['request']): Promise<string> =>
    query === 'slow' ? new Promise(() => undefined) : `${query} from room ${started.indexOf(room)}`;
  serveRpc<Pick<QueryMethods, 'find'>>(port1, { find: answer });
  return {
    postMessage: (value, transfer) => port2.postMessage(value, [...(transfer ?? [])]),
    on: (event: 'message' | 'close', listener: (value: unknown) => void) => port2.on(event as 'message', listener),
    terminate: async () => {
      room.ended = true;
      port2.close();
    },
  };
}

beforeEach(() => {
  started = [];
  pool = openQueryPool({ start: startWorker, timeoutMs: 1_000, idleMs: 60_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  await pool.close();
});

describe('the query room', () => {
  it('starts at first use and serves many', async () => {
    expect(started).toHaveLength(0);
    expect(await Promise.all(['a', 'b'].map((q) => pool.run('find', find(q))))).toEqual([
      'a from room 0',
      'b from room 0',
    ]);
    expect(started).toHaveLength(1);
  });

  it('gets a second one beside it while it is busy with a long query, and no third', async () => {
    const busy = openQueryPool({ start: startWorker, timeoutMs: 60_000, idleMs: 60_000, busyMs: 0 });
    const stuck = [busy.run('find', find('slow'))];
    expect(await busy.run('find', find('a'))).toBe('a from room 1');
    expect(await busy.run('find', find('b'))).toBe('b from room 1');
    stuck.push(busy.run('find', find('slow')));
    expect(await busy.run('find', find('c'))).toMatch(/^c from room [01]$/);
    expect(started).toHaveLength(2);
    const ended = Promise.all(stuck.map((one) => expect(one).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' })));
    await busy.close();
    await ended;
    expect(started.every((room) => room.ended)).toBe(true);
  });

  it('is replaced when a query overruns; the others are answered by the new one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = pool.run('find', find('slow'));
    const failed = expect(slow).rejects.toMatchObject({
      code: 'CARPY_TIMEOUT',
      detail: expect.stringContaining('1 s'),
    });
    vi.advanceTimersByTime(999);
    // Asked of the first room, and not answered by it before the first query's time is over.
    const other = pool.run('find', find('other'));
    vi.advanceTimersByTime(1);
    await failed;
    vi.useRealTimers();
    expect(await other).toMatch(/^other from room [01]$/);
    expect(await pool.run('find', find('next'))).toBe('next from room 1');
    expect(started[0]?.ended).toBe(true);
  });

  it('ends when it was idle for long, and starts again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await pool.run('find', find('a'));
    vi.advanceTimersByTime(60_000);
    expect(started[0]?.ended).toBe(true);
    expect(await pool.run('find', find('b'))).toBe('b from room 1');
  });

  it('answers nothing after close', async () => {
    await pool.run('find', find('a'));
    await pool.close();
    await expect(pool.run('find', find('b'))).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
  });
});
