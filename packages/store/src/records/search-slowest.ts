/**
 * The slowest records first: sources, zones and rows that cannot be among them are left out by their longest durations, and of most sources
 * only the list of their slow rows is looked at. Columns alone say which rows they are, where the filter is sure; then only the records of
 * the page are read.
 */
import { candidatesOf, isUnsure, keyOf, longestOf } from './plan-node.ts';
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
  const waiting: Pass[] = [];
  for (const each of planned) {
    const pass = work.around(each.source, () => passOf(each));
    if (pass !== undefined) waiting.push(pass);
  }
  waiting.sort((a, b) => a.longest - b.longest);
  for (let pass = waiting.pop(); pass !== undefined && pass.longest >= found.least; pass = waiting.pop()) {
    const { planned: each } = pass;
    const mustRead = readAll || isUnsure(each.plan);
    const rows = await rowsOf(work, pass, found, after, mustRead || after !== undefined ? undefined : limit);
    for (let i = rows.length - 1; i >= 0; i--) {
      if (work.isOver) await work.breathe();
      if (!take(work, each, rows.durationAt(i), rows.positionAt(i), found, after, mustRead)) break;
    }
    const left = pass.slowOnly ? work.around(each.source, () => restOf(each)) : undefined;
    if (left === undefined) continue;
    const behind = waiting.findIndex(({ longest }) => longest > left.longest);
    waiting.splice(behind < 0 ? waiting.length : behind, 0, left);
  }
  return found.candidates;
}

/** Rows of a source that are looked at together. */
interface Pass {
  readonly planned: PlannedSource;
  /** No row of it that matches has a longer duration. */
  readonly longest: number;
  readonly slowOnly: boolean;
  /** Rows of at least this duration were looked at before. */
  readonly below: number;
}

/** In a source with fewer rows all are looked at in one pass, and of few that may match, too. */
const TWO_PASSES = 4_096;

function passOf(planned: PlannedSource): Pass {
  const { source, plan } = planned;
  const asked = Math.min(source.rows, candidatesOf(plan)?.length ?? source.rows, keyOf(plan)?.rows ?? source.rows);
  return {
    planned,
    longest: longestOf(source, plan),
    slowOnly: asked > TWO_PASSES,
    below: Number.POSITIVE_INFINITY,
  };
}

/** What the list of slow rows does not have. */
function restOf(planned: PlannedSource): Pass | undefined {
  const { complete } = planned.source.slowList();
  return complete === 0 ? undefined : { planned, longest: complete - 1, slowOnly: false, below: complete };
}

async function read(work: SearchWork, found: readonly Candidate[]): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (const each of found) {
    if (work.isOver) await work.breathe();
    const { source } = each.planned;
    const hit = work.around(source, () => {
      const record = each.record ?? source.record(each.position);
      return record && { startMs: record.startMs, id: each.id, duration: each.duration, record };
    });
    if (hit !== undefined) hits.push(hit);
  }
  return hits;
}

/** The rows of a pass that may be among the best. `most`: how many of them can be, where every row matches that may. */
async function rowsOf(
  work: SearchWork,
  { planned: { source, plan, range }, slowOnly, below }: Pass,
  found: Best,
  after: Place | undefined,
  most: number | undefined,
): Promise<SlowRows> {
  const rows = new SlowRows(most);
  const least = (): number => Math.max(found.least, rows.least);
  const batches = scan(source, plan, range, { leastDuration: least, slowOnly, below });
  for (;;) {
    if (work.isOver) await work.breathe();
    const step = work.around(source, () => batches.next());
    if (step === undefined || step.done === true) break;
    const batch = step.value;
    if (batch === undefined) continue;
    const { durations } = batch;
    const column = durations === undefined ? work.around(source, () => source.durations()) : undefined;
    const shortest = least();
    const longest = Math.min(after?.duration ?? Number.POSITIVE_INFINITY, below - 1);
    for (let i = 0; i < batch.count; i++) {
      if (batch.answers[i] === 0) continue;
      const position = batch.positions[i] as number;
      const duration = (durations === undefined ? column?.[position] : durations[i]) as number;
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
      const candidate = new LazyPlace(planned, position, duration);
      if (!found.hasRoomFor(candidate)) return false;
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

/** Reads start and id when they decide. */
class LazyPlace implements Candidate {
  readonly planned: PlannedSource;
  readonly position: number;
  readonly duration: number;
  record: Candidate['record'];
  #startMs: number | undefined;
  #id: Uint32Array | undefined;

  constructor(planned: PlannedSource, position: number, duration: number) {
    this.planned = planned;
    this.position = position;
    this.duration = duration;
  }

  get startMs(): number {
    this.#startMs ??= this.planned.source.starts().at(this.position);
    return this.#startMs;
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

  hasRoomFor(place: LazyPlace): boolean {
    const last = this.candidates.at(-1);
    if (last === undefined || this.candidates.length < this.#limit) return true;
    return place.duration > last.duration || (place.duration === last.duration && place.startMs >= last.startMs);
  }

  add(candidate: Candidate): void {
    let at = this.candidates.length;
    while (at > 0 && compare(candidate, this.candidates[at - 1] as Candidate) < 0) at--;
    this.candidates.splice(at, 0, candidate);
    if (this.candidates.length > this.#limit) this.candidates.pop();
  }
}
