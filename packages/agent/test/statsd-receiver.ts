/** A StatsD server of the tests: a real UDP socket on loopback that keeps what arrives. */
import { createSocket } from 'node:dgram';
import { expect } from 'vitest';

export interface Receiver {
  readonly address: string;
  readonly port: number;
  readonly datagrams: Buffer[];
  /** All lines so far, in the order of their arrival. */
  lines(): string[];
  /** Polls until a line matches; answers all lines so far. */
  waitFor(pattern: RegExp): Promise<string[]>;
  close(): Promise<void>;
}

export async function openReceiver(host: '127.0.0.1' | '::1' = '127.0.0.1'): Promise<Receiver> {
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
  const datagrams: Buffer[] = [];
  socket.on('message', (bytes) => datagrams.push(bytes));
  await new Promise<void>((listening) => socket.bind(0, host, listening));
  const { port } = socket.address();
  const lines = (): string[] => datagrams.flatMap((bytes) => bytes.toString('latin1').split('\n'));
  return {
    address: host === '::1' ? `udp://[::1]:${port}` : `udp://${host}:${port}`,
    port,
    datagrams,
    lines,
    waitFor: async (pattern) => {
      await expect.poll(() => lines().some((line) => pattern.test(line)), { timeout: 10_000, interval: 5 }).toBe(true);
      return lines();
    },
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}
