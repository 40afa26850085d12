/**
 * An open window in memory: for each second at which slots came the sections that came, in the order they came. A series that is idle
 * costs nothing, a name costs nothing; sketches of every timer are kept at every flush.
 *
 * Hot: `add` at every flush, `gather` for every series at a seal and at reads (bench/store/carbon-lines.mjs).
 */
import type { SeriesKind } from '@carpy/core';
import { compactSections } from './compact.ts';
import {
  APDEX_WIDTH,
  isEmptySection,
  type Rows,
  rowOf,
  type Section,
  sectionBytes,
  sketchOfRow,
  TIMER_WIDTH,
} from './section.ts';
import { mergeSlot, type SlotTable } from './slot-table.ts';

/** All windows are this long, and aligned to it. */
export const WINDOW_S = 600;
/** Sections a slot before they are made one: many small batches of points would make reads slow. */
const MAX_SECTIONS = 16;

interface Slot {
  readonly slotS: number;
  coveredMs: number;
  /** Step of the flushes that said how much was recorded; 0 while none did. */
  coveredStepS: number;
  sections: Section[];
  /** Bytes of the sections, ids that they share with earlier ones not counted. */
  bytes: number;
}

/** A window as plain data, for another thread. */
export interface WindowMessage {
  readonly windowS: number;
  readonly slots: readonly Slot[];
}

/** One section as series of one step see it. */
interface Place {
  readonly section: Section;
  /** Slot of the series' finest tier. */
  readonly slot: number;
  /** Rows expected next: series are mostly asked for in order of their ids. */
  hint: number;
}

