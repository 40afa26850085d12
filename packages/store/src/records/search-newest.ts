/** The newest records first: each source from its end, merged where their times overlap. */
import type { StoredRecord } from '@carpy/core';
import { compareIdWords } from './record-ids.ts';
import type { RecordScope } from './records-group.ts';
import type { RowSource } from './row-source.ts';
import { type Batch, scan } from './scan.ts';
import type { Place } from './search-cursor.ts';
import type { PlannedSource, SearchWork } from './search-work.ts';

export interface Hit extends Place {
  readonly record: StoredRecord;
}

/** Up to `limit` records behind `after`. Only of sources that are come to is asked what in them matches. */
export async function newest(
  work: SearchWork,
  sources: readonly RowSource[],
  scope: RecordScope,
  limit: number,
  after: Place | undefined,
): Promise<Hit[]> {
  const untilMs = Math.min(scope.untilMs, after?.startMs ?? scope.untilMs);
  const waiting = sources.filter(({ rows }) => rows > 0).sort((a, b) => a.maxMs - b.maxMs);
  const walkers: Walker[] = [];
  const hits: Hit[] = [];
  while (hits.length < limit) {
    let first = earliest(walkers);
    // A source that begins no later than the best known may have a better one.
    while (
      waiting.length > 0 &&
      (first?.head === undefined || (waiting.at(-1) as RowSource).maxMs >= first.head.startMs)
    ) {
      const planned = await work.planOne(waiting.pop() as RowSource, scope.fromMs, untilMs);
      if (planned === undefined) continue;
      const walker = new Walker(work, planned, after);
      await walker.advance();
      if (walker.head !== undefined) walkers.push(walker);
      first = earliest(walkers);
    }
    if (first?.head === undefined) break;
    hits.push(first.head);
    if (hits.length < limit) await first.advance();
    if (first.head === undefined) walkers.splice(walkers.indexOf(first), 1);
  }
  for (const walker of walkers) walker.end();
  return hits;
}

/** The one whose head comes first on the page. */
function earliest(walkers: readonly Walker[]): Walker | undefined {
  let best: Walker | undefined;
  for (const walker of walkers)
    if (best === undefined || comesBefore(walker.head as Hit, best.head as Hit)) best = walker;
  return best;
}

const comesBefore = (a: Place, b: Place): boolean =>
  a.startMs > b.startMs || (a.startMs === b.startMs && compareIdWords(a.id, 0, b.id, 0) > 0);

/** The matching rows of one source, the last one first. */
class Walker {
  head: Hit | undefined;
  readonly #work: SearchWork;
  readonly #planned: PlannedSource;
  readonly #after: Place | undefined;
  readonly #batches: Generator<Batch | undefined>;
  #batch: Batch | undefined;
  /** Place in the batch before which the next one is looked for. */
  #next = 0;

  constructor(work: SearchWork, planned: PlannedSource, after: Place | undefined) {
    this.#work = work;
    this.#planned = planned;
    this.#after = after;
    this.#batches = scan(planned.source, planned.plan, planned.range, { down: true });
  }

  /** Moves on to the next record; there is no head at the end. */
  async advance(): Promise<void> {
    this.head = undefined;
    const { source } = this.#planned;
    while (this.head === undefined) {
      if (this.#work.isOver) await this.#work.breathe();
      if (this.#batch === undefined || this.#next === 0) {
        const step = this.#work.around(source, () => this.#batches.next());
        if (step === undefined || step.done === true) return;
        this.#batch = step.value;
        this.#next = this.#batch?.count ?? 0;
        continue;
      }
      this.#next--;
      const answer = this.#batch.answers[this.#next] as number;
      if (answer === 0) continue;
      const position = this.#batch.positions[this.#next] as number;
      this.head = this.#work.around(source, () => this.#hitAt(position, answer));
    }
  }

  /** Gives back what the scan has. */
  end(): void {
    this.#batches.return(undefined);
  }

  #hitAt(position: number, answer: number): Hit | undefined {
    const { source } = this.#planned;
    const record = source.record(position);
    if (record === undefined) return undefined;
    const hit = { startMs: record.startMs, id: source.idWords(position).slice(), duration: 0, record };
    if (this.#after !== undefined && !comesBefore(this.#after, hit)) return undefined;
    return answer === 2 || this.#work.matches(record) ? hit : undefined;
  }
}
