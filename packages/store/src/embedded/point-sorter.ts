/**
 * Sorts the points of one batch into sections: by slot, then by id; of two points of one slot and series the later one stays.
 *
 * Hot: `add` and `take` for every point (bench/store/carbon-lines.mjs). Arrays grow by doubling and are reused; points that come in order of their
 * ids within each slot, as they mostly do, cost one pass, the others a radix sort before it.
 */
import { NO_ROWS, NO_TIMERS, type Section, valuesOf } from './section.ts';

/** Bits of an id that one pass of the radix sort takes. */
const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;
/** Spreads stamps over the table of slots: 2^32 by the golden ratio. */
const SPREAD = 0x9e3779b1;

export class PointSorter {
  #ids = new Uint32Array(1_024);
  #slots = new Uint32Array(1_024);
  #values = new Float64Array(1_024);
  #size = 0;
  #inOrder = true;
  /** By number of a slot: its stamp, points, and the id that came last. */
  #stamps = new Float64Array(64);
  #counts = new Uint32Array(64);
  #lastIds = new Uint32Array(64);
  #slotCount = 0;
  /** Numbers of slots + 1 by the hash of their stamp, open addressing; half empty. */
  #table = new Uint32Array(128);
  #lastStampS = Number.NaN;
  #lastSlot = 0;

  add(id: number, slotS: number, value: number): void {
    const at = this.#size;
    if (at === this.#ids.length) this.#grow();
    const slot = slotS === this.#lastStampS ? this.#lastSlot : this.#slotOf(slotS);
    this.#ids[at] = id;
    this.#slots[at] = slot;
    this.#values[at] = value;
    if (id < (this.#lastIds[slot] as number)) this.#inOrder = false;
    this.#lastIds[slot] = id;
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
    this.#size = at + 1;
  }

  /** The sections of all points since the last call. */
  take(): Section[] {
    const size = this.#size;
    const slotCount = this.#slotCount;
    if (size === 0) return [];
    if (!this.#inOrder) this.#sortById();
    const starts = new Uint32Array(slotCount);
    for (let s = 1; s < slotCount; s++) starts[s] = (starts[s - 1] as number) + (this.#counts[s - 1] as number);
    const ends = starts.slice();
    const ids = new Uint32Array(size);
    const values = valuesOf(size);
    const ownIds = this.#ids;
    const ownSlots = this.#slots;
    const ownValues = this.#values;
    for (let i = 0; i < size; i++) {
      const slot = ownSlots[i] as number;
      const id = ownIds[i] as number;
      const end = ends[slot] as number;
      if (end > (starts[slot] as number) && ids[end - 1] === id) {
        values[end - 1] = ownValues[i] as number;
        continue;
      }
      ids[end] = id;
      values[end] = ownValues[i] as number;
      ends[slot] = end + 1;
    }
    const sections: Section[] = [];
    for (let s = 0; s < slotCount; s++) {
      const from = starts[s] as number;
      const to = ends[s] as number;
      sections.push({
        slotS: this.#stamps[s] as number,
        stepS: 0,
        coveredMs: 0,
        timers: NO_TIMERS,
        apdex: NO_ROWS,
        // Ids are copies of their own: a window shares them between sections, and must not hold a whole batch for that.
        values: { ids: ids.slice(from, to), values: values.subarray(from, to) },
      });
    }
    this.#clear();
    return sections;
  }

  #clear(): void {
    this.#size = 0;
    this.#slotCount = 0;
    this.#inOrder = true;
    this.#lastStampS = Number.NaN;
    this.#table.fill(0);
  }

  /** The number of a slot, given at its first point. */
  #slotOf(slotS: number): number {
    const mask = this.#table.length - 1;
    let place = (Math.imul(slotS, SPREAD) >>> 7) & mask;
    for (;;) {
      const found = this.#table[place] as number;
      if (found === 0) break;
      if (this.#stamps[found - 1] === slotS) return this.#came(slotS, found - 1);
      place = (place + 1) & mask;
    }
    const slot = this.#slotCount++;
    if (slot === this.#stamps.length) this.#growSlots();
    this.#stamps[slot] = slotS;
    this.#counts[slot] = 0;
    this.#lastIds[slot] = 0;
    if (this.#slotCount * 2 > this.#table.length) this.#rehash();
    else this.#table[place] = slot + 1;
    return this.#came(slotS, slot);
  }

  #came(slotS: number, slot: number): number {
    this.#lastStampS = slotS;
    this.#lastSlot = slot;
    return slot;
  }

  #rehash(): void {
    this.#table = new Uint32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let slot = 0; slot < this.#slotCount; slot++) {
      let place = (Math.imul(this.#stamps[slot] as number, SPREAD) >>> 7) & mask;
      while (this.#table[place] !== 0) place = (place + 1) & mask;
      this.#table[place] = slot + 1;
    }
  }

  /** Least significant digits first, so that points of one id stay in the order in which they came. */
  #sortById(): void {
    const size = this.#size;
    let most = 0;
    for (let i = 0; i < size; i++) most = Math.max(most, this.#ids[i] as number);
    const digits = new Uint32Array(RADIX);
    for (let shift = 0; shift < 32 && most >>> shift > 0; shift += RADIX_BITS) {
      digits.fill(0);
      for (let i = 0; i < size; i++) {
        const digit = ((this.#ids[i] as number) >>> shift) & (RADIX - 1);
        digits[digit] = (digits[digit] as number) + 1;
      }
      let before = 0;
      for (let d = 0; d < RADIX; d++) {
        const count = digits[d] as number;
        digits[d] = before;
        before += count;
      }
      this.#distribute(digits, shift);
    }
  }

  #distribute(places: Uint32Array, shift: number): void {
    const ids = new Uint32Array(this.#ids.length);
    const slots = new Uint32Array(this.#ids.length);
    const values = new Float64Array(this.#ids.length);
    for (let i = 0; i < this.#size; i++) {
      const id = this.#ids[i] as number;
      const digit = (id >>> shift) & (RADIX - 1);
      const to = places[digit] as number;
      places[digit] = to + 1;
      ids[to] = id;
      slots[to] = this.#slots[i] as number;
      values[to] = this.#values[i] as number;
    }
    this.#ids = ids;
    this.#slots = slots;
    this.#values = values;
  }

  #grow(): void {
    this.#ids = wider(this.#ids, new Uint32Array(this.#size * 2));
    this.#slots = wider(this.#slots, new Uint32Array(this.#size * 2));
    this.#values = wider(this.#values, new Float64Array(this.#size * 2));
  }

  #growSlots(): void {
    const length = this.#stamps.length * 2;
    this.#stamps = wider(this.#stamps, new Float64Array(length));
    this.#counts = wider(this.#counts, new Uint32Array(length));
    this.#lastIds = wider(this.#lastIds, new Uint32Array(length));
  }
}

function wider<T extends Uint32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
