/**
 * Open addressing from a hash to a number above 0, by linear probing; the numbers' own keys are elsewhere, so the caller compares.
 * Deleting moves back what follows, so there are no tombstones. Hot: bench/store/index-names.mjs.
 */

const FIRST_SLOTS = 256;

export class IdSlots {
  readonly #hashOf: (id: number) => number;
  #slots = new Uint32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #size = 0;

  /** `hashOf` answers the hash under which a number was inserted. */
  constructor(hashOf: (id: number) => number) {
    this.#hashOf = hashOf;
  }

  /** Where a search begins; go on with `next` until `at` answers 0. */
  start(hash: number): number {
    return hash & this.#mask;
  }

  /** The number at a place; 0 ends the search. */
  at(place: number): number {
    return this.#slots[place] as number;
  }

  next(place: number): number {
    return (place + 1) & this.#mask;
  }

  insert(hash: number, id: number): void {
    // Two thirds full: runs stay short, and a million entries fit in 8 MB.
    if ((this.#size + 1) * 3 > this.#slots.length * 2) this.#resize(this.#slots.length * 2);
    this.#put(hash, id);
    this.#size++;
  }

  /** Removes a number that is there. `hashOf` must still answer for it. */
  remove(hash: number, id: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let hole = hash & mask;
    while (slots[hole] !== id) hole = (hole + 1) & mask;
    for (let place = (hole + 1) & mask; ; place = (place + 1) & mask) {
      const other = slots[place] as number;
      if (other === 0) break;
      const home = this.#hashOf(other) & mask;
      // It may fill the hole unless its home lies behind the hole.
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        slots[hole] = other;
        hole = place;
      }
    }
    slots[hole] = 0;
    this.#size--;
    if (slots.length > FIRST_SLOTS && this.#size * 8 < slots.length) this.#resize(slots.length / 4);
  }

  #put(hash: number, id: number): void {
    let place = hash & this.#mask;
    while (this.#slots[place] !== 0) place = (place + 1) & this.#mask;
    this.#slots[place] = id;
  }

  #resize(length: number): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(Math.max(FIRST_SLOTS, length));
    this.#mask = this.#slots.length - 1;
    for (const id of old) if (id !== 0) this.#put(this.#hashOf(id), id);
  }
}

/** Spreads a running hash over all bits: its low ones alone cluster. */
export function mix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** A start for hashes that nobody can guess, so that nobody can choose names that all fall into one place. */
export const randomSeed = (): number => (Math.random() * 2 ** 32) | 0;

/** As long as needed for `index`, doubled; the same array where it is long enough. */
export function grown<T extends Uint32Array | Uint16Array | Int32Array>(array: T, index: number): T {
  if (index < array.length) return array;
  const wider = new (array.constructor as new (length: number) => T)(Math.max(array.length * 2, index + 1));
  wider.set(array);
  return wider;
}
