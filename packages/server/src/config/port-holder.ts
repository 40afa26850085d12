/**
 * Names the process that holds a port, so that "port in use" says what to stop. Linux only, from /proc; elsewhere, and for processes
 * of other users, the answer is undefined.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface PortHolder {
  readonly name: string;
  readonly pid: number;
}

export type PortProtocol = 'tcp' | 'udp';

const LISTEN = '0A';
/** Bounds the search on machines with very many processes. */
const MAX_PROCESSES = 50_000;

/** `procDir` is /proc; tests give their own. */
export async function findPortHolder(
  protocol: PortProtocol,
  port: number,
  procDir = '/proc',
): Promise<PortHolder | undefined> {
  const tables = await Promise.all([readTable(procDir, protocol), readTable(procDir, `${protocol}6`)]);
  const inodes = new Set(
    tables.flatMap((table) => inodesOf(table, protocol, port)).map((inode) => `socket:[${inode}]`),
  );
  if (inodes.size === 0) return undefined;
  const pids = (await list(procDir)).filter((name) => /^\d+$/.test(name)).slice(0, MAX_PROCESSES);
  for (const pid of pids) {
    if (await holdsOne(join(procDir, pid, 'fd'), inodes)) {
      const name = await readFile(join(procDir, pid, 'comm'), 'utf8').catch(() => 'unknown');
      return { name: name.trim(), pid: Number(pid) };
    }
  }
  return undefined;
}

/** `netdata (pid 812)`, or `another process` where it can't be known. */
export async function describePortHolder(protocol: PortProtocol, port: number, procDir = '/proc'): Promise<string> {
  const holder = await findPortHolder(protocol, port, procDir);
  return holder === undefined ? 'another process' : `${holder.name} (pid ${holder.pid})`;
}

/** Inodes of the sockets bound to a port, from a table such as /proc/net/tcp; listening ones for TCP. */
function inodesOf(table: string, protocol: PortProtocol, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    const bound = local?.endsWith(`:${wanted}`) === true && (protocol === 'udp' || state === LISTEN);
    return bound && inode !== undefined && inode !== '0' ? [inode] : [];
  });
}

async function holdsOne(fdDir: string, sockets: ReadonlySet<string>): Promise<boolean> {
  for (const fd of await list(fdDir)) {
    const target = await readlink(join(fdDir, fd)).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

// A process may end, or belong to somebody else, while we look: both mean "not this one".
const readTable = (procDir: string, name: string): Promise<string> =>
  readFile(join(procDir, 'net', name), 'utf8').catch(() => '');
const list = (dir: string): Promise<string[]> => readdir(dir).catch(() => []);
