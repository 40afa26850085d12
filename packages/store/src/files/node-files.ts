/** The file system of the machine, over node:fs. */
import { closeSync, fstatSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import type { AppendFile, FileSystem, ReadFile } from './file-system.ts';
import { makeFolder } from './make-folder.ts';

/** One read takes less than 2 GiB; a log of a million timers is longer. */
const MAX_READ_BYTES = 2 ** 30;

export const nodeFiles: FileSystem = {
  async makeDir(path) {
    await makeFolder(path);
  },

  async syncDir(path) {
    // Windows can't open a folder; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },

  list: (path) => readdir(path),

  async create(path) {
    return appendFile(await open(path, 'wx'));
  },

  openRead,
  size: (path) => statSync(path).size,
  freeBytes(path) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      // A folder that was removed, or a file system that doesn't tell: nothing is known.
      return undefined;
    }
  },
  rename: (from, to) => rename(from, to),
  unlink: (path) => rm(path, { force: true }),
};

function appendFile(handle: FileHandle): AppendFile {
  let end = 0;
  return {
    async append(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, end);
        at += bytesWritten;
        end += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    async truncate(length) {
      await handle.truncate(length);
      end = length;
    },
    close: () => handle.close(),
  };
}

function openRead(path: string): ReadFile {
  const fd = openSync(path, 'r');
  const { size } = fstatSync(fd);
  return {
    size,
    read(offset, length, into) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = into ?? new Uint8Array(wanted);
      let at = 0;
      while (at < wanted) {
        const n = readSync(fd, bytes, at, Math.min(wanted - at, MAX_READ_BYTES), offset + at);
        if (n === 0) break;
        at += n;
      }
      return at === bytes.length ? bytes : bytes.subarray(0, at);
    },
    close: () => closeSync(fd),
  };
}
