/** Paths of unix sockets: what is there before, and what stays after. */
import { accessSync, type BigIntStats, chmodSync, constants, lstatSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { CarpyError } from '@carpy/core';

/** What the kernel takes as a socket's path. A longer one is cut by Node, and the socket would be where nobody looks. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Makes room at `path`: the file of a socket that nobody listens on any more is removed. Throws CARPY_PORT_IN_USE when somebody does, and
 * CARPY_BAD_CONFIG when something else is there, which is never removed, or when no socket can be made at such a path.
 */
export async function claimSocketPath(path: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  if (process.platform !== 'win32' && bytes > MAX_PATH_BYTES) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${path} has ${bytes} bytes, and the path of a unix socket at most ${MAX_PATH_BYTES}; give a shorter one`,
    );
  }
  claimFolder(path);
  const found = statOf(path);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new CarpyError('CARPY_BAD_CONFIG', `${path} is there and no socket, so it is left alone; give another path`);
  }
  if (await isDead(path)) {
    unlinkIf(path, found);
    return;
  }
  throw new CarpyError('CARPY_PORT_IN_USE', `somebody listens on the socket ${path}; give another path`);
}

/** The bind would say no more than EACCES, whatever is wrong. */
function claimFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = dirname(path);
  if (!isFolder(folder))
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${folder} of the socket ${path} is no folder: make it, or give another path`,
    );
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `the folder of the socket ${path} can't be written: give another path, or the right to write`,
      { cause },
    );
  }
}

/** Sets the permissions of a socket that was just made and answers with what removes it again, but nothing that has taken its place. */
export function keepSocketPath(path: string, mode: number): () => void {
  chmodSync(path, mode);
  const made = statOf(path);
  return () => {
    if (made !== undefined) unlinkIf(path, made);
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** True when the kernel says that no process has this socket. A full or a forbidden one is alive; so is one of the other kind. */
function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve((error as { code?: unknown }).code === 'ECONNREFUSED'));
  });
}

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function unlinkIf(path: string, file: BigIntStats): void {
  const now = statOf(path);
  if (now?.ino !== file.ino || now.dev !== file.dev) return;
  try {
    unlinkSync(path);
  } catch {
    // Gone meanwhile is as good; one that can't be removed fails the bind that comes, with the reason.
  }
}
