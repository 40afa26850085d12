import { connect, type Socket } from 'node:net';
import { type CarbonListener, type CarbonOptions, listenCarbonPickle, PointBuffer } from '@carpy/graphite';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { FrameSplitter } from '../src/carbon/frame-splitter.ts';

const NOW_S = 1_700_000_000;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(
  options: Partial<CarbonOptions> = {},
): Promise<{ points: PointBuffer; listener: CarbonListener }> {
  const points = new PointBuffer();
  const listener = await listenCarbonPickle({ port: 0, nowMs: () => NOW_S * 1000, points, ...options });
  closers.push(() => listener.close());
  return { points, listener };
}

function client(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.on('error', () => {});
    closers.push(() => socket.destroy());
  });
}

const write = (socket: Socket, bytes: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => socket.write(bytes, () => resolve()));

const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const point = (path: string, value: number): Buffer =>
  framed(Buffer.from(`(l(S'${path}'\n(I${NOW_S}\nI${value}\ntta.`));

it('takes frames on every host, cut anywhere', async () => {
  const { points, listener } = await listen();
  for (const host of listener.hosts) {
    const bytes = Buffer.concat([point('a', 1), point('b', 2), framed(new Uint8Array(0))]);
    const socket = await client(listener.port, host);
    for (const cut of [bytes.subarray(0, 2), bytes.subarray(2, 9), bytes.subarray(9, -3), bytes.subarray(-3)])
      await write(socket, cut);
    socket.end();
  }
  await vi.waitFor(() => expect(points.points).toBe(2 * listener.hosts.length));
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, unterminated: 0 }));
  expect(points.drops.byCause()).toEqual({ bad_pickle: listener.hosts.length });
});

it('goes on after a frame that it can not read, and counts one that never ends', async () => {
  const { points, listener } = await listen();
  const socket = await client(listener.port);
  await write(socket, Buffer.concat([framed(Buffer.from('nonsense')), point('a', 3), point('b', 4).subarray(0, 9)]));
  socket.end();
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, unterminated: 1 }));
  expect([...(points.takeBatch()?.values ?? [])]).toEqual([3]);
  expect(points.drops.byCause()).toEqual({ bad_pickle: 1 });
});

it.each([
  ['a frame over 1 MiB', Buffer.from('00100001', 'hex')],
  ['an HTTP request', Buffer.from('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')],
])('closes a client that begins with %s, and no other', async (_, bytes) => {
  const { points, listener } = await listen();
  const good = await client(listener.port);
  const bad = await client(listener.port);
  const closed = new Promise((resolve) => bad.once('close', resolve));
  await write(bad, bytes);
  bad.resume();
  await closed;
  await write(good, point('a', 1));
  await vi.waitFor(() => expect(points.points).toBe(1));
  expect(points.drops.byCause()).toEqual({ too_long: 1 });
});

it('refuses clients past its bound, closes silent ones, and says when its port is taken', async () => {
  const { listener } = await listen({ maxClients: 1, idleMs: 20, hosts: ['127.0.0.1'] });
  const first = await client(listener.port);
  await new Promise((resolve) => first.once('close', resolve));
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, idle: 1 }));
  await expect(listen({ hosts: ['127.0.0.1'], port: listener.port })).rejects.toThrow('--carbon-pickle-port');
});

it('makes the same frames of a stream however it is cut, and gives its room back', () => {
  const frames = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 });
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (bodies, steps) => {
      const seen: string[] = [];
      const budget = { leftBytes: 100_000 };
      const taker = { frame: (b: Buffer, from: number, to: number) => seen.push(b.toString('hex', from, to)) };
      const splitter = new FrameSplitter(taker, 20, budget);
      const stream = Buffer.concat(bodies.map(framed));
      for (let at = 0, i = 0; at < stream.length; i++) {
        const step = steps[i % steps.length] as number;
        expect(splitter.chunk(stream.subarray(at, at + step))).toBeUndefined();
        at += step;
      }
      expect(seen).toEqual(bodies.map((body) => Buffer.from(body).toString('hex')));
      expect([splitter.unfinished, budget.leftBytes]).toEqual([0, 100_000]);
    }),
  );
});

it('keeps no more of unfinished frames than all may keep together, and nothing for a length alone', () => {
  const budget = { leftBytes: 10_000 };
  const taker = { frame: () => {} };
  const large = framed(new Uint8Array(9_000));
  const one = new FrameSplitter(taker, 1_000_000, budget);
  expect(one.chunk(large.subarray(0, 4))).toBeUndefined();
  expect(budget.leftBytes).toBeGreaterThan(5_000);
  expect(one.chunk(large.subarray(4, 8_000))).toBeUndefined();
  const other = new FrameSplitter(taker, 1_000_000, budget);
  expect(other.chunk(large.subarray(0, 8_000))).toBe('no_room');
  one.release();
  expect(budget.leftBytes).toBe(10_000);
});
