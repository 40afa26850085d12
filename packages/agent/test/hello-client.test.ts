import { afterEach, describe, expect, it } from 'vitest';
import { newCounts } from '../src/counts.ts';
import { HelloClient } from '../src/hello-client.ts';
import { NameList } from '../src/name-list.ts';
import { type HelloServer, openHelloServer } from './hello-server.ts';
import { openTestAgent, type TestAgent } from './test-agent.ts';

const serverTimeMs = 1_700_000_003_000;
const answer = { serverTimeMs, apdexTMs: 100, statsd: null, statsdAll: [], records: { accepted: true, maxBytes: 1 } };

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

async function openServer(body: object = answer): Promise<HelloServer> {
  const server = await openHelloServer(body);
  open.push(server);
  return server;
}

async function openAgent(options: Parameters<typeof openTestAgent>[0]): Promise<TestAgent> {
  const agent = await openTestAgent(options);
  open.push({ close: () => agent.end() });
  agent.start();
  return agent;
}

function openClient(server: { url: string }, names = new NameList()) {
  const counts = newCounts();
  const clock = { nowMs: 0 };
  const failures: string[] = [];
  const client = new HelloClient({
    url: server.url,
    key: undefined,
    identity: { app: 'a', server: 's', startedAtMs: 1 },
    names,
    counts,
    now: () => clock.nowMs,
    epochMs: () => 1_700_000_000_000,
    outside: (fn) => fn(),
    answered: () => {},
    firstFailed: (reason) => failures.push(reason),
  });
  open.push(client);
  return { client, counts, clock, failures, names };
}

