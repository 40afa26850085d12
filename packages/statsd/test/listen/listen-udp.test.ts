import { createSocket, type Socket } from 'node:dgram';
import { Aggregator, listenStatsdUdp, type StatsdUdpListener } from '@carpy/statsd';
import { afterEach, expect, it, vi } from 'vitest';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function listen(options: Partial<Parameters<typeof listenStatsdUdp>[0]> = {}): Promise<StatsdUdpListener> {
  const listener = await listenStatsdUdp({ port: 0, onPacket: () => {}, ...options });
  open.push(listener);
  return listener;
}

function send(text: string | Uint8Array, port: number, host = '127.0.0.1'): Promise<void> {
  const socket: Socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.send(text, port, host, (error) => socket.close(() => (error ? reject(error) : resolve())));
  });
}

it('hands packets of every host to the aggregator', async () => {
  const aggregator = new Aggregator();
  const listener = await listen({ onPacket: (bytes, length, sender) => aggregator.packet(bytes, length, 5, sender) });
  expect(listener.port).toBeGreaterThan(0);
  for (const host of listener.hosts) await send('a:1|c\nb:2|ms', listener.port, host);
  await vi.waitFor(() => expect(aggregator.counts().packets).toBe(listener.hosts.length));
  expect(aggregator.counts()).toMatchObject({ metrics: 2 * listener.hosts.length, bad: {} });
  expect(listener.hosts).toContain(aggregator.counts().lastSender);
  expect(listener.errors()).toBe(0);
});

it('takes the largest datagram, and an empty one', async () => {
  const aggregator = new Aggregator();
  const listener = await listen({
    hosts: ['127.0.0.1'],
    onPacket: (bytes, length, sender) => aggregator.packet(bytes, length, 5, sender),
  });
  const lines = Array.from({ length: 6_000 }, (_, i) => `k${i % 10}:1|c`).join('\n');
  await send(lines, listener.port);
  await send('', listener.port);
  await vi.waitFor(() => expect(aggregator.counts().packets).toBe(2));
  expect(aggregator.counts().metrics).toBe(6_000);
});

it('says that the port is taken', async () => {
  const { port } = await listen({ hosts: ['127.0.0.1'] });
  await expect(listen({ hosts: ['127.0.0.1'], port })).rejects.toMatchObject({ code: 'CARPY_PORT_IN_USE' });
});

it('goes on without an IPv6 address that is not here', async () => {
  const { hosts } = await listen({ hosts: ['127.0.0.1', '2001:db8::1'] });
  expect(hosts).toEqual(['127.0.0.1']);
  await expect(listen({ hosts: ['2001:db8::1'] })).rejects.toThrow();
});

it('closes, once or twice, and frees the port', async () => {
  const listener = await listen({ hosts: ['127.0.0.1'] });
  await listener.close();
  await listener.close();
  const again = await listen({ hosts: ['127.0.0.1'], port: listener.port });
  expect(again.port).toBe(listener.port);
});
