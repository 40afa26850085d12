/** Paths of unix sockets: what is there before, and what stays after. */
import { type BigIntStats, chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { CarpyError } from '@carpy/core';

/**
 * Makes room at `path`: the file of a socket that nobody listens on any more is removed. Throws CARPY_PORT_IN_USE when somebody does, and
 * CARPY_BAD_CONFIG when something else is there, which is never removed.
 */
export async function claimSocketPath(path: string): Promise<void> {
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

/** Sets the permissions of a socket that was just made and answers with what removes it again, but nothing that has taken its place. */
export function keepSocketPath(path: string, mode: number): () => void {
  chmodSync(path, mode);
  const made = statOf(path);
  return () => {
    if (made !== undefined) unlinkIf(path, made);
  };
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
