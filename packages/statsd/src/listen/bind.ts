/** Binding sockets to an address and port, alone, and what its errors mean. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, isIPv6, type Server } from 'node:net';
import { CarpyError } from '@carpy/core';

/** `receiveBufferBytes` are asked for; net.core.rmem_max bounds what is granted. */
export function bindUdp(host: string, port: number, receiveBufferBytes: number): Promise<Socket> {
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

/** `at` is a host and a port, or a path. */
export function bindStream(
  at: { readonly host: string; readonly port: number } | { readonly path: string },
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    const exclusive = 'host' in at ? { ...at, exclusive: true, ipv6Only: isIPv6(at.host) } : at;
    server.listen(exclusive, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

export const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

export const isTaken = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE';

/** True when this machine has no such address, as one without IPv6 has no ::1. */
export function isMissingAddress(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

/** CARPY_PORT_IN_USE for a port that is taken, else the error itself. */
export function bindError(error: unknown, port: number | undefined): unknown {
  if (!isTaken(error)) return error;
  return new CarpyError(
    'CARPY_PORT_IN_USE',
    `port ${port} for StatsD is taken, for UDP or TCP; give another with --statsd-port, or 0 for a free one`,
    { cause: error },
  );
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
