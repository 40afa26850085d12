/** The values of a part of an answer while it is being read. Hot: bench/store/wide-reads.mjs. */
import type { SeriesKind } from '@carpy/core';
import { KINDS } from '../schema/schema.ts';
import type { PlanPart } from './read-plan.ts';
import { SketchColumnBuilder } from './sketch-column.ts';
import { clearTable, hasSlot, type SlotTable, widthOf } from './slot-table.ts';

/** One series. */
export interface Row {
  readonly id: number;
  readonly kind: SeriesKind;
  readonly columns: Float64Array;
  readonly sketches: SketchColumnBuilder | undefined;
}

export interface Filling {
  readonly part: PlanPart;
  /** As the part's ids. */
  readonly rows: readonly Row[];
  readonly coveredMs: Float64Array;
  readonly earlier: Filling | undefined;
}

/** The columns of all rows lie in one memory: a thousand of their own took longer to make than to fill (bench/graphite). */
export function rowsOf({ ids, kinds, slots, sketches }: PlanPart): Row[] {
  let width = 0;
  for (const kind of kinds) width += widthOf(KINDS[kind] as SeriesKind);
  const all = new Float64Array(slots * width).fill(Number.NaN);
  let end = 0;
  return Array.from(ids, (id, row): Row => {
    const kind = KINDS[kinds[row] as number] as SeriesKind;
    const from = end;
    end += slots * widthOf(kind);
    return {
      id,
      kind,
      columns: all.subarray(from, end),
      sketches: kind === 'timer' && sketches ? new SketchColumnBuilder(slots) : undefined,
    };
  });
}

/** Puts a table into a row, from slot `offset` of the row on, which may be negative; what is outside is left out. */
export function putTable(row: Row, slots: number, table: SlotTable, offset: number, withSketches: boolean): void {
  const from = Math.max(0, -offset);
  const until = Math.min(table.slots, slots - offset);
  if (from >= until) return;
  const width = widthOf(row.kind);
  for (let c = 0; c < width; c++)
    row.columns.set(table.columns.subarray(c * table.slots + from, c * table.slots + until), c * slots + offset + from);
  if (!withSketches || row.sketches === undefined) return;
  row.sketches.offset = offset;
  for (let i = from; i < until; i++) {
    const sketch = table.sketches[i];
    if (sketch !== undefined) row.sketches.put(i, sketch, 0, sketch.length);
  }
}

/** Puts the slots of a filled row, from `from` on, into a table of its kind. Sketches are views into `sketches`. */
export function toTable(filled: FilledRow, from: number, table: SlotTable): void {
  clearTable(table, filled.row.kind);
  const { columns } = filled.row;
  const width = widthOf(filled.row.kind);
  for (let c = 0; c < width; c++)
    table.columns.set(
      columns.subarray(c * filled.slots + from, c * filled.slots + from + table.slots),
      c * table.slots,
    );
  const { sketches } = filled;
  if (sketches === undefined) return;
  for (let i = 0; i < table.slots; i++) {
    const at = from + i;
    const start = at === 0 ? 0 : (sketches.ends[at - 1] as number);
    const end = sketches.ends[at] as number;
    if (end > start && hasSlot(table, i)) table.sketches[i] = sketches.bytes.subarray(start, end);
  }
}

/** A row that is whole, with its sketches taken. */
export interface FilledRow {
  readonly row: Row;
  readonly slots: number;
  readonly sketches: { readonly bytes: Uint8Array; readonly ends: Uint32Array } | undefined;
}
