/** One port on several hosts, and what it means when it can't be had. */
import { isIPv6 } from 'node:net';
import { CarpyError } from '@carpy/core';

/** A set of sockets that opens host after host, and closes as one. */
export interface HostSockets {
  /** Listens on one host and resolves with its port; `port` 0 takes a free one. */
  openOn(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Addresses to listen on. Default 127.0.0.1 and ::1. An IPv6 one that this machine doesn't have is left out if another stands. */
  readonly hosts: readonly string[] | undefined;
  /** 0 takes a free port, the same on every host. */
  readonly port: number;
  /** What the port is for and how another is chosen: `carbon is taken, for TCP or UDP; give another with --carbon-port`. */
  readonly taken: string;
}

export interface Opened<Sockets> {
  readonly sockets: Sockets;
  readonly port: number;
  readonly hosts: readonly string[];
}

const TRIES = 10;

/** Throws CARPY_PORT_IN_USE when the port is taken on one of the hosts. */
export async function openOnHosts<Sockets extends HostSockets>(
  options: OpenOptions,
  make: () => Sockets,
): Promise<Opened<Sockets>> {
  for (let left = options.port === 0 ? TRIES : 1; ; left--) {
    const sockets = make();
    try {
      return { sockets, ...(await openAll(options, sockets)) };
    } catch (error) {
      await sockets.close();
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      // A port that was free for TCP may be taken for UDP, or on the next host.
      if (left <= 1)
        throw new CarpyError('CARPY_PORT_IN_USE', `port ${options.port} for ${options.taken}, or 0 for a free one`, {
          cause: error,
        });
    }
  }
}

async function openAll(
  { hosts: wanted, port: given }: OpenOptions,
  sockets: HostSockets,
): Promise<{ port: number; hosts: string[] }> {
  let port = given;
  const hosts: string[] = [];
  let missing: unknown;
  for (const host of wanted ?? ['127.0.0.1', '::1']) {
    try {
      port = await sockets.openOn(host, port);
      hosts.push(host);
    } catch (error) {
      if (!isIPv6(host) || !isMissingAddress(error)) throw error;
      missing = error;
    }
  }
  if (hosts.length === 0) throw missing ?? new CarpyError('CARPY_BAD_CONFIG', 'no host to listen on for carbon');
  return { port, hosts };
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

function isMissingAddress(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}
