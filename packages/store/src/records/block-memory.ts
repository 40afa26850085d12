/** Memory that blocks are unpacked into, used again and again: what is allocated for each would be collected after each few pages. */
const ROUND_BYTES = 4_096;
/** Longer ones are rare. */
const MAX_BYTES = 65_536;
const MAX_FREE = 64;

export class BlockMemory {
  readonly #free = new Map<number, Uint8Array[]>();

  /** At least so many bytes; they hold anything. */
  take(bytes: number): Uint8Array {
    const size = Math.ceil(bytes / ROUND_BYTES) * ROUND_BYTES;
    return this.#free.get(size)?.pop() ?? new Uint8Array(size);
  }

  /** Of nobody any more. */
  give(memory: Uint8Array): void {
    if (memory.length > MAX_BYTES) return;
    const list = this.#free.get(memory.length) ?? [];
    this.#free.set(memory.length, list);
    if (list.length < MAX_FREE) list.push(memory);
  }
}
