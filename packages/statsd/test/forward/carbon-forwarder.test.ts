import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CarbonForwarder, type CarbonForwarderOptions } from '../../src/forward/carbon-forwarder.ts';
import { batchOf, plainBatch } from './batches.ts';
import { eventually } from './eventually.ts';
import { deafPort, type FakeTcp, type FakeTcpOptions, fakeTcp, freePort } from './fake-peers.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function carbon(options: FakeTcpOptions = {}): Promise<FakeTcp> {
  const peer = await fakeTcp(options);
  open.push(() => peer.close());
  return peer;
}

function forward(port: number, options: Partial<CarbonForwarderOptions> = {}): CarbonForwarder {
  const forwarder = new CarbonForwarder({ host: '127.0.0.1', port, backoff: { minMs: 1, maxMs: 20 }, ...options });
  open.push(() => forwarder.close(0));
  return forwarder;
}

const linesOf = (peer: FakeTcp): string[] => peer.text().split('\n').slice(0, -1);
const flushLines = (count: number, slotS: number): string[] =>
  Array.from({ length: count }, (_, i) => `stats.gauges.g${i} ${i + 0.5} ${slotS}`);

describe('CarbonForwarder', { timeout: 30_000 }, () => {
  it('sends flush after flush over one connection', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port);
    for (const slotS of [10, 20, 30]) forwarder.batch(plainBatch(3, slotS));
    await eventually(() => expect(linesOf(peer)).toEqual([10, 20, 30].flatMap((slotS) => flushLines(3, slotS))));
    expect(peer.accepted).toBe(1);
    expect(forwarder.counts()).toMatchObject({
      sent: 9,
      sentBytes: peer.bytes().length,
      lost: 0,
      lostBatches: 0,
      queuedBytes: 0,
      connected: true,
      lastError: undefined,
      repeated: 0,
    });
    expect(forwarder.counts().lastSentAtMs).toBeGreaterThan(0);
  });

  it('keeps flushes through an outage, with at most one attempt at a time', async () => {
    const port = await freePort();
    const forwarder = forward(port);
    for (let slotS = 10; slotS <= 100; slotS += 10) forwarder.batch(plainBatch(50, slotS));
    await eventually(() => expect(forwarder.counts().lastError).toMatch(/ECONNREFUSED/));
    expect(forwarder.counts()).toMatchObject({ connected: false, sent: 0, lost: 0 });
    expect(forwarder.counts().queuedBytes).toBeGreaterThan(0);
    const peer = await carbon({ port });
    await eventually(() => expect(linesOf(peer).length).toBe(500));
    expect(peer.accepted).toBe(1);
    expect(linesOf(peer)).toEqual(Array.from({ length: 10 }, (_, i) => flushLines(50, (i + 1) * 10)).flat());
  });

  it('makes no second socket while one is connecting, and gives that one up after its time', async () => {
    const deaf = await deafPort();
    open.push(() => deaf.close());
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => /^TCP(Connect|Socket)/.test(name)).length;
    const forwarder = forward(deaf.port, { connectTimeoutMs: 100 });
    const before = sockets();
    for (let i = 1; i <= 200; i++) forwarder.batch(plainBatch(1, i));
    await new Promise(setImmediate);
    expect(sockets()).toBeLessThanOrEqual(before);
    await eventually(() => expect(forwarder.counts().lastError).toMatch(/no connection to .* within 100 ms/));
    expect(forwarder.counts()).toMatchObject({ sent: 0, lost: 0, connected: false });
  });

  it('sends again what a broken connection may have lost', async () => {
    // The first connection is read by nobody and then reset: all that the kernels took of it is gone.
    const first: Socket[] = [];
    const read: Buffer[] = [];
    const peer = await carbon({
      onSocket: (socket) => {
        if (first.length === 0) first.push(socket.pause());
        else socket.on('data', (bytes: Buffer) => read.push(bytes));
      },
    });
    const forwarder = forward(peer.port);
    for (const slotS of [10, 20]) forwarder.batch(plainBatch(100, slotS));
    await eventually(() => expect(forwarder.counts().sent).toBe(200));
    first[0]?.resetAndDestroy();
    forwarder.batch(plainBatch(100, 30));
    await eventually(() => {
      const lines = new Set(Buffer.concat(read).toString().split('\n'));
      for (const slotS of [10, 20, 30]) for (const line of flushLines(100, slotS)) expect(lines).toContain(line);
    });
    await eventually(() => expect(forwarder.counts()).toMatchObject({ sent: 300, lost: 0, repeated: 200 }));
  });

  it('repeats nothing where repeats would add up', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port, { repeatBytes: 0 });
    forwarder.batch(plainBatch(5, 10));
    await eventually(() => expect(linesOf(peer).length).toBe(5));
    peer.reset();
    await eventually(() => expect(peer.accepted).toBe(2));
    forwarder.batch(plainBatch(5, 20));
    await eventually(() => expect(linesOf(peer).length).toBeGreaterThanOrEqual(10));
    expect(linesOf(peer)).toEqual([...flushLines(5, 10), ...flushLines(5, 20)]);
  });

  it('waits for a slow peer within its bound, and gives up the oldest flushes first', async () => {
    const sockets: Socket[] = [];
    const peer = await carbon({ onSocket: (socket) => sockets.push(socket.pause()) });
    const maxQueueBytes = 2 * 1024 * 1024;
    const forwarder = forward(peer.port, { maxQueueBytes, repeatBytes: 0 });
    const flushes = 80;
    for (let i = 1; i <= flushes; i++) {
      const batch = plainBatch(10_000, i * 10);
      forwarder.batch(i === 1 ? batch : { ...batch, declared: [] });
      expect(forwarder.counts().queuedBytes).toBeLessThanOrEqual(maxQueueBytes);
      await new Promise(setImmediate);
    }
    const { lost, lostBatches } = forwarder.counts();
    expect(lost).toBeGreaterThan(0);
    expect(lostBatches).toBeGreaterThan(1);
    const read: Buffer[] = [];
    sockets[0]?.on('data', (bytes: Buffer) => read.push(bytes)).resume();
    await eventually(() => expect(forwarder.counts().queuedBytes).toBe(0));
    const { sent } = forwarder.counts();
    expect(sent + lost).toBe(flushes * 10_000);
    await eventually(() => expect(Buffer.concat(read).toString().match(/\n/g)?.length).toBe(sent));
    const slots = Buffer.concat(read)
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => Number(line.split(' ')[2]));
    expect(slots).toEqual([...slots].sort((a, b) => a - b));
    // The newest came whole.
    expect(slots.filter((slotS) => slotS === flushes * 10).length).toBe(10_000);
  });

  it('sends a flush whole that as text is larger than the queue', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port, { maxQueueBytes: 1024 * 1024 });
    const ids = Array.from({ length: 5_000 }, (_, id) => id);
    forwarder.batch(
      batchOf({
        slotS: 10,
        declared: ids.map((id) => ({ id, kind: 'timer', name: `carpy.shop.web.GET-some-route-${id}.ok` })),
        timers: ids.map((id) => [id, 2, 3.5, 1.25, 2.25, 1.75, 2.25]),
      }),
    );
    await eventually(() => expect(forwarder.counts()).toMatchObject({ sent: 30_000, lost: 0, queuedBytes: 0 }));
    await eventually(() => expect(linesOf(peer).length).toBe(30_000));
    expect(peer.bytes().length).toBeGreaterThan(1024 * 1024);
    expect(linesOf(peer).at(-1)).toBe('carpy.shop.web.GET-some-route-4999.ok.upper_95 2.25 10');
  });

  it('knows the names that a lost flush declared', async () => {
    const port = await freePort();
    const forwarder = forward(port, { maxQueueBytes: 400_000 });
    // The first flush, large as text, is the one being encoded; the second declares, and is the first to be given up.
    const timer = [0, 1, 2, 2, 2, 2, 2] as const;
    const declared = [{ id: 0, kind: 'timer', name: 'carpy.shop.web.checkout.ok' }] as const;
    forwarder.batch(batchOf({ slotS: 5, declared, timers: Array.from({ length: 2_000 }, () => timer) }));
    forwarder.batch(plainBatch(700, 10));
    for (let slotS = 20; slotS <= 600; slotS += 10) forwarder.batch({ ...plainBatch(700, slotS), declared: [] });
    const { lost, lostBatches } = forwarder.counts();
    expect(lost).toBe(lostBatches * 700);
    expect(lostBatches).toBeGreaterThan(1);
    const peer = await carbon({ port });
    await eventually(() => expect(linesOf(peer).length + lost).toBe(12_000 + 60 * 700));
    expect(linesOf(peer).slice(-700)).toEqual(flushLines(700, 600));
    expect(linesOf(peer).some((line) => line.endsWith(' 10'))).toBe(false);
    expect(forwarder.counts().unknown).toBe(0);
  });

  it('gives no point the name that its number got later', async () => {
    const port = await freePort();
    const forwarder = forward(port, { maxQueueBytes: 400_000 });
    const timer = [0, 1, 2, 2, 2, 2, 2] as const;
    forwarder.batch(
      batchOf({
        slotS: 10,
        declared: [{ id: 0, kind: 'timer', name: 'carpy.shop.web.old.ok' }],
        timers: Array.from({ length: 2_000 }, () => timer),
      }),
    );
    forwarder.batch(batchOf({ slotS: 20, declared: [{ id: 0, kind: 'timer', name: 'carpy.shop.web.new.ok' }] }));
    for (let slotS = 30; slotS <= 120; slotS += 10) {
      forwarder.batch(batchOf({ slotS, timers: Array.from({ length: 1_000 }, () => timer) }));
    }
    expect(forwarder.counts().lostBatches).toBeGreaterThan(1);
    const peer = await carbon({ port });
    await eventually(() => expect(linesOf(peer).at(-1)).toMatch(/ 120$/));
    await eventually(() => expect(linesOf(peer).length + forwarder.counts().lost).toBe(12_000 + 10 * 6_000));
    const named = new Set(linesOf(peer).map((line) => `${line.includes('.old.')} ${line.endsWith(' 10')}`));
    expect(named).toEqual(new Set(['true true', 'false false']));
  });

  it('gives up a connection that takes nothing, and goes on with another', async () => {
    let connections = 0;
    const read: Buffer[] = [];
    const peer = await carbon({
      onSocket: (socket) => {
        if (connections++ === 0) socket.pause();
        else socket.on('data', (bytes: Buffer) => read.push(bytes));
      },
    });
    const forwarder = forward(peer.port, { stallTimeoutMs: 50, repeatBytes: 16 * 1024 * 1024 });
    const batch = plainBatch(300_000, 10);
    forwarder.batch(batch);
    await eventually(() => expect(connections).toBeGreaterThanOrEqual(2));
    expect(forwarder.counts().lastError).toMatch(/nothing was taken for 50 ms/);
    await eventually(() => expect(Buffer.concat(read).toString().endsWith('g299999 299999.5 10\n')).toBe(true));
    expect(forwarder.counts().lost).toBe(0);
  });

  it('sends pickles', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port, { protocol: 'pickle' });
    forwarder.batch(plainBatch(501, 10));
    await eventually(() => {
      const bytes = peer.bytes();
      const firstEnd = 4 + (bytes.length > 4 ? bytes.readUInt32BE(0) : 0);
      expect(bytes.length).toBe(firstEnd + 4 + bytes.readUInt32BE(firstEnd));
    });
    expect(forwarder.counts().sent).toBe(501);
  });

  it('reads over what the peer says, and so sees that it leaves', async () => {
    const peer = await carbon({ onSocket: (socket) => socket.resume().end('go away\n') });
    const forwarder = forward(peer.port);
    await eventually(() => expect(peer.accepted).toBeGreaterThan(2));
    expect(forwarder.counts().lastError).toMatch(/closed the connection/);
  });

  it("tells npm statsd's figures of the backend", async () => {
    const peer = await carbon();
    let nowMs = 5_000_000;
    const forwarder = forward(peer.port, { now: () => nowMs });
    expect(forwarder.graphiteStats()).toEqual({ last_exception: 0, last_flush: 5_000, flush_time: 0, flush_length: 0 });
    forwarder.batch(plainBatch(20_000, 10));
    nowMs += 7_000;
    await eventually(() => expect(forwarder.counts().sent).toBe(20_000));
    expect(forwarder.graphiteStats()).toEqual({
      last_exception: 0,
      last_flush: 5_007,
      flush_time: 7_000,
      flush_length: forwarder.counts().sentBytes,
    });
    nowMs += 3_000;
    peer.reset();
    await eventually(() => expect(forwarder.graphiteStats().last_exception).toBe(5_010));
  });
});

