/**
 * `carpy.lock`: one process at a time in a data folder. It names the process and, on Linux, when that one started, so that a lock left
 * by a killed process is taken over even where its number was given to another (in containers everything is process 1).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { CarpyError } from '@carpy/core';

interface LockContent {
  readonly pid: number;
  /** Boot of the machine and clock ticks from it to the process' start; empty where the system doesn't tell. */
  readonly started: string;
  /** Tells two locks of one process apart. */
  readonly token: string;
}

export interface Lock {
  /** False when the folder is gone, or another process has taken it: what is written now would be lost. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Throws CARPY_STORE_LOCKED, naming the process, when another one holds the folder. */
export async function takeLock(dir: string): Promise<Lock> {
  const path = `${dir}/carpy.lock`;
  const content = JSON.stringify({
    pid: process.pid,
    started: await startOf(process.pid),
    token: randomUUID(),
  } satisfies LockContent);
  // Linked from a full file, so that nobody ever reads a lock half written.
  const own = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(own, content, { flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        await putLock(own, path, content);
        return { isHeld: () => isHeld(path, content), release: () => release(path, content) };
      } catch (e) {
        if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
      }
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const holder = parse(found);
      if (holder !== undefined && (await isAlive(holder))) throw lockedBy(dir, holder.pid);
      await removeStale(path, found);
    }
  } finally {
    await unlink(own);
  }
  throw new CarpyError('CARPY_STORE_LOCKED', `${dir}: other processes are opening it at this moment`);
}

async function putLock(own: string, path: string, content: string): Promise<void> {
  try {
    await link(own, path);
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    // Some network and container file systems have no hard links.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') await writeFile(path, content, { flag: 'wx' });
    else throw e;
  }
}

const lockedBy = (dir: string, pid: number): CarpyError =>
  new CarpyError(
    'CARPY_STORE_LOCKED',
    `${dir} is used by process ${pid}; stop that one, or give this one another folder (--data-dir)`,
  );

/** Read each time: nothing tells a process that its folder was removed under it, and open files go on taking bytes. */
function isHeld(path: string, content: string): boolean {
  try {
    return readFileSync(path, 'utf8') === content;
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    // Out of file handles or a sick disk is another trouble, and the write itself will tell.
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

async function release(path: string, content: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === content) await unlink(path);
}

/** Renamed before it is removed: if another process has put its own lock there meanwhile, that one is put back. */
async function removeStale(path: string, expected: string): Promise<void> {
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    // Another process was quicker.
    return;
  }
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

function parse(text: string): LockContent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, started } = value as Partial<LockContent>;
    return typeof pid === 'number' && typeof started === 'string' ? (value as LockContent) : undefined;
  } catch {
    // Only a lock written by hand is no JSON: nobody holds it.
    return undefined;
  }
}

async function isAlive(holder: LockContent): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (e) {
    // EPERM: it lives, and belongs to another user.
    if ((e as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = await startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Field 22 of /proc/<pid>/stat is the start in clock ticks since the boot; the command before it may hold spaces and brackets. */
async function startOf(pid: number): Promise<string> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, and its parent has not asked after it yet.
    if (fields[0] === 'Z') return 'ended';
    return `${boot.trim()}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}
