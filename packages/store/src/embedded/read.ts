/**
 * Reads series over a range in one tier: window by window, and in each the series in the order of their ids, so that a block is gone
 * through once, from its beginning to its end. Wide reads let others in between.
 *
 * Hot: bench/store/wide-reads.mjs.
 */
import { alignDown, CarpyError, type SeriesKind } from '@carpy/core';
import type { Coverage, ReadAnswer, ReadRequest, SeriesData, Tier } from '../store.ts';
import { Breath } from './breath.ts';
import { NO_SKETCHES } from './chunk.ts';
import { type EngineState, memoriesOf, windowOf } from './engine-state.ts';
import { Layers } from './layers.ts';
import { ReadAhead } from './read-ahead.ts';
import { SketchColumnBuilder } from './sketch-column.ts';
import { type SlotTable, widthOf } from './slot-table.ts';
import { chooseTier } from './tier-choice.ts';
import { WINDOW_S } from './window.ts';

/** Slots of one series in one answer. */
const MAX_SLOTS = 200_000;
/** Values of all series and columns in one answer: 160 MB. */
const MAX_VALUES = 20_000_000;

/** Stamps of a range; the log and the blocks hold far nearer ones. */
const MAX_STAMP_S = 1e14;

interface Filling {
  readonly id: number;
  readonly kind: SeriesKind;
  readonly columns: Float64Array;
  readonly sketches: SketchColumnBuilder | undefined;
}

/** Throws CARPY_TOO_MUCH past the limits, CARPY_BAD_REQUEST for an unknown id or a range that is none. */
export async function readSeries(state: EngineState, request: ReadRequest): Promise<ReadAnswer> {
  const tier = chooseTier(request, state.tiers, touchesSealed(state, request));
  const { stepS } = state.tiers[tier] as Tier;
  const { startS, slots } = slotsOf(request, stepS);
  const values = request.ids.reduce((n, id) => n + slots * widthOf(kindOf(state, id)), 0);
  if (values > MAX_VALUES)
    throw new CarpyError(
      'CARPY_TOO_MUCH',
      `${request.ids.length} series of ${slots} slots are ${values} values; at most ${MAX_VALUES} are read at once`,
    );
  const series = request.ids.map((id) => fillingOf(state, request, id, slots));
  const coveredMs = new Float64Array(slots);
  const inOrder = [...series].sort((a, b) => a.id - b.id);
  const ahead = new ReadAhead(Uint32Array.from(inOrder, ({ id }) => id));
  const layers = new Layers(state);
  const breath = new Breath();
  const endS = startS + slots * stepS;
  for (let windowS = slots === 0 ? endS : windowOf(startS); windowS < endS; windowS += WINDOW_S) {
    if (!layers.has(tier, windowS)) continue;
    const offset = (windowS - startS) / stepS;
    const covered = layers.coverage(tier, windowS, memoriesOf(state, windowS));
    for (let i = Math.max(0, -offset); i < covered.length && offset + i < slots; i++)
      coveredMs[offset + i] = covered[i] as number;
    let memories = memoriesOf(state, windowS);
    for (const one of inOrder) {
      if (one.sketches !== undefined) one.sketches.offset = offset;
      const sealed = memories.length === 0;
      const found = sealed
        ? layers.fillSealed(tier, windowS, one.id, one.sketches ?? NO_SKETCHES, ahead)
        : layers.fill(tier, windowS, one.id, memories);
      if (found) copySlots(layers.tables[tier] as SlotTable, one, offset, slots, !sealed);
      if (!breath.isOver) continue;
      await breath.breathe();
      // A seal may have put blocks in the place of memory.
      memories = memoriesOf(state, windowS);
    }
  }
  return {
    series: series.map(
      ({ id, kind, columns, sketches }): SeriesData => ({
        id,
        kind,
        startS,
        stepS,
        slots,
        columns,
        sketches: sketches?.take(),
      }),
    ),
    coverage: [{ startS, stepS, coveredMs } satisfies Coverage],
  };
}

/** The slots in (fromS, untilS], aligned. */
function slotsOf({ fromS, untilS }: ReadRequest, stepS: number): { readonly startS: number; readonly slots: number } {
  // Further away doubles are no longer exact to the second: a loop from slot to slot would never end.
  if (!(Math.abs(fromS) < MAX_STAMP_S && Math.abs(untilS) < MAX_STAMP_S))
    throw new CarpyError('CARPY_BAD_REQUEST', `(${fromS}, ${untilS}] is no range of times`);
  const startS = alignDown(Math.floor(fromS), stepS) + stepS;
  const slots = Math.max(0, (alignDown(Math.floor(untilS), stepS) - startS) / stepS + 1);
  if (slots > MAX_SLOTS)
    throw new CarpyError(
      'CARPY_TOO_MUCH',
      `the range has ${slots} slots of ${stepS} s; at most ${MAX_SLOTS} are read at once`,
    );
  return { startS, slots };
}

function kindOf(state: EngineState, id: number): SeriesKind {
  const kind = state.tree.kindOf(id);
  if (kind === undefined) throw new CarpyError('CARPY_BAD_REQUEST', `there is no series ${id}`);
  return kind;
}

function fillingOf(state: EngineState, request: ReadRequest, id: number, slots: number): Filling {
  const kind = kindOf(state, id);
  return {
    id,
    kind,
    columns: new Float64Array(slots * widthOf(kind)).fill(Number.NaN),
    sketches: kind === 'timer' && request.sketches !== 'none' ? new SketchColumnBuilder(slots) : undefined,
  };
}

function copySlots(table: SlotTable, to: Filling, offset: number, slots: number, withSketches: boolean): void {
  if (table.kind !== to.kind) return;
  const from = Math.max(0, -offset);
  const until = Math.min(table.slots, slots - offset);
  const width = widthOf(to.kind);
  for (let c = 0; c < width; c++) {
    const shift = c * slots + offset;
    for (let i = from; i < until; i++) to.columns[shift + i] = table.columns[c * table.slots + i] as number;
  }
  if (!withSketches || to.sketches === undefined) return;
  for (let i = from; i < until; i++) {
    const sketch = table.sketches[i];
    if (sketch !== undefined) to.sketches.put(i, sketch, 0, sketch.length);
  }
}

/** True when some of the range is sealed: there the finest tier has no sketches. */
function touchesSealed(state: EngineState, { fromS, untilS }: ReadRequest): boolean {
  for (const { windowS } of state.blocks.all())
    if (windowS + WINDOW_S - state.fineStepS > fromS && windowS <= untilS) return true;
  return false;
}
