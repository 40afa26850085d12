/**
 * From a flush to sections: the writer's series numbers become the store's ids, and what can't be kept is counted.
 *
 * Hot: run for every flush (bench/store/index.mjs). Arrays are copied once; flushes whose ids come in the store's order, as they mostly
 * do, are not sorted.
 */
import { CarpyError, type FlushBatch, type SeriesKind } from '@carpy/core';
import { FLUSH_SCHEMA, kindOfTraits } from '../schema/schema.ts';
import { PointRows } from './prepare-points.ts';
import {
  boundsOf,
  Count,
  declaring,
  followsFlush,
  isValueKind,
  type Prepared,
  type PrepareRoom,
  type PrepareState,
  roomOf,
  type SchemaBounds,
  seen,
} from './prepare-room.ts';
import {
  APDEX_WIDTH,
  NO_ROWS,
  NO_TIMERS,
  type Rows,
  type Section,
  TIMER_WIDTH,
  type TimerRows,
  valuesOf,
} from './section.ts';
import type { SeriesNumbers } from './series-numbers.ts';

export { preparePoints } from './prepare-points.ts';

/** Throws CARPY_BAD_REQUEST when the batch contradicts itself or is of another step. */
export function prepareFlush(
  batch: FlushBatch,
  numbers: SeriesNumbers,
  state: PrepareState,
  maxSeries: number,
): Prepared {
  checkFlush(batch, state.fineStepS);
  const room = roomOf(state, maxSeries);
  const { timers, apdex, values, slotS, takesUp } = batch;
  const declares = declaring(room, true);
  numbers.declare(batch.declared, declares);
  for (const { ids } of [timers, apdex, values]) numbers.renew(ids, declares);
  const picking = new Picking(batch, numbers, room);
  const { count } = picking;
  const bounds = picking.bounds;
  if (slotS < (bounds.fromS[FLUSH_SCHEMA] as number) || slotS > bounds.untilS) {
    count.rejected = timers.ids.length + apdex.ids.length + values.ids.length;
    return { sections: [], result: count.result(), takesUp, decided: [] };
  }
  const timerParts = picking.pick(timers.ids, (kind) => kind === 'timer').map((p) => timerRows(timers, p));
  const apdexParts = picking
    .pick(apdex.ids, (kind) => kind === 'apdex')
    .map((p) => copyRows(apdex.counts, APDEX_WIDTH, p));
  const valueParts = picking.pickValues().map((p) => copyRows(values.values, 1, p));
  const { sections: others, decided } = picking.others();
  const sections: Section[] = [];
  for (let i = 0; i < Math.max(1, timerParts.length, apdexParts.length, valueParts.length); i++) {
    sections.push({
      slotS,
      stepS: batch.stepS,
      coveredMs: i === 0 ? batch.coveredMs : 0,
      timers: timerParts[i] ?? NO_TIMERS,
      apdex: apdexParts[i] ?? NO_ROWS,
      values: valueParts[i] ?? NO_ROWS,
    });
  }
  return { sections: [...sections, ...others], result: count.result(), takesUp, decided };
}

function checkFlush(batch: FlushBatch, fineStepS: number): void {
  const bad = (what: string): CarpyError => new CarpyError('CARPY_BAD_REQUEST', `flush: ${what}`);
  if (batch.stepS !== fineStepS) throw bad(`the step is ${batch.stepS} s, the finest tier has ${fineStepS} s`);
  if (!Number.isInteger(batch.slotS) || batch.slotS % fineStepS !== 0)
    throw bad(`${batch.slotS} is no multiple of ${fineStepS} s`);
  if (!(batch.coveredMs >= 0)) throw bad(`coveredMs is ${batch.coveredMs}`);
  const { timers, apdex, values } = batch;
  if (timers.columns.length !== timers.ids.length * TIMER_WIDTH || timers.sketchEnds.length !== timers.ids.length)
    throw bad('timers differ in length');
  if ((timers.sketchEnds.at(-1) ?? 0) > timers.sketches.length) throw bad('sketches are cut short');
  if (apdex.counts.length !== apdex.ids.length * APDEX_WIDTH) throw bad('Apdex counts differ in length');
  if (values.values.length !== values.ids.length) throw bad('values differ in length');
}

/** Rows to take, and their ids: ascending, each once. `rows` undefined: all, as they stand. */
interface Picked {
  readonly ids: Uint32Array;
  readonly rows: Uint32Array | undefined;
}

class Picking {
  readonly count = new Count();
  readonly bounds: SchemaBounds;
  readonly #batch: FlushBatch;
  readonly #numbers: SeriesNumbers;
  readonly #room: PrepareRoom;
  /** Rows of plain values whose series have other steps, and their ids. */
  readonly #others: { readonly id: number; readonly row: number }[] = [];

  constructor(batch: FlushBatch, numbers: SeriesNumbers, room: PrepareRoom) {
    this.#batch = batch;
    this.#numbers = numbers;
    this.#room = room;
    this.bounds = boundsOf(room);
  }

