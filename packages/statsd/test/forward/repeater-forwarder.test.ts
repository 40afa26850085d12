import { afterEach, expect, it } from 'vitest';
import { RepeaterForwarder, type RepeaterOptions } from '../../src/forward/repeater-forwarder.ts';
import { eventually } from './eventually.ts';
import { type FakeUdp, fakeTcp, fakeUdp, freePort } from './fake-peers.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function udpPeer(): Promise<FakeUdp> {
  const peer = await fakeUdp();
  open.push(() => peer.close());
  return peer;
}

function repeat(ports: readonly number[], options: Partial<RepeaterOptions> = {}): RepeaterForwarder {
  const targets = ports.map((port) => ({ host: '127.0.0.1', port }));
  const repeater = new RepeaterForwarder({ targets, backoff: { minMs: 1, maxMs: 20 }, flushAfterMs: 5, ...options });
  open.push(() => repeater.close(0));
  return repeater;
}

function send(repeater: RepeaterForwarder, text: string): void {
  const bytes = Buffer.from(text);
  repeater.packet(bytes, bytes.length);
  // The receiver's again: it must have been copied.
  bytes.fill(0);
}

it('sends each target the same lines, in fewer datagrams', async () => {
  const peers = [await udpPeer(), await udpPeer()];
  const repeater = repeat(peers.map(({ port }) => port));
  const lines = Array.from({ length: 600 }, (_, i) => `app.requests.route${i}:${i}|ms`);
  for (let i = 0; i < lines.length; i += 2) send(repeater, `${lines[i]}\r\n\n${lines[i + 1]}`);
  await eventually(() => {
    for (const peer of peers) expect(peer.lines()).toEqual(lines);
  });
  for (const peer of peers) {
    expect(peer.datagrams.length).toBeLessThan(20);
    for (const datagram of peer.datagrams) expect(datagram.length).toBeLessThanOrEqual(1_432);
  }
  expect(repeater.counts()).toMatchObject({ sent: 1_200, lost: 0, queuedBytes: 0, connected: true });
  expect(repeater.counts().targets.map(({ sent }) => sent)).toEqual([600, 600]);
});

it('goes on with the others when the address of one is not known', async () => {
  const peer = await udpPeer();
  const targets = [
    { host: 'nowhere.internal', port: 1 },
    { host: '127.0.0.1', port: peer.port },
  ];
  const repeater = repeat([], { targets, resolve: () => Promise.reject(new Error('no such host')) });
  await repeater.ready;
  send(repeater, 'a:1|c\nb:1|c');
  await eventually(() => expect(peer.lines()).toEqual(['a:1|c', 'b:1|c']));
  expect(repeater.counts()).toMatchObject({ sent: 2, lost: 2, connected: false, lastError: 'no such host' });
});

it('sends a stream over TCP, through an outage', async () => {
  const port = await freePort();
  const repeater = repeat([port], { protocol: 'tcp' });
  const lines = Array.from({ length: 5_000 }, (_, i) => `app.requests.route${i}:${i}|ms`);
  send(repeater, lines.slice(0, 2_500).join('\n'));
  await eventually(() => expect(repeater.counts().lastError).toMatch(/ECONNREFUSED/));
  const peer = await fakeTcp({ port });
  open.push(() => peer.close());
  send(repeater, `${lines.slice(2_500).join('\n')}\n`);
  await eventually(() => expect(peer.text()).toBe(`${lines.join('\n')}\n`));
  expect(repeater.counts()).toMatchObject({ sent: 5_000, lost: 0, connected: true });
});

it('never sends a line twice over TCP, and accounts for each', async () => {
  const peer = await fakeTcp();
  open.push(() => peer.close());
  const repeater = repeat([peer.port], { protocol: 'tcp', flushAfterMs: 1 });
  for (let i = 0; i < 40; i++) {
    send(repeater, Array.from({ length: 500 }, (_, j) => `n${i * 500 + j}:1|c`).join('\n'));
    if (i % 10 === 5) peer.reset();
    await new Promise(setImmediate);
  }
  await eventually(() => expect(repeater.counts().queuedBytes).toBe(0));
  const { sent, lost } = repeater.counts();
  expect(sent + lost).toBe(20_000);
  // A chunk cut by a reset may leave half a line, which no parser takes for a whole one.
  const whole = peer.text().match(/n\d+:1\|c\n/g) ?? [];
  expect(new Set(whole).size).toBe(whole.length);
});

it('keeps a bounded queue for a target that is away', async () => {
  const repeater = repeat([await freePort()], { protocol: 'tcp', maxQueueBytes: 50_000 });
  const packet = Array.from({ length: 1_000 }, (_, i) => `app.requests.route${i}:${i}|ms`).join('\n');
  for (let i = 0; i < 100; i++) {
    send(repeater, packet);
    expect(repeater.counts().queuedBytes).toBeLessThanOrEqual(50_000 + 16 * 1024);
  }
  expect(repeater.counts().lost).toBeGreaterThan(90_000);
  await repeater.close(10);
  expect(repeater.counts()).toMatchObject({ sent: 0, lost: 100_000, queuedBytes: 0 });
});

it('sends a line longer than a chunk', async () => {
  const peer = await fakeTcp();
  open.push(() => peer.close());
  const repeater = repeat([peer.port], { protocol: 'tcp' });
  const long = `${'n'.repeat(100_000)}:1|c`;
  send(repeater, `a:1|c\n${long}\nb:1|c`);
  await repeater.close(2_000);
  await eventually(() => expect(peer.text()).toBe(`a:1|c\n${long}\nb:1|c\n`));
});
