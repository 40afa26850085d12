import type { RequestRecord } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentOptions } from '../src/api.ts';
import type { RunningTransaction } from '../src/running-transaction.ts';
import { acceptingRecords, type HelloServer, openHelloServer } from './hello-server.ts';
import { openTestAgent, type TestAgent } from './test-agent.ts';

const hello = (accepted: boolean) => ({ ...acceptingRecords, records: { ...acceptingRecords.records, accepted } });

let server: HelloServer;
let agent: TestAgent;
beforeEach(async () => {
  server = await openHelloServer(hello(true));
});
afterEach(async () => {
  await agent.end();
  await server.close();
});

async function start(records: AgentOptions['records'] = true, more: AgentOptions = {}): Promise<void> {
  agent = await openTestAgent({ url: server.url, key: 'k3y', version: '1.2', records, ...more });
  agent.start();
  await expect.poll(() => agent.stats().hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
}

const sent = (): RequestRecord[] => server.bodies.flatMap(({ records }) => records);
async function flushed(): Promise<RequestRecord[]> {
  const before = server.bodies.length;
  await agent.flush();
  return server.bodies.slice(before).flatMap(({ records }) => records);
}
/** What a hook for an HTTP server puts on the transaction. */
const running = (): RunningTransaction => agent.currentTransaction() as RunningTransaction;

describe('request records', () => {
  it('hold what the transaction was, with its functions as they nested', async () => {
    await start();
    await agent.transaction('checkout', async () => {
      agent.advance(1);
      await Promise.all([
        agent.time('load', async () => {
          agent.advance(2);
          await Promise.resolve();
          agent.time('query', () => agent.advance(3));
        }),
        agent.time('other', async () => {
          await Promise.resolve();
        }),
      ]);
      const hand = agent.startFunction('by hand');
      hand.run(() => agent.time('below', () => agent.advance(0.5)));
      hand.end(new Error('no'));
      agent.startFunction('never ends');
      agent.advance(4);
    });
    const [record] = await flushed();
    expect(record).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      startMs: 1_700_000_000_000 - 10.5,
      durationMs: 10.5,
      transaction: 'checkout',
      outcome: 'ok',
      kind: 'transaction',
      context: {},
      logs: [],
    });
    expect(record?.children).toEqual([
      { name: 'load', parent: -1, startOffsetMs: 1, durationMs: 5, outcome: 'ok' },
      { name: 'other', parent: -1, startOffsetMs: 3, durationMs: 3, outcome: 'ok' },
      { name: 'query', parent: 0, startOffsetMs: 3, durationMs: 3, outcome: 'ok' },
      { name: 'by hand', parent: -1, startOffsetMs: 6, durationMs: 0.5, outcome: 'error' },
      { name: 'below', parent: 3, startOffsetMs: 6, durationMs: 0.5, outcome: 'ok' },
      { name: 'never ends', parent: -1, startOffsetMs: 6.5, durationMs: 4, outcome: 'ok' },
    ]);
    expect(record?.causes?.loopBusyMs).toBeGreaterThanOrEqual(0);
    expect(server.bodies[0]?.headers).toMatchObject({
      authorization: 'Bearer k3y',
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    });
    expect(server.bodies[0]?.head).toEqual({
      app: 'shop',
      server: 'web',
      version: '1.2',
      sentAtMs: 1_700_000_000_000,
      clockOffsetMs: 60_000,
      roundTripMs: 0,
      seen: { checkout: 1 },
      kept: { checkout: 1 },
    });
    expect(agent.stats()).toMatchObject({ recordsSent: 1, recordsDropped: 0, internalErrors: 0 });
  });

  it('hold what a hook knows of the request: no query values, only headers on the list', async () => {
    const headers: Record<string, string> = {
      'user-agent': 'curl',
      authorization: 'secret',
      'x-request-id': 'r-9',
      'x-tenant': 't1',
    };
    await start({ headers: ['User-Agent', 'X-Tenant', 'x-absent'] });
    agent.transaction('GET', () => {
      running().details = {
        kind: 'http',
        method: 'GET',
        route: '/users/:id?token=secret',
        status: 404,
        header: (name) => headers[name],
      };
      running().trace = { traceId: 'ab'.repeat(16), parentId: undefined, flags: '01', state: undefined };
      agent.setName('GET /users/:id');
    });
    const [record] = await flushed();
    expect(record).toMatchObject({
      transaction: 'GET /users/:id',
      kind: 'http',
      method: 'GET',
      route: '/users/:id',
      status: 404,
      requestId: 'r-9',
      traceId: 'ab'.repeat(16),
      context: { 'header.user-agent': 'curl', 'header.x-tenant': 't1' },
    });
    expect(JSON.stringify(record)).not.toContain('secret');
  });

  it.each([
    [
      'generator',
      function* (): Iterable<number> {
        yield 1;
        throw new TypeError('bad');
      },
    ],
    [
      'async generator',
      async function* (): AsyncIterable<number> {
        yield 1;
        throw new TypeError('bad');
      },
    ],
  ])('hold the error that ended a %s', async (_what, made: () => Iterable<number> | AsyncIterable<number>) => {
    await start();
    const read = async (): Promise<void> => {
      for await (const _value of agent.wrap('read', made, { kind: 'transaction' })());
    };
    await expect(read()).rejects.toThrow('bad');
    expect(await flushed()).toMatchObject([{ outcome: 'error', error: { type: 'TypeError', message: 'bad' } }]);
  });

  it.each([
    [
      'an error',
      new TypeError('bad'),
      { type: 'TypeError', message: 'bad', stack: expect.stringContaining('TypeError: bad') },
    ],
    ['a text', 'oops', { type: 'string', message: 'oops' }],
    ['null', null, { type: 'object', message: 'null' }],
    ['an object', { code: 'E_GONE', of: { id: 7 } }, { type: 'object', message: "{ code: 'E_GONE', of: [Object] }" }],
    [
      'an error that can not be read',
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new Error('no');
        },
      }),
      { type: 'unreadable', message: '' },
    ],
  ])('tell of %s that was thrown', async (_, thrown, want) => {
    await start();
    await agent
      .transaction('job', async () => {
        throw thrown;
      })
      .catch(() => {});
    const [record] = await flushed();
    expect(record?.outcome).toBe('error');
    expect(record?.error).toEqual(want);
  });

  it('keep all errors up to a bound, the slowest and a sample, and tell how many were seen', async () => {
    await start({ errors: 3, slowest: 2, sample: 4 });
    for (let i = 1; i <= 500; i++) agent.transaction('job', () => agent.advance((i * 37) % 501));
    for (let i = 0; i < 10; i++) agent.transaction('job', (t) => t.setError());
    for (let i = 0; i < 5; i++) agent.transaction('skipped', (t) => t.ignore());
    const records = await flushed();
    const ok = records.filter(({ outcome }) => outcome === 'ok');
    expect(records.length - ok.length).toBe(3);
    expect(
      ok
        .map(({ durationMs }) => durationMs)
        .sort((a, b) => (b as number) - (a as number))
        .slice(0, 2),
    ).toEqual([500, 499]);
    expect(ok.length).toBeGreaterThanOrEqual(4);
    expect(ok.length).toBeLessThanOrEqual(6);
    expect(server.bodies[0]?.head).toMatchObject({ seen: { job: 510 }, kept: { job: records.length } });
  });

  it('sample evenly: early and late ones alike', async () => {
    await start({ slowest: 0, sample: 100 });
    for (let i = 1; i <= 10_000; i++) agent.transaction('job', () => agent.advance(i));
    const picked = (await flushed()).map(({ durationMs }) => durationMs as number);
    expect(picked).toHaveLength(100);
    // Half of them belong to each half; five standard deviations are allowed.
    expect(Math.abs(picked.filter((ms) => ms <= 5_000).length - 50)).toBeLessThan(25);
  });

  it('of the first seconds are there after five, and what they stand for with them', async () => {
    await start({ slowest: 1, sample: 2 }, { flushIntervalMs: 100 });
    for (let i = 1; i <= 21; i++) agent.transaction('job', () => agent.advance(i));
    agent.advance(5_000);
    await expect.poll(() => sent().length, { timeout: 10_000, interval: 5 }).toBe(3);
    expect(sent().map(({ weight = 1 }) => weight)).toEqual([1, 10, 10]);
  });

  it('hold 200 functions at most', async () => {
    await start();
    agent.transaction('job', () => {
      for (let i = 0; i < 300; i++) agent.time('f', () => agent.time('g', () => {}));
    });
    const [record] = await flushed();
    expect(record?.children).toHaveLength(200);
  });

  it("pass the application's hook, which may change, drop or break one", async () => {
    await start({
      redact: (record) => {
        if (record.transaction === 'drop') return undefined;
        if (record.transaction === 'break') throw new Error('planned');
        return { ...record, context: { tenant: 'hidden' } };
      },
    });
    for (const name of ['keep', 'drop', 'break']) agent.transaction(name, () => {});
    expect((await flushed()).map(({ transaction, context }) => [transaction, context])).toEqual([
      ['keep', { tenant: 'hidden' }],
    ]);
    expect(agent.stats()).toMatchObject({ recordsDropped: 1, internalErrors: 1 });
    expect(server.bodies[0]?.head.seen).toEqual({ keep: 1, drop: 1, break: 1 });
  });
});

