/**
 * Gathers what a plan takes from one window in memory: row after row into growing arrays.
 *
 * Hot: once a series and open window of every wide read (bench/store/wide-reads.mjs).
 */
import type { MemoryPart } from './read-plan.ts';
import { type SlotTable, widthOf } from './slot-table.ts';

export class MemoryGathering {
  readonly #slots: number;
  readonly #withSketches: boolean;
  readonly #rows: number[] = [];
  #columns = new Float64Array(0);
  #length = 0;
  #sketches = new Uint8Array(0);
  #sketchLength = 0;
  readonly #ends: number[] = [];

  constructor(slots: number, withSketches: boolean) {
    this.#slots = slots;
    this.#withSketches = withSketches;
  }

  get rows(): readonly number[] {
    return this.#rows;
  }

  /** Takes the table of a row; rows ascend. */
  put(row: number, table: SlotTable): void {
    this.#rows.push(row);
    const values = this.#slots * widthOf(table.kind);
    if (this.#length + values > this.#columns.length) this.#grow(this.#length + values);
    this.#columns.set(table.columns.subarray(0, values), this.#length);
    this.#length += values;
    if (!this.#withSketches || table.kind !== 'timer') return;
    for (let slot = 0; slot < this.#slots; slot++) {
      const sketch = table.sketches[slot];
      if (sketch !== undefined) this.#putSketch(sketch);
      this.#ends.push(this.#sketchLength);
    }
  }

  take(startS: number, coveredMs: Float64Array): MemoryPart {
    return {
      startS,
      slots: this.#slots,
      coveredMs,
      rows: Uint32Array.from(this.#rows),
      // Copies of their own: what crosses to another thread takes its whole memory along.
      columns: this.#columns.slice(0, this.#length),
      sketches: this.#sketches.slice(0, this.#sketchLength),
      sketchEnds: Uint32Array.from(this.#ends),
    };
  }

  #putSketch(sketch: Uint8Array): void {
    const end = this.#sketchLength + sketch.length;
    if (end > this.#sketches.length) {
      const wider = new Uint8Array(Math.max(end, this.#sketches.length * 2, 4_096));
      wider.set(this.#sketches.subarray(0, this.#sketchLength));
      this.#sketches = wider;
    }
    this.#sketches.set(sketch, this.#sketchLength);
    this.#sketchLength = end;
  }

  #grow(needed: number): void {
    const wider = new Float64Array(Math.max(needed, this.#columns.length * 2));
    wider.set(this.#columns.subarray(0, this.#length));
    this.#columns = wider;
  }
}

/** Goes through the rows of a part of memory in their order and lays each into a table. */
export class MemoryRows {
  readonly #part: MemoryPart;
  #next = 0;
  #at = 0;
  #sketch = 0;

  constructor(part: MemoryPart) {
    this.#part = part;
  }

  /** Fills the table, of the part's slots and the row's kind; false when the row has nothing there. Rows asked for ascend. */
  read(row: number, table: SlotTable): boolean {
    const { rows, slots, columns, sketches, sketchEnds } = this.#part;
    if (rows[this.#next] !== row) return false;
    this.#next++;
    const values = slots * widthOf(table.kind);
    table.columns.set(columns.subarray(this.#at, this.#at + values));
    this.#at += values;
    table.sketches.fill(undefined);
    if (table.kind !== 'timer' || sketchEnds.length === 0) return true;
    for (let slot = 0; slot < slots; slot++) {
      const from = this.#sketch === 0 ? 0 : (sketchEnds[this.#sketch - 1] as number);
      const until = sketchEnds[this.#sketch++] as number;
      if (until > from) table.sketches[slot] = sketches.subarray(from, until);
    }
    return true;
  }
}
