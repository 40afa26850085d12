/**
 * Writes down every operation of a store on its files and its database, and lays out what a disk may hold if the power goes at any
 * moment: what was synced is there; what was not may be there, be gone, or be torn. A call of `sync` can be taken out, to see that the
 * test which uses this would notice.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Commit } from '../src/embedded/database.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import type { AppendFile, FileSystem } from '../src/index.ts';

type Operation =
  | { readonly type: 'dir' | 'create' | 'unlink' | 'sync-dir'; readonly path: string; readonly file: number }
  | { readonly type: 'rename'; readonly path: string; readonly to: string }
  | { readonly type: 'append'; readonly file: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly file: number; readonly length: number }
  | { readonly type: 'sync'; readonly file: number }
  | { readonly type: 'commit'; readonly commit: Commit };

/** What becomes of the bytes and of the names that were not synced. */
export interface Aftermath {
  readonly bytes: 'kept' | 'dropped' | 'torn';
  readonly names: 'kept' | 'dropped';
}

export const AFTERMATHS: readonly Aftermath[] = (['kept', 'dropped', 'torn'] as const).flatMap((bytes) =>
  (['kept', 'dropped'] as const).map((names) => ({ bytes, names })),
);

export interface Recorder {
  readonly files: FileSystem;
  readonly operations: Operation[];
  commit(commit: Commit): void;
}

/** `leaveOut` names the syncs that don't happen, by the path of their file or folder. */
export function recorder(leaveOut: (path: string, what: 'sync' | 'sync-dir') => boolean = () => false): Recorder {
  const operations: Operation[] = [];
  let files = 0;
  return {
    operations,
    commit: (commit) => void operations.push({ type: 'commit', commit }),
    files: {
      ...nodeFiles,
      async makeDir(path) {
        await nodeFiles.makeDir(path);
        operations.push({ type: 'dir', path, file: -1 });
      },
      async syncDir(path) {
        if (!leaveOut(path, 'sync-dir')) operations.push({ type: 'sync-dir', path, file: -1 });
      },
      async create(path) {
        const inner = await nodeFiles.create(path);
        const file = files++;
        operations.push({ type: 'create', path, file });
        return recorded(inner, file, path);
      },
      async rename(path, to) {
        await nodeFiles.rename(path, to);
        operations.push({ type: 'rename', path, to });
      },
      async unlink(path) {
        await nodeFiles.unlink(path);
        operations.push({ type: 'unlink', path, file: -1 });
      },
    },
  };

  function recorded(inner: AppendFile, file: number, path: string): AppendFile {
    return {
      async append(bytes) {
        operations.push({ type: 'append', file, bytes: bytes.slice() });
        await inner.append(bytes);
      },
      async sync() {
        if (!leaveOut(path, 'sync')) operations.push({ type: 'sync', file });
      },
      async truncate(length) {
        operations.push({ type: 'truncate', file, length });
        await inner.truncate(length);
      },
      close: () => inner.close(),
    };
  }
}

interface Contents {
  bytes: number[];
  /** How much of `bytes` is synced. */
  durable: number;
}

/** Makes `target` hold what the folder `source` may hold after the first operations; answers the commits among them. */
export async function layOut(
  operations: readonly Operation[],
  source: string,
  target: string,
  aftermath: Aftermath,
): Promise<Commit[]> {
  const commits: Commit[] = [];
  const contents = new Map<number, Contents>();
  /** Names by folder: as the running system sees them, and as they are surely on the disk. −1 is a folder. */
  const seen = new Map<string, number>();
  const durable = new Map<string, number>();
  for (const op of operations) {
    if (op.type === 'commit') commits.push(op.commit);
    else if (op.type === 'dir') {
      for (let path = op.path; path.length > source.length; path = dirname(path))
        if (!seen.has(path)) seen.set(path, -1);
    } else if (op.type === 'create') {
      seen.set(op.path, op.file);
      contents.set(op.file, { bytes: [], durable: 0 });
    } else if (op.type === 'unlink') seen.delete(op.path);
    else if (op.type === 'rename') {
      seen.set(op.to, seen.get(op.path) ?? -1);
      seen.delete(op.path);
    } else if (op.type === 'sync-dir') {
      for (const path of durable.keys()) if (dirname(path) === op.path && !seen.has(path)) durable.delete(path);
      for (const [path, file] of seen) if (dirname(path) === op.path) durable.set(path, file);
    } else {
      const file = contents.get(op.file) as Contents;
      if (op.type === 'append') for (const byte of op.bytes) file.bytes.push(byte);
      else if (op.type === 'truncate') file.bytes.length = op.length;
      else file.durable = file.bytes.length;
    }
  }
  const names = aftermath.names === 'kept' ? seen : durable;
  await mkdir(target, { recursive: true });
  for (const [path, file] of names) {
    if (file < 0 || !foldersOf(path, source).every((folder) => names.has(folder))) continue;
    const { bytes, durable: synced } = contents.get(file) as Contents;
    const kept =
      aftermath.bytes === 'kept'
        ? bytes.length
        : aftermath.bytes === 'dropped'
          ? synced
          : synced + ((bytes.length - synced) >> 1);
    const to = target + path.slice(source.length);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, Uint8Array.from(bytes.slice(0, kept)));
  }
  return commits;
}

function foldersOf(path: string, source: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > source.length; folder = dirname(folder)) folders.push(folder);
  return folders;
}
