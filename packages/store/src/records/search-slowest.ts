/**
 * The slowest records first: sources, zones and rows that cannot be among them are left out by their longest durations. Columns alone say
 * which rows they are, where the filter is sure; then only the records of the page are read.
 */
import { isUnsure, longestOf } from './filter-plan.ts';
import { compareIdWords } from './record-ids.ts';
import { scan } from './scan.ts';
import type { Place } from './search-cursor.ts';
import type { Hit } from './search-newest.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';
import { SlowRows } from './slow-rows.ts';

/** A row that is among the best so far. */
interface Candidate extends Place {
  readonly planned: PlannedSource;
  readonly position: number;
  record: Hit['record'] | undefined;
}

/** Up to `limit` records behind `after`. Those of one duration the newest first; without one they come last. */
export async function slowest(
  work: SearchWork,
  planned: readonly PlannedSource[],
  limit: number,
  after: Place | undefined,
): Promise<Hit[]> {
  const found = await best(work, planned, limit, after, false);
  const hits = await read(work, found);
  // Some are damaged: others take their places.
  return hits.length === found.length ? hits : read(work, await best(work, planned, limit, after, true));
}

/** `readAll`: only rows whose record can be read. */
async function best(
  work: SearchWork,
  planned: readonly PlannedSource[],
  limit: number,
  after: Place | undefined,
  readAll: boolean,
): Promise<readonly Candidate[]> {
  const found = new Best(limit);
  const longest = new Map<PlannedSource, number>();
  for (const each of planned) longest.set(each, work.around(each.source, () => longestOf(each.source, each.plan)) ?? 0);
  const byLongest = [...planned].sort((a, b) => (longest.get(b) as number) - (longest.get(a) as number));
  for (const each of byLongest) {
    if ((longest.get(each) as number) < found.least) break;
    const mustRead = readAll || isUnsure(each.plan);
    const rows = await rowsOf(work, each, found, after, mustRead || after !== undefined ? undefined : limit);
    for (let i = rows.length - 1; i >= 0; i--) {
      if (work.isOver) await work.breathe();
      if (!take(work, each, rows.durationAt(i), rows.positionAt(i), found, after, mustRead)) break;
    }
  }
  return found.candidates;
}

async function read(work: SearchWork, found: readonly Candidate[]): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (const each of found) {
    if (work.isOver) await work.breathe();
    const { source } = each.planned;
    const hit = work.around(source, () => {
      const record = each.record ?? source.record(each.position);
      return record && { startMs: each.startMs, id: each.id, duration: each.duration, record };
    });
    if (hit !== undefined) hits.push(hit);
  }
  return hits;
}

/** The rows of a source that may be among the best. `most`: how many of them can be, where every row matches that may. */
async function rowsOf(
  work: SearchWork,
  { source, plan, range }: PlannedSource,
  found: Best,
  after: Place | undefined,
  most: number | undefined,
): Promise<SlowRows> {
  const rows = new SlowRows(most);
  const least = (): number => Math.max(found.least, rows.least);
  const batches = scan(source, plan, range, { leastDuration: least });
  for (;;) {
    if (work.isOver) await work.breathe();
    const step = work.around(source, () => batches.next());
    if (step === undefined || step.done === true) break;
    const batch = step.value;
    if (batch === undefined) continue;
    const durations = source.durations();
    const shortest = least();
    const longest = after?.duration ?? Number.POSITIVE_INFINITY;
    for (let i = 0; i < batch.count; i++) {
      if (batch.answers[i] === 0) continue;
      const position = batch.positions[i] as number;
      const duration = durations[position] as number;
      if (duration >= shortest && duration <= longest) rows.add(duration, position);
    }
  }
  rows.sort();
  return rows;
}

/** False when neither this row nor any behind it can be among the best. */
function take(
  work: SearchWork,
  planned: PlannedSource,
  duration: number,
  position: number,
  found: Best,
  after: Place | undefined,
  mustRead: boolean,
): boolean {
  const { source } = planned;
  if (duration < found.least) return false;
  return (
    work.around(source, () => {
      const startMs = source.starts().at(position);
      if (!found.hasRoomFor(duration, startMs)) return false;
      const candidate = new LazyPlace(planned, position, duration, startMs);
      if (after !== undefined && compare(after, candidate) >= 0) return true;
      if (mustRead) {
        candidate.record = source.record(position);
        if (candidate.record === undefined || !work.matches(candidate.record)) return true;
      }
      found.add(candidate);
      return true;
    }) ?? false
  );
}

/** Reads the id when it decides. */
class LazyPlace implements Candidate {
  readonly planned: PlannedSource;
  readonly position: number;
  readonly duration: number;
  readonly startMs: number;
  record: Candidate['record'];
  #id: Uint32Array | undefined;

  constructor(planned: PlannedSource, position: number, duration: number, startMs: number) {
    this.planned = planned;
    this.position = position;
    this.duration = duration;
    this.startMs = startMs;
  }

  get id(): Uint32Array {
    this.#id ??= this.planned.source.idWords(this.position).slice();
    return this.#id;
  }
}

/** Negative where `a` comes first. */
const compare = (a: Place, b: Place): number =>
  b.duration - a.duration || b.startMs - a.startMs || compareIdWords(b.id, 0, a.id, 0);

class Best {
  readonly candidates: Candidate[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A row of a shorter duration is none of them. */
  get least(): number {
    return this.candidates.length < this.#limit ? 0 : (this.candidates.at(-1) as Candidate).duration;
  }

  hasRoomFor(duration: number, startMs: number): boolean {
    const last = this.candidates.at(-1);
    if (last === undefined || this.candidates.length < this.#limit) return true;
    return duration > last.duration || (duration === last.duration && startMs >= last.startMs);
  }

  add(candidate: Candidate): void {
    let at = this.candidates.length;
    while (at > 0 && compare(candidate, this.candidates[at - 1] as Candidate) < 0) at--;
    this.candidates.splice(at, 0, candidate);
    if (this.candidates.length > this.#limit) this.candidates.pop();
  }
}
