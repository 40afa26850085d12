/**
 * From the bytes of a name, as it came, to a number: so that a known name costs no string and no allocation.
 * Open addressing with linear probing over typed arrays, at most half full; each key is one record in one arena.
 * The hash starts from a random seed, so that nobody can choose names that all fall into one place.
 *
 * A key may come in two pieces, such as a name and its tags with other bytes between them: `a` + `bc` is not `ab` + `c`.
 *
 * Hot: `find` runs once a metric (bench/statsd). A key's header and bytes stand together and are compared four bytes at a time: what
 * costs at many names is memory that is not in the cache.
 */

/** Answer of `find` for a key that is not there. */
export const NO_KEY = -1;

/** The multiplier of the running hash: `hash = Math.imul(hash ^ byte, HASH_PRIME)` from `seed`, over the key's bytes. */
export const HASH_PRIME = 0x01000193;

const FIRST_SLOTS = 1_024;
const FIRST_WORDS = 4_096;
/** Words of a record before its bytes: mixed hash, class, lengths of both pieces (16 bits each), value. */
const HEADER = 4;
const MAX_PIECE_BYTES = 0xffff;
/** Memory is given back when it is so many times what is used. */
const FAR_TOO_LARGE = 8;

export interface KeyTableOptions {
  /** Keys kept; past it `insert` answers false. Default 2,000,000. */
  readonly maxKeys?: number;
  /** Bytes of all keys together; past it `insert` answers false. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Start of the hash. Default random. */
  readonly seed?: number;
}

/** One key: bytes[0, length), both pieces one after the other, `bytes` valid during the call only; `kind` as a signed number. */
export type KeyVisitor = (kind: number, bytes: Uint8Array, length: number, value: number) => void;

export class KeyTable {
  readonly seed: number;
  readonly #maxKeys: number;
  readonly #maxBytes: number;
  /** Where a key's record starts; 0 is free. */
  #slots = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  /** Records one after the other, from word 1 on. Bytes fill words from the low end; each piece starts a word. */
  #records = new Int32Array(FIRST_WORDS);
  #used = 1;
  #bytes = 0;
  #size = 0;

  constructor(options: KeyTableOptions = {}) {
    this.seed = options.seed ?? (Math.random() * 2 ** 32) | 0;
    this.#maxKeys = options.maxKeys ?? 2_000_000;
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes of memory held. */
  get memoryBytes(): number {
    return this.#slots.byteLength + this.#records.byteLength;
  }

  /** The running hash of bytes[from, to), going on from `hash`: what `find` and `insert` want; hot loops compute it while they scan. */
  hash(bytes: Uint8Array, from: number, to: number, hash: number = this.seed): number {
    let running = hash;
    for (let i = from; i < to; i++) running = Math.imul(running ^ (bytes[i] as number), HASH_PRIME);
    return running;
  }

  /** The value of the key bytes[from, to) + bytes[from2, to2) in class `kind` (any 32-bit number), or NO_KEY. `hash` is over both pieces. */
  find(bytes: Uint8Array, from: number, to: number, kind: number, hash: number, from2 = 0, to2 = 0): number {
    const mixed = mix(hash, kind);
    const signed = kind | 0;
    const slots = this.#slots;
    const records = this.#records;
    const mask = this.#mask;
    const lengths = (to - from) | ((to2 - from2) << 16);
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const at = slots[slot] as number;
      if (at === 0) return NO_KEY;
      if (records[at] !== mixed || records[at + 2] !== lengths || records[at + 1] !== signed) continue;
      if (!same(records, at + HEADER, bytes, from, to)) continue;
      if (to2 === from2 || same(records, at + HEADER + words(to - from), bytes, from2, to2))
        return records[at + 3] as number;
    }
  }

