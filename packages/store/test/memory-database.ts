/** The database in memory: what LMDB would hold after some commits. For replays, where opening LMDB hundreds of times is too slow. */
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import type { Commit, Database } from '../src/embedded/database.ts';
import type { Page } from '../src/embedded/name-pages.ts';

/** `onCommit` hears of each commit before it takes place. */
export function memoryDatabase(
  commits: readonly Commit[] = [],
  onCommit: (commit: Commit) => void = () => undefined,
): Database {
  const names = new Map<number, Uint8Array>();
  const seen = new Map<number, Uint8Array>();
  const blocks = new Map<string, BlockEntry>();
  const sealed = new Set<number>();
  const state = new Map<string, Uint8Array>();
  const meta = new Map<string, unknown>();
  const pagesOf = (pages: ReadonlyMap<number, Uint8Array>): Page[] =>
    [...pages].sort((a, b) => a[0] - b[0]).map(([page, bytes]) => ({ page, bytes }));
  const apply = (commit: Commit): void => {
    for (const { page, bytes } of commit.names ?? []) names.set(page, bytes);
    for (const { page, bytes } of commit.seen ?? []) seen.set(page, bytes);
    for (const b of commit.putBlocks ?? []) blocks.set(b.file, b);
    for (const b of commit.removeBlocks ?? []) blocks.delete(b.file);
    for (const n of commit.addSealedLogs ?? []) sealed.add(n);
    for (const n of commit.removeSealedLogs ?? []) sealed.delete(n);
    // What was put stays as it was, whatever becomes of the object: a database has bytes.
    for (const [key, value] of Object.entries(commit.putMeta ?? {})) meta.set(key, structuredClone(value));
    for (const [k, bytes] of commit.putState ?? []) {
      if (bytes === undefined) state.delete(k);
      else state.set(k, bytes);
    }
  };
  commits.forEach(apply);
  return {
    isNew: false,
    names: () => pagesOf(names),
    seen: () => pagesOf(seen),
    blocks: () => [...blocks.values()],
    sealedLogs: () => [...sealed],
    meta: <T>(key: string) => meta.get(key) as T | undefined,
    commit(commit) {
      const kept = structuredClone({ ...commit, putState: undefined });
      onCommit({ ...kept, ...(commit.putState ? { putState: commit.putState } : {}) } as Commit);
      apply(commit);
    },
    stateGet: (k) => state.get(k),
    stateRange: () => [],
    bytes: () => 0,
    close: () => Promise.resolve(),
  };
}
