/** The slowest records first: sources, zones and rows that cannot be among them are left out by their longest durations. */
import { longestOf } from './filter-plan.ts';
import { compareIdWords } from './record-ids.ts';
import { scan } from './scan.ts';
import type { Place } from './search-cursor.ts';
import type { Hit } from './search-newest.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

/** A duration's code and a position in one number. */
const POSITION_BITS = 2 ** 21;

/** Up to `limit` records behind `after`. Those of one duration the newest first; without one they come last. */
export async function slowest(
  work: SearchWork,
  planned: readonly PlannedSource[],
  limit: number,
  after: Place | undefined,
): Promise<Hit[]> {
  const best = new Best(limit);
  const longest = new Map<PlannedSource, number>();
  for (const each of planned) longest.set(each, work.around(each.source, () => longestOf(each.source, each.plan)) ?? 0);
  const byLongest = [...planned].sort((a, b) => (longest.get(b) as number) - (longest.get(a) as number));
  for (const each of byLongest) {
    if ((longest.get(each) as number) < best.least) break;
    const keys = await keysOf(work, each, best, after);
    for (let i = keys.length - 1; i >= 0; i--) {
      if (work.isOver) await work.breathe();
      if (!take(work, each, keys[i] as number, best, after)) break;
    }
  }
  return best.hits;
}

/** Codes and positions of the rows that may be among the best, ascending. */
async function keysOf(
  work: SearchWork,
  { source, plan, range }: PlannedSource,
  best: Best,
  after: Place | undefined,
): Promise<Float64Array> {
  let keys = new Float64Array(4096);
  let length = 0;
  const batches = scan(source, plan, range, { leastDuration: () => best.least });
  for (;;) {
    if (work.isOver) await work.breathe();
    const step = work.around(source, () => batches.next());
    if (step === undefined || step.done === true) break;
    const batch = step.value;
    if (batch === undefined) continue;
    const durations = source.durations();
    for (let i = 0; i < batch.count; i++) {
      if (batch.answers[i] === 0) continue;
      const position = batch.positions[i] as number;
      const duration = durations[position] as number;
      if (duration < best.least || (after !== undefined && duration > after.duration)) continue;
      if (length === keys.length) {
        const wider = new Float64Array(length * 2);
        wider.set(keys);
        keys = wider;
      }
      keys[length++] = duration * POSITION_BITS + position;
    }
  }
  return keys.subarray(0, length).sort();
}

/** False when neither this row nor any behind it can be among the best. */
function take(work: SearchWork, { source }: PlannedSource, key: number, best: Best, after: Place | undefined): boolean {
  const position = key % POSITION_BITS;
  const duration = Math.floor(key / POSITION_BITS);
  if (duration < best.least) return false;
  return (
    work.around(source, () => {
      const startMs = source.starts().at(position);
      if (!best.hasRoomFor(duration, startMs)) return false;
      const id = source.idWords(position).slice();
      const place = { startMs, id, duration };
      if (after !== undefined && compare(after, place) >= 0) return true;
      const record = source.record(position);
      // Which of the answers it was is not kept: most filters are quickly asked of the few that come so far.
      if (record !== undefined && work.matches(record)) best.add({ ...place, record });
      return true;
    }) ?? false
  );
}

/** Negative where `a` comes first. */
const compare = (a: Place, b: Place): number =>
  b.duration - a.duration || b.startMs - a.startMs || compareIdWords(b.id, 0, a.id, 0);

class Best {
  readonly hits: Hit[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A row of a shorter duration is none of them. */
  get least(): number {
    return this.hits.length < this.#limit ? 0 : (this.hits.at(-1) as Hit).duration;
  }

  hasRoomFor(duration: number, startMs: number): boolean {
    const last = this.hits.at(-1);
    if (last === undefined || this.hits.length < this.#limit) return true;
    return duration > last.duration || (duration === last.duration && startMs >= last.startMs);
  }

  add(hit: Hit): void {
    let at = this.hits.length;
    while (at > 0 && compare(hit, this.hits[at - 1] as Hit) < 0) at--;
    this.hits.splice(at, 0, hit);
    if (this.hits.length > this.#limit) this.hits.pop();
  }
}
