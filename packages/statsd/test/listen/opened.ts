/** What the listeners' tests share: listeners that close after the test, senders, and what was received. */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { listenStatsd } from '../../src/listen/listen-statsd.ts';
import type { StatsdListener, StatsdListenOptions } from '../../src/listen/options.ts';

/** How vi.waitFor waits. */
export const SOON = { timeout: 4_000, interval: 2 };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Closes it after the test. */
export function kept<T extends { close(): unknown }>(one: T): T {
  open.push(one);
  return one;
}

export interface Received {
  readonly text: string;
  readonly length: number;
  readonly sender: string;
}

/** A listener on 127.0.0.1 and what it hands on. */
export async function listening(
  options: Partial<StatsdListenOptions> = {},
): Promise<{ listener: StatsdListener; received: Received[] }> {
  const received: Received[] = [];
  const listener = await listenStatsd({
    hosts: ['127.0.0.1'],
    port: 0,
    onPacket: (bytes, length, sender) => {
      received.push({ text: Buffer.from(bytes.subarray(0, length)).toString('latin1'), length, sender });
    },
    ...options,
  });
  kept(listener);
  return { listener, received };
}

/** Sends datagrams from a socket of its own, all before the event loop turns. */
export async function udpSender(
  port: number,
  host = '127.0.0.1',
): Promise<(datagrams: readonly (string | Uint8Array)[]) => Promise<void>> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  kept({ close: () => new Promise<void>((resolve) => socket.close(() => resolve())) });
  await new Promise<void>((resolve) => socket.connect(port, host, resolve));
  return async (datagrams) => {
    await Promise.all(
      datagrams.map(
        (datagram) =>
          new Promise<void>((resolve, reject) => socket.send(datagram, (e) => (e === null ? resolve() : reject(e)))),
      ),
    );
  };
}

/** A connected stream client. Its errors are left to the test's own listeners. */
export async function streamClient(to: { port: number; host: string } | { path: string }): Promise<Socket> {
  const socket = connect(to);
  socket.on('error', () => {});
  socket.setNoDelay(true);
  kept({ close: () => socket.destroy() });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}
