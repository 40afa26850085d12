/**
 * From a writer's batch to sections: the writer's series numbers become the store's ids, and what can't be kept is counted.
 *
 * Hot: run for every batch (bench/store/index.mjs). Arrays are copied once; batches whose ids come in the store's order, as they
 * mostly do, are not sorted.
 */
import {
  alignDown,
  CarpyError,
  type FlushBatch,
  type PointBatch,
  type SeriesKind,
  type WriteResult,
} from '@carpy/core';
import type { NameTree } from '../index-tree/name-tree.ts';
import { APDEX_WIDTH, NO_ROWS, NO_TIMERS, type Rows, type Section, TIMER_WIDTH, type TimerRows } from './section.ts';

/** What one batch becomes. */
export interface Prepared {
  readonly sections: readonly Section[];
  readonly result: WriteResult;
  /** Id of the kept window whose values these are. */
  readonly takesUp: string | undefined;
}

/** Slots that are kept: stamps before or after are rejected. Seconds since the epoch. */
export interface Bounds {
  readonly fromS: number;
  readonly untilS: number;
}

const MAX_REJECTED_NAMES = 5;
/** Names of rejected series that a writer remembers for display. */
const MAX_REMEMBERED = 1_000;
const UNKNOWN = 0;
const REJECTED = 0xffff_ffff;

/** One writer's numbers and what they stand for. */
export class SeriesNumbers {
  readonly #tree: NameTree;
  readonly #maxSeries: number;
  /** The store's id + 1, by the writer's number. */
  #map = new Uint32Array(64);
  readonly #rejectedNames = new Map<number, string>();

  constructor(tree: NameTree, maxSeries: number) {
    this.#tree = tree;
    this.#maxSeries = maxSeries;
  }