describe('sending', () => {
  it.each([
    [503, { 'retry-after': '0.001' }],
    [429, { 'retry-after': '0.001' }],
    [500, { 'retry-after': '0.001' }],
  ])('is tried again after a %i, nothing lost and nothing twice in the counts', async (status, headers) => {
    await start();
    server.refusals.push({ status, headers });
    agent.transaction('job', () => {});
    await agent.flush();
    expect(agent.stats()).toMatchObject({ recordsSent: 0, recordPostsFailed: 1 });
    agent.transaction('job', () => {});
    await agent.flush();
    expect(server.bodies.at(-1)?.head).toMatchObject({ seen: { job: 2 }, kept: { job: 2 } });
    expect(agent.stats()).toMatchObject({ recordsSent: 2, recordsDropped: 0 });
    // The same ids: the server keeps one of each.
    expect(new Set(sent().map(({ id }) => id)).size).toBe(2);
  });

  it('halves a body that is too large', async () => {
    await start({ slowest: 1_000 });
    for (let i = 0; i < 1_000; i++)
      agent.transaction('job', () => {
        for (let f = 0; f < 10; f++) agent.time('function', () => {});
      });
    server.refusals.push({ status: 413, headers: { 'retry-after': '0.001' } });
    await agent.flush();
    await agent.flush();
    const [first, second] = server.bodies;
    expect((second?.records.length as number) / (first?.records.length as number)).toBeLessThan(0.6);
    expect(agent.stats()).toMatchObject({ recordsSent: 1_000, recordsDropped: 0 });
  });

  it('drops what the server cannot read, says so once, and goes on', async () => {
    await start();
    for (let i = 0; i < 2; i++) {
      server.refusals.push({ status: 400 });
      agent.transaction('job', () => {});
      await agent.flush();
    }
    expect(agent.warnings).toEqual([`${server.url} takes no request records (HTTP status 400); they are dropped`]);
    agent.transaction('job', () => {});
    await agent.flush();
    expect(agent.stats()).toMatchObject({ recordsSent: 1, recordsDropped: 2 });
  });

  it('does not begin where the server takes none, nor where records are off', async () => {
    server.answer = { status: 200, body: JSON.stringify(hello(false)) };
    await start();
    agent.transaction('job', () => {});
    expect(await flushed()).toEqual([]);
    await agent.close();
    server.answer = { status: 200, body: JSON.stringify(hello(true)) };
    agent.configure({ records: false });
    await expect.poll(() => agent.stats().hellosAnswered).toBe(2);
    agent.transaction('job', () => {});
    expect(await flushed()).toEqual([]);
  });

  it('holds no more than its bound while no server is there', async () => {
    await start({ errors: 1_000, slowest: 0, sample: 0 });
    await server.close();
    const big = new Error('x'.repeat(4_000));
    for (let name = 0; name < 10; name++)
      for (let i = 0; i < 1_000; i++) agent.transaction(`job ${name}`, (t) => t.setError(big));
    const { recordsDropped } = agent.stats();
    expect(recordsDropped).toBeGreaterThan(9_000);
    expect(recordsDropped).toBeLessThan(10_000);
    server = await openHelloServer(hello(true));
  });
});