  /** Adds a key that is not there, with a value from 0 to 2^31 - 1. False when the table is full or a piece longer than 65,535 bytes. */
  insert(
    bytes: Uint8Array,
    from: number,
    to: number,
    kind: number,
    hash: number,
    value: number,
    from2 = 0,
    to2 = 0,
  ): boolean {
    const length = to - from;
    const length2 = to2 - from2;
    if (this.#size >= this.#maxKeys || this.#bytes + length + length2 > this.#maxBytes) return false;
    if (length > MAX_PIECE_BYTES || length2 > MAX_PIECE_BYTES) return false;
    const needed = HEADER + words(length) + words(length2);
    if ((this.#size + 1) * 2 > this.#slots.length) this.#rebuildSlots(this.#slots.length * 2);
    if (this.#used + needed > this.#records.length)
      this.#resizeRecords(Math.max(this.#records.length * 2, this.#used + needed));
    const at = this.#used;
    const records = this.#records;
    records[at] = mix(hash, kind);
    records[at + 1] = kind;
    records[at + 2] = length | (length2 << 16);
    records[at + 3] = value;
    copyIn(records, at + HEADER, bytes, from, to);
    copyIn(records, at + HEADER + words(length), bytes, from2, to2);
    place(this.#slots, this.#mask, records[at] as number, at);
    this.#used += needed;
    this.#bytes += length + length2;
    this.#size++;
    return true;
  }

  /** Visits every key, in the order of their insertion. `visit` must not change the table. */
  forEach(visit: KeyVisitor): void {
    const records = this.#records;
    let scratch = new Uint8Array(256);
    for (let at = 1; at < this.#used; at += this.#sizeOf(at)) {
      const lengths = records[at + 2] as number;
      const length = lengths & 0xffff;
      const length2 = lengths >>> 16;
      if (length + length2 > scratch.length) scratch = new Uint8Array(length + length2);
      copyOut(records, at + HEADER, scratch, 0, length);
      copyOut(records, at + HEADER + words(length), scratch, length, length2);
      visit(records[at + 1] as number, scratch, length + length2, records[at + 3] as number);
    }
  }

  /** Drops the keys whose values `keep` refuses. Gives memory back when far less is left than there was. */
  retain(keep: (value: number) => boolean): void {
    const records = this.#records;
    let kept = 1;
    let at = 1;
    while (at < this.#used) {
      const size = this.#sizeOf(at);
      const lengths = records[at + 2] as number;
      if (keep(records[at + 3] as number)) {
        records.copyWithin(kept, at, at + size);
        kept += size;
      } else {
        this.#size--;
        this.#bytes -= (lengths & 0xffff) + (lengths >>> 16);
      }
      at += size;
    }
    this.#fit(kept);
    this.#used = kept;
    this.#rebuildSlots(this.#slotsFor(this.#size));
  }

  /** Drops every key. Keeps the memory for as many again, and gives it back when it was far more than was used. */
  clear(): void {
    const slots = this.#slotsFor(this.#size);
    this.#fit(this.#used);
    this.#used = 1;
    this.#bytes = 0;
    this.#size = 0;
    if (slots === this.#slots.length) this.#slots.fill(0);
    else this.#rebuildSlots(slots);
  }

  /** Words of the record at `at`. */
  #sizeOf(at: number): number {
    const lengths = this.#records[at + 2] as number;
    return HEADER + words(lengths & 0xffff) + words(lengths >>> 16);
  }

  /** How many slots to keep for `size` keys: what there are, unless that is far too many. */
  #slotsFor(size: number): number {
    let wanted = FIRST_SLOTS;
    while (wanted < size * 2 + 2) wanted *= 2;
    return this.#slots.length > wanted * FAR_TOO_LARGE ? wanted : this.#slots.length;
  }

  #fit(used: number): void {
    if (this.#records.length > FIRST_WORDS && this.#records.length > used * FAR_TOO_LARGE)
      this.#resizeRecords(Math.max(FIRST_WORDS, used * 2), used);
  }

  #resizeRecords(length: number, used: number = this.#used): void {
    const records = new Int32Array(length);
    records.set(this.#records.subarray(0, used));
    this.#records = records;
  }

  #rebuildSlots(length: number): void {
    this.#slots = new Int32Array(length);
    this.#mask = length - 1;
    for (let at = 1; at < this.#used; at += this.#sizeOf(at))
      place(this.#slots, this.#mask, this.#records[at] as number, at);
  }
}

function place(slots: Int32Array, mask: number, mixed: number, at: number): void {
  let slot = mixed & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = at;
}

/** Words that so many bytes fill. */
const words = (bytes: number): number => (bytes + 3) >> 2;

/** Whether the words from `at` on hold bytes[from, to). */
function same(records: Int32Array, at: number, bytes: Uint8Array, from: number, to: number): boolean {
  let i = from;
  let word = at;
  for (; i + 3 < to; i += 4, word++) if (records[word] !== wordOf(bytes, i)) return false;
  return i === to || records[word] === lastWordOf(bytes, i, to);
}

function wordOf(bytes: Uint8Array, i: number): number {
  return (
    (bytes[i] as number) |
    ((bytes[i + 1] as number) << 8) |
    ((bytes[i + 2] as number) << 16) |
    ((bytes[i + 3] as number) << 24)
  );
}

/** One to three bytes. */
function lastWordOf(bytes: Uint8Array, from: number, to: number): number {
  let word = 0;
  for (let i = from, shift = 0; i < to; i++, shift += 8) word |= (bytes[i] as number) << shift;
  return word;
}

function copyIn(records: Int32Array, at: number, bytes: Uint8Array, from: number, to: number): void {
  for (let i = from, word = at; i < to; i += 4, word++) records[word] = lastWordOf(bytes, i, Math.min(to, i + 4));
}

function copyOut(records: Int32Array, at: number, bytes: Uint8Array, start: number, length: number): void {
  for (let i = 0; i < length; i++) bytes[start + i] = (records[at + (i >> 2)] as number) >>> ((i & 3) * 8);
}

/** Spreads the running hash over all bits: its low ones alone cluster, and names differ mostly in their last characters. */
function mix(hash: number, kind: number): number {
  let h = hash ^ Math.imul(kind + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
