/**
 * From the bytes of a name, as it came, to a number: so that a known name costs no string and no allocation.
 * Open addressing with linear probing over typed arrays, at most half full; the bytes of all keys stand in one arena.
 * The hash starts from a random seed, so that nobody can choose names that all fall into one place.
 *
 * Hot: `find` runs once a metric (bench/statsd).
 */

/** Answer of `find` for a key that is not there. */
export const NO_KEY = -1;

/** The multiplier of the running hash: `hash = Math.imul(hash ^ byte, HASH_PRIME)` from `seed`, over the key's bytes. */
export const HASH_PRIME = 0x01000193;

const FIRST_SLOTS = 1_024;
/** Numbers a key in #meta: start in the arena, length and class, value, mixed hash. */
const STRIDE = 4;
const MAX_KEY_BYTES = 0xffff;

export interface KeyTableOptions {
  /** Keys kept; past it `insert` answers false. Default 2,000,000. */
  readonly maxKeys?: number;
  /** Bytes of all keys together; past it `insert` answers false. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Start of the hash. Default random. */
  readonly seed?: number;
}

export class KeyTable {
  readonly seed: number;
  readonly #maxKeys: number;
  readonly #maxBytes: number;
  /** Index of a key plus 1; 0 is free. */
  #slots = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #meta = new Int32Array((FIRST_SLOTS / 2) * STRIDE);
  #arena = new Uint8Array(16_384);
  #arenaUsed = 0;
  #size = 0;

  constructor(options: KeyTableOptions = {}) {
    this.seed = options.seed ?? (Math.random() * 2 ** 32) | 0;
    this.#maxKeys = options.maxKeys ?? 2_000_000;
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
  }

  get size(): number {
    return this.#size;
  }

  /** The running hash of bytes[from, to): what `find` and `insert` want; hot loops compute it while they scan. */
  hash(bytes: Uint8Array, from: number, to: number): number {
    let hash = this.seed;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), HASH_PRIME);
    return hash;
  }

  /** The value of the key bytes[from, to) in class `kind` (0 to 255), or NO_KEY. */
  find(bytes: Uint8Array, from: number, to: number, kind: number, hash: number): number {
    const mixed = mix(hash, kind);
    const slots = this.#slots;
    const meta = this.#meta;
    const mask = this.#mask;
    const lengthAndKind = ((to - from) << 8) | kind;
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot] as number;
      if (index === 0) return NO_KEY;
      const at = (index - 1) * STRIDE;
      if (meta[at + 3] !== mixed || meta[at + 1] !== lengthAndKind) continue;
      if (this.#same(meta[at] as number, bytes, from, to)) return meta[at + 2] as number;
    }
  }

  /** Adds a key that is not there, with a value >= 0. False when the table is full or the key longer than 65,535 bytes. */
  insert(bytes: Uint8Array, from: number, to: number, kind: number, hash: number, value: number): boolean {
    const length = to - from;
    if (this.#size >= this.#maxKeys || length > MAX_KEY_BYTES || this.#arenaUsed + length > this.#maxBytes)
      return false;
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow();
    if (this.#arenaUsed + length > this.#arena.length) {
      const wider = new Uint8Array(Math.max(this.#arena.length * 2, this.#arenaUsed + length));
      wider.set(this.#arena);
      this.#arena = wider;
    }
    const mixed = mix(hash, kind);
    const at = this.#size * STRIDE;
    this.#arena.set(bytes.subarray(from, to), this.#arenaUsed);
    this.#meta[at] = this.#arenaUsed;
    this.#meta[at + 1] = (length << 8) | kind;
    this.#meta[at + 2] = value;
    this.#meta[at + 3] = mixed;
    this.#arenaUsed += length;
    this.#size++;
    place(this.#slots, this.#mask, mixed, this.#size);
    return true;
  }

  #same(start: number, bytes: Uint8Array, from: number, to: number): boolean {
    const arena = this.#arena;
    for (let i = from, j = start; i < to; i++, j++) if (arena[j] !== bytes[i]) return false;
    return true;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const meta = new Int32Array((slots.length / 2) * STRIDE);
    meta.set(this.#meta);
    for (let i = 0; i < this.#size; i++) place(slots, slots.length - 1, meta[i * STRIDE + 3] as number, i + 1);
    this.#slots = slots;
    this.#mask = slots.length - 1;
    this.#meta = meta;
  }
}

function place(slots: Int32Array, mask: number, mixed: number, index: number): void {
  let slot = mixed & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = index;
}

/** Spreads the running hash over all bits: its low ones alone cluster, and names differ mostly in their last characters. */
function mix(hash: number, kind: number): number {
  let h = hash ^ Math.imul(kind + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
