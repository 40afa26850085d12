/**
 * The kernel's table of UDP sockets (https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html; `drops` is its last column).
 * It is the one public way from a socket of Node to its inode and to what the kernel dropped.
 */
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { endianness } from 'node:os';

export interface UdpRow {
  readonly inode: number;
  /** Datagrams dropped since the socket was made. */
  readonly drops: number;
}

/** Local addresses as udpKey makes them, each with the rows of its sockets. */
export type UdpTable = ReadonlyMap<string, readonly UdpRow[]>;

const INODE_COLUMN = 9;
const DROPS_COLUMN = 12;

/** The table of one family, or undefined where there is none (another system, or no /proc). */
export function readUdpTable(family: 4 | 6): UdpTable | undefined {
  let text: string;
  try {
    text = readFileSync(family === 4 ? '/proc/net/udp' : '/proc/net/udp6', 'latin1');
  } catch {
    return undefined;
  }
  return parseUdpTable(text);
}

export function parseUdpTable(text: string): UdpTable {
  const table = new Map<string, UdpRow[]>();
  for (const line of text.split('\n').slice(1)) {
    const columns = line.trim().split(/ +/);
    const local = columns[1];
    const row = { inode: Number(columns[INODE_COLUMN]), drops: Number(columns[DROPS_COLUMN]) };
    if (local === undefined || !Number.isInteger(row.inode) || !Number.isInteger(row.drops)) continue;
    const rows = table.get(local);
    if (rows === undefined) table.set(local, [row]);
    else rows.push(row);
  }
  return table;
}

/** `0100007F:1FBD` for 127.0.0.1:8125: words of 32 bits as the machine holds them, then the port. `address` is a numeric one. */
export function udpKey(address: string, port: number): string {
  const bytes = isIPv6(address) ? bytes6(address) : address.split('.').map(Number);
  const words: string[] = [];
  for (let i = 0; i < bytes.length; i += 4) {
    const word = bytes.slice(i, i + 4);
    if (endianness() === 'LE') word.reverse();
    words.push(...word.map((byte) => hex(byte, 2)));
  }
  return `${words.join('')}:${hex(port, 4)}`;
}

function bytes6(address: string): number[] {
  // The URL parser knows every spelling and answers with groups of hex digits.
  const groups = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = groups.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
