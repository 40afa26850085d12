/**
 * Names go with their last point: a series that nothing came for since longer than its coarsest tier keeps is forgotten, and its number may
 * go to another.
 */
import { FLUSH_SCHEMA, isUndecided, kindOfTraits, schemaOfTraits, type Tier } from '../schema/schema.ts';
import { commitAll } from './catalogue.ts';
import { allLogs, dropClockS, type EngineState } from './engine-state.ts';
import { LEVELS_S } from './levels.ts';
import { PAGE_NAMES } from './name-journal.ts';

const DAY_S = 86_400;
/** A block goes when its whole span is past the retention, so points may stay that much longer. */
const LONGEST_BLOCK_S = LEVELS_S.at(-1) as number;

export function expireNames(state: EngineState): void {
  const { index, schemas, gone, undecided } = state;
  const clockS = dropClockS(state);
  if (clockS === Number.NEGATIVE_INFINITY) return;
  const keptDays = Array.from({ length: schemas.count }, (_, n) => {
    const tiers: readonly Tier[] = [...schemas.get(n).tiers, ...schemas.formerOf(n).flatMap((f) => f.tiers)];
    return (Math.max(...tiers.map((t) => t.retentionS)) + LONGEST_BLOCK_S) / DAY_S + 1;
  });
  const today = clockS / DAY_S;
  const { traits, seenDay, count } = index;
  const expired: number[] = [];
  for (let id = 0; id < count; id++) {
    const own = traits[id] as number;
    if (kindOfTraits(own) === undefined) continue;
    // Without a point it is a name of which all points were refused; with one, that is yet to be decided.
    if (isUndecided(own) && undecided.valueAt(id) !== undefined) continue;
    if (today - (seenDay[id] as number) > (keptDays[schemaOfTraits(own)] ?? keptDays[FLUSH_SCHEMA] ?? 0))
      expired.push(id);
  }
  const free = gone.take(allLogs(state).flatMap((l) => l.sequences));
  if (expired.length === 0 && free.length === 0) return;
  if (expired.length > 0) {
    state.forget(expired);
    index.remove(Uint32Array.from(expired));
    for (const id of expired) state.journal.pages.add(Math.floor(id / PAGE_NAMES));
  }
  commitAll(state, {});
  // A log may still name those that had no point at all: read again, it would give a number's next series their names.
  gone.rest(expired, state.nextSequence);
  index.release(free);
}
