/**
 * The descriptor of a bound UDP socket, so that it can be read without Node's event a datagram (bench/statsd has the figures).
 *
 * Reading a wrong descriptor would eat another file's bytes, and a blocking one would stop the thread. So a descriptor is only given when
 * the kernel says that it is the one socket on our address and port, and that it does not block; on any doubt there is none.
 */
import type { Socket } from 'node:dgram';
import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { readUdpTable, udpKey } from './proc-net-udp.ts';

/** What is used of the handle below a socket. Not public in Node, so every part of it is checked before use. */
export interface UdpHandle {
  /** Let the event loop read the socket, and keep it from doing so. */
  recvStart(): void;
  recvStop(): void;
}

export interface UdpDescriptor {
  readonly fd: number;
  /** Undefined where Node hides it. */
  readonly handle: UdpHandle | undefined;
}

/** O_NONBLOCK on Linux, in the octal digits of /proc/self/fdinfo. */
const NON_BLOCKING = 0o4000;

export function findDescriptor(socket: Socket): UdpDescriptor | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const inode = inodeOf(socket);
    if (inode === undefined) return undefined;
    const handle = handleOf(socket);
    const fd = [handle?.['fd'], searchDescriptor(inode)].find((candidate) => isOurs(candidate, inode));
    return fd === undefined ? undefined : { fd: fd as number, handle: isUdpHandle(handle) ? handle : undefined };
  } catch {
    // No /proc, or one that we may not read: Node's events serve.
    return undefined;
  }
}

/** Undefined unless exactly one socket has this address and port. */
function inodeOf(socket: Socket): number | undefined {
  const { address, port } = socket.address();
  const rows = readUdpTable(isIPv6(address) ? 6 : 4)?.get(udpKey(address, port));
  return rows?.length === 1 ? rows[0]?.inode : undefined;
}

function isOurs(fd: unknown, inode: number): boolean {
  if (typeof fd !== 'number' || !Number.isInteger(fd) || fd < 0) return false;
  const stat = fstatSync(fd);
  if (!stat.isSocket() || stat.ino !== inode) return false;
  const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '0';
  return (Number.parseInt(flags, 8) & NON_BLOCKING) !== 0;
}

function searchDescriptor(inode: number): number | undefined {
  const link = `socket:[${inode}]`;
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${name}`) === link) return Number(name);
    } catch {
      // Closed since the folder was read.
    }
  }
  return undefined;
}

/** `socket._handle` prints a deprecation warning; what it answers stands under a symbol. */
function handleOf(socket: Socket): Record<string, unknown> | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find((s) => s.description === 'state symbol');
  if (symbol === undefined) return undefined;
  const state = (socket as unknown as Record<symbol, { readonly handle?: unknown } | undefined>)[symbol];
  return typeof state?.handle === 'object' && state.handle !== null
    ? (state.handle as Record<string, unknown>)
    : undefined;
}

function isUdpHandle(handle: unknown): handle is UdpHandle {
  const { recvStart, recvStop } = (handle ?? {}) as Record<string, unknown>;
  return typeof recvStart === 'function' && typeof recvStop === 'function';
}
