/** Many sections of one slot made one: small batches of points come many times a slot, and each section costs a search at reads. */
import type { SeriesKind } from '@carpy/core';
import { APDEX_WIDTH, type Rows, type Section, sketchOfRow, TIMER_WIDTH, type TimerRows, valuesOf } from './section.ts';
import { clearTable, mergeSlot, slotTable } from './slot-table.ts';

/** The merge of sections of one slot, in their order. `kindOf` tells how values merge. */
export function compactSections(sections: readonly Section[], kindOf: (id: number) => SeriesKind): Section {
  const first = sections[0] as Section;
  return {
    slotS: first.slotS,
    stepS: sections.reduce((most, s) => Math.max(most, s.stepS), 0),
    coveredMs: 0,
    timers: mergeTimers(sections.map((s) => s.timers)),
    apdex: mergeRows(
      sections.map((s) => s.apdex),
      APDEX_WIDTH,
      kindOf,
    ).rows,
    values: mergeRows(
      sections.map((s) => s.values),
      1,
      kindOf,
    ).rows,
  };
}

interface MergedRows {
  readonly rows: Rows;
  readonly sketches: readonly (Uint8Array | undefined)[];
}

function mergeTimers(all: readonly TimerRows[]): TimerRows {
  const { rows, sketches } = mergeRows(
    all,
    TIMER_WIDTH,
    () => 'timer',
    (part, row) => sketchOfRow(all[part] as TimerRows, row),
  );
  const sketchEnds = new Uint32Array(rows.ids.length);
  let end = 0;
  for (let i = 0; i < sketchEnds.length; i++) {
    end += sketches[i]?.length ?? 0;
    sketchEnds[i] = end;
  }
  const bytes = new Uint8Array(end);
  for (let i = 0; i < sketchEnds.length; i++) {
    const sketch = sketches[i];
    if (sketch !== undefined) bytes.set(sketch, (sketchEnds[i] as number) - sketch.length);
  }
  return { ...rows, sketches: bytes, sketchEnds };
}

/** Walks all parts together by ascending id; rows of one id merge in the order of the parts. */
function mergeRows(
  parts: readonly Rows[],
  width: number,
  kindOf: (id: number) => SeriesKind,
  sketchOf?: (part: number, row: number) => Uint8Array | undefined,
): MergedRows {
  const total = parts.reduce((n, p) => n + p.ids.length, 0);
  const ids = new Uint32Array(total);
  const values = new Float64Array(total * width);
  const sketches: (Uint8Array | undefined)[] = [];
  const at = new Array<number>(parts.length).fill(0);
  const table = slotTable(1);
  let count = 0;
  for (;;) {
    let id = Number.POSITIVE_INFINITY;
    for (let p = 0; p < parts.length; p++) id = Math.min(id, (parts[p] as Rows).ids[at[p] as number] ?? id);
    if (id === Number.POSITIVE_INFINITY) break;
    clearTable(table, kindOf(id));
    for (let p = 0; p < parts.length; p++) {
      const part = parts[p] as Rows;
      const row = at[p] as number;
      if (part.ids[row] !== id) continue;
      at[p] = row + 1;
      mergeSlot(table, 0, part.values, row * width, 1, sketchOf?.(p, row));
    }
    ids[count] = id;
    for (let c = 0; c < width; c++) values[count * width + c] = table.columns[c] as number;
    sketches.push(table.sketches[0]);
    count++;
  }
  const kept = valuesOf(count * width);
  kept.set(values.subarray(0, kept.length));
  return { rows: { ids: ids.slice(0, count), values: kept }, sketches };
}