describe('close', () => {
  it('delivers what waits, and ends the connection', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port);
    forwarder.batch(plainBatch(50_000, 10));
    await forwarder.close(5_000);
    await eventually(() => expect(linesOf(peer).length).toBe(50_000));
    await eventually(() => expect(peer.sockets.length).toBe(0));
    expect(forwarder.counts()).toMatchObject({ sent: 50_000, lost: 0, connected: false, queuedBytes: 0 });
  });

  it('connects once more for it, without waiting out the pause', async () => {
    const port = await freePort();
    const forwarder = forward(port, { backoff: { minMs: 60_000, maxMs: 60_000 } });
    forwarder.batch(plainBatch(3, 10));
    await eventually(() => expect(forwarder.counts().lastError).toBeDefined());
    const peer = await carbon({ port });
    await forwarder.close(5_000);
    await eventually(() => expect(linesOf(peer).length).toBe(3));
  });

  it('counts as lost what it could not deliver in time, and what comes later', async () => {
    const forwarder = forward(await freePort());
    forwarder.batch(plainBatch(3, 10));
    await forwarder.close(20);
    expect(forwarder.counts()).toMatchObject({ sent: 0, lost: 3, lostBatches: 1, queuedBytes: 0 });
    forwarder.batch(plainBatch(2, 20));
    expect(forwarder.counts()).toMatchObject({ lost: 5, lostBatches: 2 });
    await forwarder.close(0);
  });

  it('encodes no more than it has to at the end, and counts the rest', async () => {
    const deaf = await deafPort();
    open.push(() => deaf.close());
    const forwarder = forward(deaf.port);
    for (let i = 1; i <= 20; i++) forwarder.batch(plainBatch(50_000, i * 10));
    const { queuedBytes } = forwarder.counts();
    const closed = forwarder.close(1);
    // Encoding a minute's flushes whole would take longer than a stop may.
    expect(forwarder.counts().queuedBytes).toBe(queuedBytes);
    await closed;
    expect(forwarder.counts()).toMatchObject({ sent: 0, lost: 20 * 50_000, lostBatches: 20, queuedBytes: 0 });
  });

  it('leaves an idle connection', async () => {
    const peer = await carbon();
    const forwarder = forward(peer.port);
    await eventually(() => expect(forwarder.counts().connected).toBe(true));
    await forwarder.close(60_000);
    await eventually(() => expect(peer.sockets.length).toBe(0));
    expect(forwarder.counts()).toMatchObject({ connected: false, lastError: undefined });
  });
});
