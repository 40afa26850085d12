/** Where the name of each id lies, and which ids may be used again. Ids are dense from 0. */
import { grown } from './id-slots.ts';
import { NO_ID } from './node-table.ts';

/** What an id's place says beside the number of a node: no name; may be used again; this bit and the number of a tagged name. */
const NO_PLACE = 0;
const FREE = 0xffff_ffff;
export const TAGGED = 0x8000_0000;

/** Hot: asked for each id of each flush. */
export class IdPlaces {
  #places = new Uint32Array(1_024);
  #count = 0;
  /** May name ids that were taken since; their place tells. */
  readonly #free: number[] = [];

  /** Ids given so far, those gone included. */
  get count(): number {
    return this.#count;
  }

  has(id: number): boolean {
    return id >= 0 && id < this.#count && this.#places[id] !== NO_PLACE && this.#places[id] !== FREE;
  }

  /** Of an id that has a name: its node, or TAGGED and the number of its tagged name. */
  at(id: number): number {
    return this.#places[id] as number;
  }

  set(id: number, place: number): void {
    this.#places[id] = place;
  }

  /** The name is gone; the id stays taken until it is released. */
  clear(id: number): void {
    this.#places[id] = NO_PLACE;
  }

  /** The next id, which has no name. */
  reserve(): number {
    const id = this.#count++;
    this.#places = grown(this.#places, id);
    return id;
  }

  /** Ids without a name may be used again; others are passed over. */
  release(ids: Iterable<number>): void {
    for (const id of ids) {
      if (id >= this.#count || this.#places[id] !== NO_PLACE) continue;
      this.#places[id] = FREE;
      this.#free.push(id);
    }
  }

  /** The released id to use next, taken; NO_ID without one. */
  takeFree(): number {
    for (let id = this.#free.pop(); id !== undefined; id = this.#free.pop()) if (this.#places[id] === FREE) return id;
    return NO_ID;
  }

  /** Released ids, the next one last; so many at most. */
  freeIds(limit: number): number[] {
    return this.#free.slice(-limit).filter((id) => this.#places[id] === FREE);
  }
}