const answered = (counts: { hellosAnswered: number }, n: number) =>
  expect.poll(() => counts.hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(n);

describe('hello', () => {
  it('tells who this is, with the key', async () => {
    const server = await openServer();
    await openAgent({ url: `${server.url}/base`, key: 'k3y', version: '1.2', app: 'My Shop' });
    await server.count(1);
    expect(server.hellos[0]).toMatchObject({
      path: 'POST /base/api/v1/hello',
      headers: { 'content-type': 'application/json', authorization: 'Bearer k3y' },
      body: {
        app: 'My Shop',
        server: 'web',
        version: '1.2',
        agent: { name: '@carpy/agent', language: 'javascript' },
        startedAtMs: 1_699_999_999_000,
        agentTimeMs: 1_700_000_000_000,
        names: [],
      },
    });
    expect(server.hellos[0]?.body).not.toHaveProperty('clockOffsetMs');
  });

  it('takes T from the answer, and code before it', async () => {
    const server = await openServer();
    const agent = await openAgent({ url: server.url });
    await expect.poll(() => agent.stats().hellosAnswered).toBe(1);
    await agent.sent();
    agent.transaction('plain', () => agent.advance(150));
    agent.transaction('own', () => agent.advance(150), { apdexTMs: 200 });
    expect((await agent.sent()).filter((line) => line.includes('apdex'))).toEqual([
      'carpy.shop.web.plain.apdex.tolerating:1|c',
      'carpy.shop.web.own.apdex.satisfied:1|c',
    ]);
  });

  it('sends where the answer says, unless the address was given', async () => {
    const agent = await openAgent({});
    const server = await openServer({ ...answer, statsd: agent.receiver.address });
    const elsewhere = await openTestAgent();
    open.push({ close: () => elsewhere.end() });
    elsewhere.configure({ statsd: '', url: server.url, app: 'told' });
    elsewhere.start();
    await expect.poll(() => elsewhere.stats().hellosAnswered).toBe(1);
    elsewhere.counter('arrived');
    await elsewhere.flush();
    await agent.receiver.waitFor(/^carpy\.told\.web\.custom\.arrived:1\|c$/);
  });

  it('tells names once they were sent, with T, until an answer came; then only new ones', async () => {
    const server = await openServer();
    const names = new NameList();
    names.add('GET-a', 'GET /a', 50);
    server.answer.status = 503;
    const { client, counts, clock, failures } = openClient(server, names);
    await expect.poll(() => counts.hellosFailed).toBe(1);
    expect(failures).toEqual(['HTTP status 503']);
    expect(names.waiting).toBe(1);
    server.answer.status = 200;
    client.close();

    const second = openClient(server, names);
    await answered(second.counts, 1);
    expect(server.hellos.map((h) => h.body.names)).toEqual([[['GET-a', 'GET /a', 50]], [['GET-a', 'GET /a', 50]]]);
    expect(names.waiting).toBe(0);

    names.add('GET-a', 'GET /a', 50);
    expect(names.waiting).toBe(0);
    names.add('GET-a', 'GET /a', 60);
    names.add('f', 'f');
    second.client.namesWait();
    expect(server.hellos).toHaveLength(2);
    second.clock.nowMs = 5_000;
    second.client.namesWait();
    await answered(second.counts, 2);
    expect(server.hellos[2]?.body.names).toEqual([
      ['GET-a', 'GET /a', 60],
      ['f', 'f'],
    ]);
    expect(server.hellos[2]?.body).toMatchObject({ clockOffsetMs: 3_000, roundTripMs: 0 });
    clock.nowMs = 0;
  });

  it('carries names of an agent, but no placeholder that was renamed', async () => {
    const server = await openServer();
    const agent = await openAgent({ url: server.url, flushIntervalMs: 10 });
    await expect.poll(() => agent.stats().hellosAnswered).toBe(1);
    agent.transaction(
      'GET',
      (t) => {
        agent.time('load cart', () => {});
        t.setName('GET /cart');
      },
      { apdexTMs: 5 },
    );
    agent.advance(5_000);
    await server.count(2);
    const told = server.hellos.flatMap((h) => h.body.names);
    expect(told).toContainEqual(['GET-cart', 'GET /cart', 5]);
    expect(told).toContainEqual(['load_cart', 'load cart']);
    expect(told.some(([segment]) => segment === 'GET')).toBe(false);
  });

  it.each([
    ['nonsense', 'the answer is no hello answer'],
    ['{"serverTimeMs":1}', 'the answer is no hello answer'],
    ['x'.repeat(100_000), 'the answer has more than 65536 bytes'],
  ])('takes a bad answer for none: %.20s', async (body, reason) => {
    const server = await openServer();
    server.answer.body = body;
    const { counts, failures } = openClient(server);
    await expect.poll(() => counts.hellosFailed).toBe(1);
    expect(failures).toEqual([reason]);
  });

  it('says once where timings go when nobody answers', async () => {
    const gone = await openHelloServer(answer);
    await gone.close();
    const agent = await openAgent({ url: gone.url });
    await expect.poll(() => agent.warnings.length).toBe(1);
    expect(agent.warnings[0]).toBe(
      `no carpy server answered at ${gone.url} (ECONNREFUSED); timings go to udp://127.0.0.1:${agent.receiver.port}. ` +
        'Set CARPY_URL to its address, or to off',
    );
  });

  it('sends to the host of the server until it answers', async () => {
    const gone = await openHelloServer(answer);
    await gone.close();
    const url = gone.url.replace('127.0.0.1', 'localhost');
    const agent = await openAgent({ url, statsd: '' });
    await expect.poll(() => agent.warnings.length).toBe(1);
    expect(agent.warnings[0]).toContain('; timings go to udp://localhost:8125. ');
  });
});

describe('NameList', () => {
  it('tells at most 1,000 names a hello, and the rest in the next', () => {
    const names = new NameList();
    for (let i = 0; i < 1_500; i++) names.add(`s${i}`, `name ${i}`);
    const first = names.next();
    expect(first).toHaveLength(1_000);
    names.told(first);
    expect(names.next()).toHaveLength(500);
  });

  it('keeps at most 10,000, and shortens long ones', () => {
    const names = new NameList();
    names.add('long', 'x'.repeat(1_000));
    expect(names.next()[0]?.[1]).toHaveLength(256);
    for (let i = 0; i < 11_000; i++) names.add(`s${i}`, 'n');
    expect(names.waiting).toBe(10_000);
  });
});
