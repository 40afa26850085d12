/**
 * The ids of the newest records, so that none counts twice: an agent sends a body again when it did not hear the answer, within minutes.
 * A window of the last 262,144; open addressing over the ids' own bits, 8 MiB.
 */
import { compareIdWords, hashWords, ID_WORDS } from './record-ids.ts';

export const NEWEST_IDS: number = 2 ** 18;
const SLOTS = NEWEST_IDS * 2;
const LAST_SLOT = SLOTS - 1;
const EMPTY = 0;

export class NewestIds {
  /** A ring of the ids in the order in which they came. */
  readonly #ring = new Uint32Array(NEWEST_IDS * ID_WORDS);
  /** Place in the ring + 1. */
  readonly #slots = new Uint32Array(SLOTS);
  #next = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** False where it is known by now. */
  add(words: Uint32Array, at: number): boolean {
    let slot = this.#find(words, at);
    if (this.#slots[slot] !== EMPTY) return false;
    if (this.#size === NEWEST_IDS) {
      this.#forget(this.#next);
      slot = this.#find(words, at);
    } else this.#size++;
    for (let i = 0; i < ID_WORDS; i++) this.#ring[this.#next * ID_WORDS + i] = words[at + i] as number;
    this.#slots[slot] = this.#next + 1;
    this.#next = (this.#next + 1) % NEWEST_IDS;
    return true;
  }

  /** Takes back the newest `count`, whose records were not stored. */
  takeBack(count: number): void {
    for (let i = 0; i < Math.min(count, NEWEST_IDS); i++) {
      this.#next = (this.#next + NEWEST_IDS - 1) % NEWEST_IDS;
      this.#forget(this.#next);
      this.#size--;
    }
  }

  /** Where the id is, or the empty slot where it would be. */
  #find(words: Uint32Array, at: number): number {
    let slot = hashWords(0, words, at) & LAST_SLOT;
    for (let place = this.#slots[slot] as number; place !== EMPTY; place = this.#slots[slot] as number) {
      if (compareIdWords(this.#ring, (place - 1) * ID_WORDS, words, at) === 0) return slot;
      slot = (slot + 1) & LAST_SLOT;
    }
    return slot;
  }

  /** Those behind it move up, so that no search ends too soon. */
  #forget(ringPlace: number): void {
    let hole = this.#find(this.#ring, ringPlace * ID_WORDS);
    if (this.#slots[hole] === EMPTY) return;
    for (let slot = (hole + 1) & LAST_SLOT; this.#slots[slot] !== EMPTY; slot = (slot + 1) & LAST_SLOT) {
      const home = hashWords(0, this.#ring, ((this.#slots[slot] as number) - 1) * ID_WORDS) & LAST_SLOT;
      const fits = hole <= slot ? home <= hole || home > slot : home <= hole && home > slot;
      if (!fits) continue;
      this.#slots[hole] = this.#slots[slot] as number;
      hole = slot;
    }
    this.#slots[hole] = EMPTY;
  }
}
