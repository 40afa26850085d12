/**
 * StatsD over UDP: one socket a host, all on one port.
 *
 * Hot: the listener does nothing a packet but hand it on; a receive buffer of 4 MiB is asked for, since a flush that takes some
 * milliseconds would lose packets in the kernel's default of 208 KiB (bench/statsd). What is granted is bounded by net.core.rmem_max.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { CarpyError } from '@carpy/core';

export interface StatsdUdpOptions {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts?: readonly string[];
  /** 0 takes a free port, the same for every host. */
  readonly port: number;
  /** Called for each datagram; the bytes are the receiver's until it returns. */
  readonly onPacket: (bytes: Uint8Array, length: number, sender: string) => void;
  /** Bytes of the receive buffer to ask for. Default 4 MiB. */
  readonly receiveBufferBytes?: number;
}

export interface StatsdUdpListener {
  readonly port: number;
  /** Hosts that are listened on. */
  readonly hosts: readonly string[];
  /** Errors of the sockets since the start; they go on listening. */
  errors(): number;
  close(): Promise<void>;
}

const DEFAULT_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const TRIES = 10;

/** Throws CARPY_PORT_IN_USE when the port is taken on one of the hosts. */
export async function listenStatsdUdp(options: StatsdUdpOptions): Promise<StatsdUdpListener> {
  for (let left = options.port === 0 ? TRIES : 1; ; left--) {
    try {
      return await listenOnce(options);
    } catch (error) {
      // A port that was free on the first host may be taken on the next.
      if (left <= 1 || errorCode(error) !== 'EADDRINUSE') throw toCarpyError(error, options.port);
    }
  }
}

async function listenOnce(options: StatsdUdpOptions): Promise<StatsdUdpListener> {
  const sockets: Socket[] = [];
  const hosts: string[] = [];
  let errors = 0;
  let port = options.port;
  let missing: unknown;
  try {
    for (const host of options.hosts ?? ['127.0.0.1', '::1']) {
      try {
        const socket = await bind(host, port, options.receiveBufferBytes ?? DEFAULT_RECEIVE_BUFFER_BYTES);
        port = socket.address().port;
        sockets.push(socket);
        hosts.push(host);
      } catch (error) {
        if (!isIPv6(host) || !isMissingAddress(error)) throw error;
        missing = error;
      }
    }
    if (sockets.length === 0) throw missing ?? new CarpyError('CARPY_BAD_CONFIG', 'no host to listen on for StatsD');
  } catch (error) {
    await Promise.all(sockets.map(close));
    throw error;
  }
  for (const socket of sockets) {
    socket.on('message', (bytes, from) => options.onPacket(bytes, bytes.length, from.address));
    socket.on('error', () => {
      errors++;
    });
  }
  return {
    port,
    hosts,
    errors: () => errors,
    close: async () => {
      await Promise.all(sockets.splice(0).map(close));
    },
  };
}

function bind(host: string, port: number, receiveBufferBytes: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = isIPv6(host) ? createSocket({ type: 'udp6', ipv6Only: true }) : createSocket('udp4');
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off('error', failed);
      try {
        socket.setRecvBufferSize(receiveBufferBytes);
      } catch {
        // The kernel's default serves, with less room for bursts.
      }
      resolve(socket);
    });
  });
}

const close = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));

const errorCode = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

function isMissingAddress(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

function toCarpyError(error: unknown, port: number): unknown {
  if (errorCode(error) !== 'EADDRINUSE') return error;
  return new CarpyError(
    'CARPY_PORT_IN_USE',
    `UDP port ${port} for StatsD is taken; give another with --statsd-port, or 0 for a free one`,
    {
      cause: error,
    },
  );
}