  declare(declared: FlushBatch['declared']): void {
    for (const { id, kind, name } of declared) {
      if (!Number.isInteger(id) || id < 0 || id > this.#maxSeries * 2)
        throw new CarpyError('CARPY_BAD_REQUEST', `series number ${id} is no small whole number`);
      if (id >= this.#map.length) {
        const wider = new Uint32Array(Math.max(id + 1, this.#map.length * 2));
        wider.set(this.#map);
        this.#map = wider;
      }
      const found =
        this.#tree.count < this.#maxSeries ? this.#tree.declare(name, kind) : this.#tree.existing(name, kind);
      this.#map[id] = found === 'rejected' ? REJECTED : found.id + 1;
      if (found === 'rejected' && this.#rejectedNames.size < MAX_REMEMBERED) this.#rejectedNames.set(id, name);
    }
  }

  /** The store's id; −1 for a number that is rejected or was never declared. */
  idOf(number: number): number {
    const found = this.#map[number] ?? UNKNOWN;
    return found === UNKNOWN || found === REJECTED ? -1 : found - 1;
  }

  rejectedName(number: number): string | undefined {
    return this.#rejectedNames.get(number);
  }
}

interface Count {
  stored: number;
  rejected: number;
  readonly names: Set<string>;
}

/** Throws CARPY_BAD_REQUEST when the batch contradicts itself or is of another step. */
export function prepareFlush(
  batch: FlushBatch,
  numbers: SeriesNumbers,
  tree: NameTree,
  fineStepS: number,
  bounds: Bounds,
): Prepared {
  checkFlush(batch, fineStepS);
  numbers.declare(batch.declared);
  const count: Count = { stored: 0, rejected: 0, names: new Set() };
  const { timers, apdex, values } = batch;
  if (batch.slotS < bounds.fromS || batch.slotS > bounds.untilS) {
    count.rejected = timers.ids.length + apdex.ids.length + values.ids.length;
    return { sections: [], result: resultOf(count), takesUp: batch.takesUp };
  }
  const pick = (ids: Uint32Array, accepts: (kind: SeriesKind) => boolean): Picked[] =>
    pickRows(ids, numbers, tree, accepts, count);
  const timerParts = pick(timers.ids, (kind) => kind === 'timer').map((p) => timerRows(timers, p));
  const apdexParts = pick(apdex.ids, (kind) => kind === 'apdex').map((p) => copyRows(apdex.counts, APDEX_WIDTH, p));
  const valueParts = pick(values.ids, isValueKind).map((p) => copyRows(values.values, 1, p));
  const sections: Section[] = [];
  for (let i = 0; i < Math.max(1, timerParts.length, apdexParts.length, valueParts.length); i++) {
    sections.push({
      slotS: batch.slotS,
      coveredMs: i === 0 ? batch.coveredMs : 0,
      timers: timerParts[i] ?? NO_TIMERS,
      apdex: apdexParts[i] ?? NO_ROWS,
      values: valueParts[i] ?? NO_ROWS,
    });
  }
  return { sections, result: resultOf(count), takesUp: batch.takesUp };
}

/** Throws CARPY_BAD_REQUEST when the batch contradicts itself. */
export function preparePoints(
  batch: PointBatch,
  numbers: SeriesNumbers,
  tree: NameTree,
  fineStepS: number,
  bounds: Bounds,
): Prepared {
  const { ids, atS, values } = batch;
  if (atS.length !== ids.length || values.length !== ids.length)
    throw new CarpyError('CARPY_BAD_REQUEST', 'points: ids, atS and values differ in length');
  numbers.declare(batch.declared);
  const count: Count = { stored: 0, rejected: 0, names: new Set() };
  const bySlot = new Map<number, { readonly ids: number[]; readonly values: number[] }>();
  for (let i = 0; i < ids.length; i++) {
    const number = ids[i] as number;
    const id = numbers.idOf(number);
    const slotS = alignDown(atS[i] as number, fineStepS);
    // A NaN stamp compares false with both bounds, and a NaN value is a gap: neither is a point.
    const kept =
      id >= 0 &&
      isValueKind(tree.kindOf(id)) &&
      slotS >= bounds.fromS &&
      slotS <= bounds.untilS &&
      !Number.isNaN(values[i] as number);
    if (!kept) {
      reject(number, id, numbers, tree, count);
      continue;
    }
    count.stored++;
    let slot = bySlot.get(slotS);
    if (slot === undefined) {
      slot = { ids: [], values: [] };
      bySlot.set(slotS, slot);
    }
    slot.ids.push(id);
    slot.values.push(values[i] as number);
  }
  const sections: Section[] = [];
  for (const [slotS, slot] of bySlot) {
    const all = Float64Array.from(slot.values);
    for (const picked of inOrder(Uint32Array.from(slot.ids), undefined)) {
      sections.push({ slotS, coveredMs: 0, timers: NO_TIMERS, apdex: NO_ROWS, values: copyRows(all, 1, picked) });
    }
  }
  return { sections, result: resultOf(count), takesUp: undefined };
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

function pickRows(
  numbersOfRows: Uint32Array,
  numbers: SeriesNumbers,
  tree: NameTree,
  accepts: (kind: SeriesKind) => boolean,
  count: Count,
): Picked[] {
  const ids = new Uint32Array(numbersOfRows.length);
  const rows = new Uint32Array(numbersOfRows.length);
  let kept = 0;
  for (let row = 0; row < numbersOfRows.length; row++) {
    const number = numbersOfRows[row] as number;
    const id = numbers.idOf(number);
    const kind = id < 0 ? undefined : tree.kindOf(id);
    if (kind === undefined || !accepts(kind)) {
      reject(number, id, numbers, tree, count);
      continue;
    }
    ids[kept] = id;
    rows[kept++] = row;
  }
  count.stored += kept;
  return kept === rows.length ? inOrder(ids, undefined) : inOrder(ids.subarray(0, kept), rows.subarray(0, kept));
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
  if (rows === undefined) return { ids, values: values.slice() };
  const copy = new Float64Array(ids.length * width);
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

function reject(number: number, id: number, numbers: SeriesNumbers, tree: NameTree, count: Count): void {
  count.rejected++;
  if (count.names.size >= MAX_REJECTED_NAMES) return;
  const name = id < 0 ? numbers.rejectedName(number) : tree.nameOf(id);
  if (name !== undefined) count.names.add(name);
}

const isValueKind = (kind: SeriesKind | undefined): boolean =>
  kind === 'counter' || kind === 'gauge' || kind === 'set' || kind === 'plain';
const resultOf = (count: Count): WriteResult => ({
  stored: count.stored,
  rejected: count.rejected,
  rejectedNames: [...count.names],
});
