import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { TcpStream, type TcpStreamOptions } from '../../src/forward/tcp-stream.ts';
import { eventually } from './eventually.ts';
import { type FakeTcp, type FakeTcpOptions, fakeTcp } from './fake-peers.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function peerOf(options: FakeTcpOptions = {}): Promise<FakeTcp> {
  const peer = await fakeTcp(options);
  open.push(() => peer.close());
  return peer;
}

function streamTo(port: number, options: Partial<TcpStreamOptions> = {}): TcpStream {
  const stream = new TcpStream({ host: '127.0.0.1', port, backoff: { minMs: 1, maxMs: 20 }, ...options });
  open.push(() => stream.close(0));
  return stream;
}

it('leaves to the socket no more than it wants, so that the oldest can go', async () => {
  const sockets: Socket[] = [];
  const peer = await peerOf({ onSocket: (socket) => sockets.push(socket.pause()) });
  const stream = streamTo(peer.port, { maxQueueBytes: 4_000_000 });
  const size = 64 * 1024;
  // More than two kernels' buffers and the queue hold.
  const chunks = 600;
  for (let i = 1; i <= chunks; i++) {
    stream.push(Buffer.alloc(size, i % 251), 1, i);
    await new Promise(setImmediate);
  }
  const { lost, queuedBytes } = stream.counts();
  expect(lost).toBeGreaterThan(0);
  expect(queuedBytes).toBeLessThanOrEqual(4_000_000);
  const read: Buffer[] = [];
  sockets[0]?.on('data', (bytes: Buffer) => read.push(bytes)).resume();
  await eventually(() => expect(read.reduce((sum, bytes) => sum + bytes.length, 0)).toBe((chunks - lost) * size));
  const bytes = Buffer.concat(read);
  const order = Array.from({ length: chunks - lost }, (_, i) => bytes[i * size]);
  // The newest of them stand without a gap.
  const newest = Math.floor(4_000_000 / (size + 200)) - 1;
  expect(order.slice(-newest)).toEqual(Array.from({ length: newest }, (_, i) => (chunks - newest + 1 + i) % 251));
}, 30_000);

it('begins with the shortest pause again after a connection that lived', async () => {
  let nowMs = 0;
  const peer = await peerOf();
  // Without beginning again, the sixteenth pause would be some 16 s.
  const stream = streamTo(peer.port, { now: () => nowMs, backoff: { minMs: 1, maxMs: 600_000, random: () => 0 } });
  for (let round = 1; round <= 17; round++) {
    await eventually(() => expect([peer.accepted, stream.counts().connected]).toEqual([round, true]));
    nowMs += 10_000;
    peer.reset();
    await eventually(() => expect(stream.counts().lastErrorAtMs).toBe(nowMs));
  }
}, 60_000);
