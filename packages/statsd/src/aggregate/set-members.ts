/**
 * The members of all sets in one flush, within a bound on their number and bytes. A member is known by its bytes, in one table for all
 * sets; its memory is kept from flush to flush, and given back after a far larger one.
 */
import { KeyTable, NO_KEY } from '@carpy/core';

const FIRST_ENTRIES = 1_024;

export class SetMembers {
  readonly #members: KeyTable;
  /** Members of each entry. */
  #sizes = new Uint32Array(FIRST_ENTRIES);

  /** `maxBytes` is for the bytes of all members together. */
  constructor(maxMembers: number, maxBytes: number) {
    this.#members = new KeyTable({ maxKeys: maxMembers, maxBytes });
  }

  /** Members of all sets together. */
  get size(): number {
    return this.#members.size;
  }

  /** bytes[from, to) is a member of the set `entry` (0 to 2^31 - 1). False when there is no room for one that isn't there yet. */
  add(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const members = this.#members;
    const hash = members.hash(bytes, from, to);
    if (members.find(bytes, from, to, entry, hash) !== NO_KEY) return true;
    if (!members.insert(bytes, from, to, entry, hash, 0)) return false;
    if (entry >= this.#sizes.length) this.#grow(entry);
    this.#sizes[entry] = (this.#sizes[entry] as number) + 1;
    return true;
  }

  sizeOf(entry: number): number {
    return this.#sizes[entry] ?? 0;
  }

  /** Visits every member, bytes[0, length), in the order they came; `bytes` is valid during the call only. `add` puts one back. */
  forEach(visit: (entry: number, bytes: Uint8Array, length: number) => void): void {
    this.#members.forEach((entry, bytes, length) => {
      visit(entry, bytes, length);
    });
  }

  clear(): void {
    if (this.#members.size > 0) this.#sizes.fill(0);
    this.#members.clear();
  }

  #grow(entry: number): void {
    const sizes = new Uint32Array(Math.max(this.#sizes.length * 2, entry + 1));
    sizes.set(this.#sizes);
    this.#sizes = sizes;
  }
}
