/**
 * An open window in memory: for each slot of the finest tier the sections that came, in the order they came. A series that is idle
 * costs nothing, a name costs nothing; sketches of every timer are kept at every flush.
 *
 * Hot: `add` at every flush, `gather` for every series at a seal and at reads (bench/store/index.mjs).
 */
import type { SeriesKind } from '@carpy/core';
import { compactSections } from './compact.ts';
import { APDEX_WIDTH, isEmptySection, rowOf, type Section, sectionBytes, sketchOfRow, TIMER_WIDTH } from './section.ts';
import { mergeSlot, type SlotTable } from './slot-table.ts';

/** All windows are this long, and aligned to it. */
export const WINDOW_S = 600;
/** Sections a slot before they are made one: many small batches of points would make reads slow. */
const MAX_SECTIONS = 16;

interface Slot {
  coveredMs: number;
  sections: Section[];
  /** Row expected next in each section: series are mostly asked for in order of their ids. */
  readonly hints: number[];
}

export class WindowMemory {
  /** Start of the window, seconds since the epoch. */
  readonly windowS: number;
  readonly stepS: number;
  readonly slots: readonly Slot[];
  #bytes = 0;
  #maxId = -1;

  constructor(windowS: number, stepS: number) {
    this.windowS = windowS;
    this.stepS = stepS;
    this.slots = Array.from({ length: WINDOW_S / stepS }, () => ({ coveredMs: 0, sections: [], hints: [] }));
  }

  /** Bytes held, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a section of one of this window's slots. `kindOf` says how two values of one series merge. */
  add(section: Section, kindOf: (id: number) => SeriesKind): void {
    const slot = this.slots[(section.slotS - this.windowS) / this.stepS] as Slot;
    slot.coveredMs = Math.min(this.stepS * 1000, slot.coveredMs + section.coveredMs);
    if (isEmptySection(section)) return;
    slot.sections.push(section);
    this.#bytes += sectionBytes(section);
    for (const { ids } of [section.timers, section.apdex, section.values])
      this.#maxId = Math.max(this.#maxId, ids.at(-1) ?? -1);
    if (slot.sections.length > MAX_SECTIONS) {
      for (const s of slot.sections) this.#bytes -= sectionBytes(s);
      slot.sections = [compactSections(slot.sections, kindOf)];
      slot.hints.length = 0;
      this.#bytes += sectionBytes(slot.sections[0] as Section);
    }
  }

  /** Merges all that the window holds of a series into a table of the finest tier. */
  gather(id: number, table: SlotTable): void {
    const { kind } = table;
    for (let i = 0; i < this.slots.length; i++) {
      const { sections, hints } = this.slots[i] as Slot;
      for (let n = 0; n < sections.length; n++) {
        const section = sections[n] as Section;
        const rows = kind === 'timer' ? section.timers : kind === 'apdex' ? section.apdex : section.values;
        const row = rowOf(rows.ids, id, hints[n] ?? 0);
        if (row < 0) continue;
        hints[n] = row + 1;
        const width = kind === 'timer' ? TIMER_WIDTH : kind === 'apdex' ? APDEX_WIDTH : 1;
        mergeSlot(
          table,
          i,
          rows.values,
          row * width,
          1,
          kind === 'timer' ? sketchOfRow(section.timers, row) : undefined,
        );
      }
    }
  }

  /** Ids of all series with values here, ascending. */
  ids(): Uint32Array {
    const marks = new Uint8Array(this.#maxId + 1);
    let count = 0;
    for (const { sections } of this.slots) {
      for (const section of sections) {
        for (const { ids } of [section.timers, section.apdex, section.values]) {
          for (let i = 0; i < ids.length; i++) {
            const id = ids[i] as number;
            count += 1 - (marks[id] as number);
            marks[id] = 1;
          }
        }
      }
    }
    const all = new Uint32Array(count);
    let at = 0;
    for (let id = 0; id < marks.length; id++) if (marks[id] === 1) all[at++] = id;
    return all;
  }

  /** Stamps of the first and the last slot with values; undefined when there are none. */
  span(): { readonly firstS: number; readonly lastS: number } | undefined {
    const first = this.slots.findIndex((s) => s.sections.length > 0);
    if (first < 0) return undefined;
    const last = this.slots.findLastIndex((s) => s.sections.length > 0);
    return { firstS: this.windowS + first * this.stepS, lastS: this.windowS + last * this.stepS };
  }
}
