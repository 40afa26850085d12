import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { type CarbonListener, type CarbonOptions, listenCarbon, PointBuffer } from '@carpy/graphite';
import { afterEach, expect, it, vi } from 'vitest';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(
  options: Partial<CarbonOptions> = {},
): Promise<{ points: PointBuffer; listener: CarbonListener }> {
  const points = options.points ?? new PointBuffer();
  const listener = await listenCarbon({ port: 0, nowMs: () => 1_700_000_000_000, points, ...options });
  closers.push(() => listener.close());
  return { points, listener };
}

function client(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', reject);
    closers.push(() => socket.destroy());
  });
}

const write = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve) => socket.write(text, () => resolve()));

it('takes lines over TCP and UDP on every host', async () => {
  const { points, listener } = await listen();
  for (const host of listener.hosts) {
    (await client(listener.port, host)).end('a 1 1700000000\r\nb 2 1700000000\n');
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    udp.send('c 3 1700000000\nd 4 1700000000', listener.port, host, () => udp.close());
  }
  await vi.waitFor(() => expect(points.points).toBe(4 * listener.hosts.length));
  expect(new Set(points.takeBatch()?.values)).toEqual(new Set([1, 2, 3, 4]));
});

it('joins lines cut anywhere and drops an unterminated last one', async () => {
  const { points, listener } = await listen();
  const socket = await client(listener.port);
  for (const part of ['a 1 17', '00000000', '\na 2 1700000000\na 3', ' 1700000000\na 4 1700000000'])
    await write(socket, part);
  socket.end();
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, unterminated: 1 }));
  expect([...(points.takeBatch()?.values ?? [])]).toEqual([1, 2, 3]);
});

it('serves one client while another dribbles and a third floods', async () => {
  const { points, listener } = await listen();
  const slow = await client(listener.port);
  const flood = await client(listener.port);
  await write(slow, 'slow 1 170000');
  const flooding = write(flood, 'x'.repeat(4_000_000));
  const good = await client(listener.port);
  await write(good, 'good 7 1700000000\n');
  await vi.waitFor(() => expect(points.points).toBe(1));
  await flooding;
  await write(slow, '0000\n');
  await vi.waitFor(() => expect(points.points).toBe(2));
  expect(points.drops.byCause()).toEqual({ too_long: 1 });
});

it('survives a reset', async () => {
  const { points, listener } = await listen();
  const socket = await client(listener.port);
  await write(socket, 'a 1 1700000000\nhalf');
  await vi.waitFor(() => expect(points.points).toBe(1));
  socket.resetAndDestroy();
  await vi.waitFor(() => expect(listener.counts().clients).toBe(0));
  await write(await client(listener.port), 'a 2 1700000000\n');
  await vi.waitFor(() => expect(points.points).toBe(2));
});

it('refuses clients past its bound and takes new ones when there is room', async () => {
  const { listener } = await listen({ maxClients: 1 });
  const first = await client(listener.port);
  await vi.waitFor(() => expect(listener.counts().clients).toBe(1));
  const second = await client(listener.port);
  await new Promise((resolve) => second.once('close', resolve));
  expect(listener.counts()).toMatchObject({ clients: 1, refused: 1 });
  first.destroy();
  await vi.waitFor(() => expect(listener.counts().clients).toBe(0));
  await client(listener.port);
  await vi.waitFor(() => expect(listener.counts().clients).toBe(1));
});

it('closes a client that says nothing', async () => {
  const { listener } = await listen({ idleMs: 20 });
  const socket = await client(listener.port);
  await new Promise((resolve) => socket.once('close', resolve));
  await vi.waitFor(() => expect(listener.counts()).toMatchObject({ clients: 0, idle: 1 }));
});

it('says that the port is taken, for TCP or for UDP alone', async () => {
  const { listener } = await listen({ hosts: ['127.0.0.1'] });
  await expect(listen({ hosts: ['127.0.0.1'], port: listener.port })).rejects.toMatchObject({
    code: 'CARPY_PORT_IN_USE',
  });
  const udp = createSocket('udp4');
  closers.push(() => new Promise<void>((resolve) => udp.close(() => resolve())));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  await expect(listen({ hosts: ['127.0.0.1'], port: udp.address().port })).rejects.toMatchObject({
    code: 'CARPY_PORT_IN_USE',
  });
});

it('reads no further while what was read waits, and loses nothing of it', async () => {
  let behind = true;
  const { points, listener } = await listen({ isBehind: () => behind });
  const lines = Array.from({ length: 200_000 }, (_, i) => `a.b ${i} 1700000000\n`);
  const flood = await client(listener.port);
  const other = await client(listener.port);
  const sent = write(flood, lines.join(''));
  await vi.waitFor(() => expect(points.points).toBeGreaterThan(0));
  const [seen] = [points.points];
  await write(other, 'c 1 1700000000\n');
  await vi.waitFor(() => expect(points.points).toBe(seen + 1));
  expect(points.points).toBeLessThan(20_000);
  behind = false;
  await sent;
  await vi.waitFor(() => expect(points.points).toBe(200_001));
  expect(points.drops.total).toBe(0);
});

it('closes with clients connected, and frees the port', async () => {
  const { listener } = await listen({ hosts: ['127.0.0.1'] });
  const socket = await client(listener.port);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await listener.close();
  await listener.close();
  await closed;
  const again = await listen({ hosts: ['127.0.0.1'], port: listener.port });
  expect(again.listener.port).toBe(listener.port);
});

it('closes a client that speaks HTTP: a web page may send one here, with lines in its body', async () => {
  const { points, listener } = await listen();
  const page = await client(listener.port);
  const closed = new Promise((resolve) => page.once('close', resolve));
  await write(page, 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nplanted 1 1700000000\n');
  page.resume();
  await closed;
  expect(points.drops.byCause()).toEqual({ http_request: 1 });
  expect(points.takeBatch()).toBeUndefined();
});
