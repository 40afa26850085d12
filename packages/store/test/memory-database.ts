/** The database in memory: what LMDB would hold after some commits. For replays, where opening LMDB hundreds of times is too slow. */
import type { BlockEntry } from '../src/embedded/blocks.ts';
import type { Commit, Database } from '../src/embedded/database.ts';
import type { NamedSeries } from '../src/embedded/log-record.ts';

/** `onCommit` hears of each commit before it takes place. */
export function memoryDatabase(
  commits: readonly Commit[] = [],
  onCommit: (commit: Commit) => void = () => undefined,
): Database {
  const names: NamedSeries[] = [];
  const blocks = new Map<string, BlockEntry>();
  const sealed = new Set<number>();
  const state = new Map<string, Uint8Array>();
  const key = (b: BlockEntry): string => `${b.stepS}/${b.windowS}`;
  const apply = (commit: Commit): void => {
    names.push(...(commit.names ?? []));
    for (const b of commit.putBlocks ?? []) blocks.set(key(b), b);
    for (const b of commit.removeBlocks ?? []) blocks.delete(key(b));
    for (const n of commit.addSealedLogs ?? []) sealed.add(n);
    for (const n of commit.removeSealedLogs ?? []) sealed.delete(n);
    for (const [k, bytes] of commit.putState ?? []) {
      if (bytes === undefined) state.delete(k);
      else state.set(k, bytes);
    }
  };
  commits.forEach(apply);
  return {
    isNew: false,
    *names() {
      yield* names;
    },
    blocks: () => [...blocks.values()],
    sealedLogs: () => [...sealed],
    commit(commit) {
      onCommit(commit);
      apply(commit);
    },
    stateGet: (k) => state.get(k),
    stateRange: () => [],
    bytes: () => 0,
    close: () => Promise.resolve(),
  };
}
