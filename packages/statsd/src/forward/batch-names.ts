/**
 * Names of one writer's numbers, and the points of its batches. What carpy stores as one record leaves it as the leaves that Graphite
 * knows: a timer's six, an Apdex record's four.
 *
 * Warm: once a point and flush. A name is handed on as its path and its leaf, so that no string is made of the two.
 */
import {
  APDEX_COLUMNS,
  apdexScore,
  COUNT,
  type FlushBatch,
  LOWER,
  MEDIAN,
  type SeriesDeclaration,
  SUM,
  TIMER_COLUMN_COUNT,
  UPPER,
  UPPER_95,
} from '@carpy/core';

/** The series is called `path` and `leaf` put together; `leaf` is '' or begins with a dot. `value` is finite. */
export type PointVisitor = (path: string, leaf: string, value: number, slotS: number) => void;

/** Ids past it are not believed: they come densely from 0. */
const MAX_NAMES = 4_000_000;
const APDEX_COLUMN_COUNT = APDEX_COLUMNS.length;
/** Series between two stops of `steps`. */
const STEP = 1_024;
const BLANKS = /\s+/g;

export class BatchNames {
  /** Values whose number was never declared; they can't be sent. */
  unknown = 0;
  readonly #paths: (string | undefined)[] = [];

  /** A number declared again gets the new name. Runs of blanks, for which a line of Graphite has no room, become `_`. */
  declare(declared: readonly SeriesDeclaration[]): void {
    for (const { id, name } of declared) {
      if (id < MAX_NAMES) this.#paths[id] = name.replace(BLANKS, '_');
    }
  }

  /** Takes over the batch's declarations and visits its points. What is not finite is left out: an Apdex score of nothing. */
  visit(batch: FlushBatch, visitor: PointVisitor): void {
    const steps = this.steps(batch, visitor);
    while (!steps.next().done);
  }

  /** As `visit`, with a stop after every thousand series or so. Batches are taken in the order in which they were made. */
  *steps(batch: FlushBatch, visitor: PointVisitor): Generator<undefined, void> {
    this.declare(batch.declared);
    for (let i = 0; i < batch.values.ids.length; i++) {
      this.#value(batch, i, visitor);
      if (i % STEP === STEP - 1) yield;
    }
    for (let i = 0; i < batch.timers.ids.length; i++) {
      this.#timer(batch, i, visitor);
      if (i % STEP === STEP - 1) yield;
    }
    for (let i = 0; i < batch.apdex.ids.length; i++) {
      this.#apdex(batch, i, visitor);
      if (i % STEP === STEP - 1) yield;
    }
  }

  #value({ values: { ids, values }, slotS }: FlushBatch, i: number, visitor: PointVisitor): void {
    const path = this.#pathOf(ids[i] as number);
    if (path !== undefined) visit(visitor, path, '', values[i] as number, slotS);
  }

  #timer({ timers: { ids, columns }, slotS }: FlushBatch, i: number, visitor: PointVisitor): void {
    const path = this.#pathOf(ids[i] as number);
    if (path === undefined) return;
    const at = i * TIMER_COLUMN_COUNT;
    const count = columns[at + COUNT] as number;
    visit(visitor, path, '.count', count, slotS);
    visit(visitor, path, '.lower', columns[at + LOWER] as number, slotS);
    visit(visitor, path, '.mean', (columns[at + SUM] as number) / count, slotS);
    visit(visitor, path, '.median', columns[at + MEDIAN] as number, slotS);
    visit(visitor, path, '.upper', columns[at + UPPER] as number, slotS);
    visit(visitor, path, '.upper_95', columns[at + UPPER_95] as number, slotS);
  }

  #apdex({ apdex: { ids, counts }, slotS }: FlushBatch, i: number, visitor: PointVisitor): void {
    const path = this.#pathOf(ids[i] as number);
    if (path === undefined) return;
    const at = i * APDEX_COLUMN_COUNT;
    const satisfied = counts[at] as number;
    const tolerating = counts[at + 1] as number;
    const frustrated = counts[at + 2] as number;
    visit(visitor, path, '.satisfied', satisfied, slotS);
    visit(visitor, path, '.tolerating', tolerating, slotS);
    visit(visitor, path, '.frustrated', frustrated, slotS);
    visit(visitor, path, '.score', apdexScore(satisfied, tolerating, frustrated), slotS);
  }

  #pathOf(id: number): string | undefined {
    const path = this.#paths[id];
    if (path === undefined) this.unknown++;
    return path;
  }
}

function visit(visitor: PointVisitor, path: string, leaf: string, value: number, slotS: number): void {
  if (Number.isFinite(value)) visitor(path, leaf, value, slotS);
}
