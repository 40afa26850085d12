/** What is kept of each series by its id, in memory that threads share: traits and the day of its last value. Grows by doubling into new memory. */
import { NO_SERIES } from '../schema/schema.ts';

const FIRST_IDS = 1_024;

export class IdColumns {
  #traits: Uint32Array = new Uint32Array(new SharedArrayBuffer(FIRST_IDS * 4)).fill(NO_SERIES);
  #seenDay: Uint16Array = new Uint16Array(new SharedArrayBuffer(FIRST_IDS * 2));

  get traits(): Uint32Array {
    return this.#traits;
  }

  get seenDay(): Uint16Array {
    return this.#seenDay;
  }

  /** Makes room for an id. */
  fit(id: number): void {
    const old = this.#traits.length;
    if (id < old) return;
    const length = Math.max(old * 2, id + 1);
    const traits = new Uint32Array(new SharedArrayBuffer(length * 4));
    traits.set(this.#traits);
    this.#traits = traits.fill(NO_SERIES, old);
    const seenDay = new Uint16Array(new SharedArrayBuffer(length * 2));
    seenDay.set(this.#seenDay);
    this.#seenDay = seenDay;
  }
}
