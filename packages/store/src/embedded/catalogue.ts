/** What changed of the engine's own tables since the last transaction, as a part of the next one. */
import { FREE, GONE, SCHEMAS, UNDECIDED } from './catalogue-keys.ts';
import type { Commit } from './database.ts';
import type { EngineState } from './engine-state.ts';
import { type Page, writeNamePage } from './name-pages.ts';

/** Of more free numbers the rest is not used again after a restart. */
const MAX_FREE = 100_000;

/**
 * Commits `commit` and with it names, days, schemas and undecided series that changed. Names so written need no log any more.
 */
export function commitAll(state: EngineState, commit: Commit): void {
  const { index, journal, schemas, seenDays, undecided, gone } = state;
  const names: Page[] = [...journal.pages].map((page) => writeNamePage(index, page));
  const { count } = index;
  const seen = seenDays.changed(index.seenDay, count);
  state.database.commit({
    ...commit,
    ...(names.length > 0 ? { names } : {}),
    ...(seen.length > 0 ? { seen } : {}),
    putMeta: {
      ...commit.putMeta,
      [SCHEMAS]: schemas.toStored(),
      [UNDECIDED]: undecided.toStored(),
      [GONE]: gone.toStored(),
      [FREE]: index.freeIds(MAX_FREE),
    },
  });
  journal.pages.clear();
  journal.unlogged.length = 0;
  seenDays.wrote(index.seenDay, count);
}