export class WindowMemory {
  /** Start of the window, seconds since the epoch. */
  readonly windowS: number;
  readonly #slots = new Map<number, Slot>();
  /** By step: all sections in the order in which they merge. Empty after a change. */
  readonly #places = new Map<number, Place[]>();
  /** Ids that came last, by group: batches mostly bring the same series again, and then share one array. */
  readonly #lastIds: Record<'timers' | 'apdex' | 'values', Uint32Array> = {
    timers: new Uint32Array(0),
    apdex: new Uint32Array(0),
    values: new Uint32Array(0),
  };
  #bytes = 0;
  #maxId = -1;

  constructor(windowS: number) {
    this.windowS = windowS;
  }

  static fromMessage({ windowS, slots }: WindowMessage): WindowMemory {
    const memory = new WindowMemory(windowS);
    for (const slot of slots) {
      memory.#slots.set(slot.slotS, slot);
      memory.#bytes += slot.bytes;
      for (const section of slot.sections) memory.#reach(section);
    }
    return memory;
  }

  /** Plain data: long values are shared with the thread that gets it, the rest is copied. */
  toMessage(): WindowMessage {
    return { windowS: this.windowS, slots: this.#inOrder() };
  }

  /** Bytes held, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a section of one of this window's slots. `kindOf` says how two values of one series merge. */
  add(section: Section, kindOf: (id: number) => SeriesKind): void {
    const slot = this.#slotAt(section.slotS);
    if (section.coveredMs > 0) {
      slot.coveredStepS = section.stepS;
      slot.coveredMs = Math.min(section.stepS * 1000, slot.coveredMs + section.coveredMs);
    }
    if (isEmptySection(section)) return;
    this.#places.clear();
    const kept = this.#sharingIds(section);
    slot.sections.push(kept);
    this.#weigh(slot, sectionBytes(kept) - sharedBytes(section, kept));
    this.#reach(kept);
    if (slot.sections.length > MAX_SECTIONS) {
      const one = compactSections(slot.sections, kindOf);
      slot.sections = [one];
      this.#weigh(slot, sectionBytes(one) - slot.bytes);
    }
  }

  /** Merges all that the window holds of a series into a table of its finest tier. */
  gather(id: number, table: SlotTable): void {
    const { kind } = table;
    for (const place of this.#placesFor(table.stepS)) {
      const { section } = place;
      const rows = kind === 'timer' ? section.timers : kind === 'apdex' ? section.apdex : section.values;
      const { ids } = rows;
      const { hint } = place;
      let row = hint;
      if (ids[hint] !== id) {
        // Asked in order of ids, a series that is not here lies between the row before and the one expected.
        if ((ids[hint] ?? Number.POSITIVE_INFINITY) > id && (hint === 0 || (ids[hint - 1] as number) < id)) continue;
        row = rowOf(ids, id, hint);
        if (row < 0) continue;
      }
      place.hint = row + 1;
      const width = kind === 'timer' ? TIMER_WIDTH : kind === 'apdex' ? APDEX_WIDTH : 1;
      const sketch = kind === 'timer' ? sketchOfRow(section.timers, row) : undefined;
      mergeSlot(table, place.slot, rows.values, row * width, 1, sketch);
    }
  }

  /** Ids of all series with values here, ascending. */
  ids(): Uint32Array {
    const marks = new Uint8Array(this.#maxId + 1);
    const seen = new Set<Uint32Array>();
    let count = 0;
    for (const { sections } of this.#slots.values())
      for (const section of sections)
        for (const { ids } of [section.timers, section.apdex, section.values]) {
          if (seen.has(ids)) continue;
          seen.add(ids);
          for (let i = 0; i < ids.length; i++) {
            const id = ids[i] as number;
            count += 1 - (marks[id] as number);
            marks[id] = 1;
          }
        }
    const all = new Uint32Array(count);
    let at = 0;
    for (let id = 0; id < marks.length; id++) if (marks[id] === 1) all[at++] = id;
    return all;
  }

  /** Stamps of the first and the last slot with values; undefined when there are none. */
  span(): { readonly firstS: number; readonly lastS: number } | undefined {
    const held = this.#inOrder().filter((s) => s.sections.length > 0);
    const first = held[0];
    return first === undefined ? undefined : { firstS: first.slotS, lastS: (held.at(-1) ?? first).slotS };
  }

  /** Recorded milliseconds of each slot of this step; the step divides the window. */
  coverage(stepS: number): Float64Array {
    const covered = new Float64Array(WINDOW_S / stepS);
    for (const { slotS, coveredMs, coveredStepS } of this.#slots.values()) {
      if (coveredMs === 0) continue;
      // A flush longer than the step spreads over the slots that it spans.
      const parts = Math.max(1, Math.floor(coveredStepS / stepS));
      const first = Math.floor((slotS - this.windowS) / stepS);
      for (let i = first; i < Math.min(first + parts, covered.length); i++)
        covered[i] = Math.min(stepS * 1000, (covered[i] as number) + coveredMs / parts);
    }
    return covered;
  }

  #slotAt(slotS: number): Slot {
    let slot = this.#slots.get(slotS);
    if (slot === undefined) {
      slot = { slotS, coveredMs: 0, coveredStepS: 0, sections: [], bytes: 0 };
      this.#slots.set(slotS, slot);
    }
    return slot;
  }

  #inOrder(): Slot[] {
    return [...this.#slots.values()].sort((a, b) => a.slotS - b.slotS);
  }

  #weigh(slot: Slot, bytes: number): void {
    slot.bytes += bytes;
    this.#bytes += bytes;
  }

  #reach({ timers, apdex, values }: Section): void {
    for (const { ids } of [timers, apdex, values]) this.#maxId = Math.max(this.#maxId, ids.at(-1) ?? -1);
  }

  #sharingIds(section: Section): Section {
    const last = this.#lastIds;
    const timers = shared(section.timers, last.timers);
    const apdex = shared(section.apdex, last.apdex);
    const values = shared(section.values, last.values);
    if (timers.ids.length > 0) last.timers = timers.ids;
    if (apdex.ids.length > 0) last.apdex = apdex.ids;
    if (values.ids.length > 0) last.values = values.ids;
    return { ...section, timers, apdex, values };
  }

  /**
   * Slots ascend, so that of two plain values the later stamp wins. First come points at seconds where no slot of the step begins: they came
   * while their series' step was not known, so before all others of that series.
   */
  #placesFor(stepS: number): Place[] {
    const known = this.#places.get(stepS);
    if (known !== undefined) return known;
    const before: Place[] = [];
    const places: Place[] = [];
    for (const { slotS, sections } of this.#inOrder())
      for (const section of sections) {
        const early = section.stepS === 0 && slotS % stepS !== 0;
        (early ? before : places).push({ section, slot: Math.floor((slotS - this.windowS) / stepS), hint: 0 });
      }
    const all = [...before, ...places];
    this.#places.set(stepS, all);
    return all;
  }
}

/** The rows with the ids of `last`, where they are the same. */
function shared<R extends Rows>(rows: R, last: Uint32Array): R {
  const { ids } = rows;
  if (ids === last || ids.length !== last.length || ids.length === 0) return rows;
  for (let i = 0; i < ids.length; i++) if (ids[i] !== last[i]) return rows;
  return { ...rows, ids: last };
}

/** Bytes of ids that `kept` has from an earlier section. */
function sharedBytes(came: Section, kept: Section): number {
  let bytes = 0;
  for (const group of ['timers', 'apdex', 'values'] as const)
    if (came[group].ids !== kept[group].ids) bytes += kept[group].ids.byteLength;
  return bytes;
}