  pick(numbersOfRows: Uint32Array, accepts: (kind: SeriesKind) => boolean): Picked[] {
    const { index } = this.#room.state;
    const { traits, seenDay } = index;
    const { slotS } = this.#batch;
    const ids = new Uint32Array(numbersOfRows.length);
    const rows = new Uint32Array(numbersOfRows.length);
    let kept = 0;
    for (let row = 0; row < numbersOfRows.length; row++) {
      const number = numbersOfRows[row] as number;
      const id = this.#numbers.idOf(number);
      const kind = id < 0 ? undefined : kindOfTraits(traits[id] as number);
      if (kind === undefined || !accepts(kind) || (kind !== 'timer' && kind !== 'apdex' && !this.#isFinite(row))) {
        this.count.reject(number, id, this.#numbers, index);
        continue;
      }
      seen(index, seenDay, id, slotS);
      if (kind === 'plain' && !followsFlush(traits[id] as number, this.bounds, this.#room.state.fineStepS)) {
        this.#others.push({ id, row });
        continue;
      }
      ids[kept] = id;
      rows[kept++] = row;
    }
    this.count.stored += kept;
    return kept === rows.length ? inOrder(ids, undefined) : inOrder(ids.slice(0, kept), rows.subarray(0, kept));
  }

  pickValues(): Picked[] {
    return this.pick(this.#batch.values.ids, isValueKind);
  }

  /** Values that go to slots of another step. */
  others(): ReturnType<PointRows['take']> {
    if (this.#others.length === 0) return { sections: [], decided: [] };
    const { index } = this.#room.state;
    const points = new PointRows(this.#room);
    for (const { id, row } of this.#others) {
      const value = this.#batch.values.values[row] as number;
      if (points.add(id, index.traits[id] as number, this.#batch.slotS, value)) this.count.stored++;
      else this.count.reject(this.#batch.values.ids[row] as number, id, this.#numbers, index);
    }
    return points.take();
  }

  #isFinite(row: number): boolean {
    return Number.isFinite(this.#batch.values.values[row]);
  }
}

/** Sorts rows by id. Rows of one id go to different parts, in their order, so that they merge as two batches would. */
function inOrder(ids: Uint32Array, rows: Uint32Array | undefined): Picked[] {
  if (ids.length === 0) return [];
  let ascending = true;
  for (let i = 1; i < ids.length && ascending; i++) ascending = (ids[i] as number) > (ids[i - 1] as number);
  if (ascending) return [{ ids, rows }];
  const order = Uint32Array.from(ids.keys()).sort((a, b) => (ids[a] as number) - (ids[b] as number) || a - b);
  const parts: { readonly ids: number[]; readonly rows: number[] }[] = [];
  let repeat = 0;
  for (let n = 0; n < order.length; n++) {
    const at = order[n] as number;
    repeat = n > 0 && ids[order[n - 1] as number] === ids[at] ? repeat + 1 : 0;
    parts[repeat] ??= { ids: [], rows: [] };
    parts[repeat]?.ids.push(ids[at] as number);
    parts[repeat]?.rows.push(rows === undefined ? at : (rows[at] as number));
  }
  return parts.map((p) => ({ ids: Uint32Array.from(p.ids), rows: Uint32Array.from(p.rows) }));
}

function copyRows(values: Float64Array, width: number, picked: Picked): Rows {
  const { ids, rows } = picked;
  const copy = valuesOf(ids.length * width);
  if (rows === undefined) {
    copy.set(values);
    return { ids, values: copy };
  }
  for (let i = 0; i < ids.length; i++) {
    const from = (rows[i] as number) * width;
    for (let c = 0; c < width; c++) copy[i * width + c] = values[from + c] as number;
  }
  return { ids, values: copy };
}

function timerRows(timers: FlushBatch['timers'], picked: Picked): TimerRows {
  const copied = copyRows(timers.columns, TIMER_WIDTH, picked);
  const { ids, rows } = picked;
  if (rows === undefined)
    return { ...copied, sketches: timers.sketches.slice(), sketchEnds: timers.sketchEnds.slice() };
  const sketchEnds = new Uint32Array(ids.length);
  const startOf = (row: number): number => (row === 0 ? 0 : (timers.sketchEnds[row - 1] as number));
  let end = 0;
  for (let i = 0; i < ids.length; i++) {
    const row = rows[i] as number;
    end += (timers.sketchEnds[row] as number) - startOf(row);
    sketchEnds[i] = end;
  }
  const sketches = new Uint8Array(end);
  for (let i = 0; i < ids.length; i++) {
    const row = rows[i] as number;
    sketches.set(
      timers.sketches.subarray(startOf(row), timers.sketchEnds[row]),
      i === 0 ? 0 : (sketchEnds[i - 1] as number),
    );
  }
  return { ...copied, sketches, sketchEnds };
}
