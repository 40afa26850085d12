/**
 * Texts (segments, tagged names) kept once each, counted by use, under a number above 0. Their characters stand in one arena, a byte
 * each or two where one needs more, so that a million cost no objects. The arena is written anew when half of it is dead.
 *
 * Hot: `find` runs once a segment of a declared name (bench/store/index-names.mjs).
 */
import { grown, IdSlots, mix, randomSeed } from './id-slots.ts';

/** Answer for a text that is not there. */
export const NO_TEXT = 0;

const FIRST_TEXTS = 256;
const FIRST_BYTES = 4_096;
const PRIME = 0x01000193;

export class TextTable {
  readonly #seed = randomSeed();
  readonly #slots = new IdSlots((text) => this.#hashes[text] as number);
  #arena = Buffer.alloc(FIRST_BYTES);
  #used = 0;
  #dead = 0;
  /** By text: where its bytes start, twice their number plus one where a character has two, hash, uses. */
  #starts = new Uint32Array(FIRST_TEXTS);
  #sizes = new Uint16Array(FIRST_TEXTS);
  #hashes = new Int32Array(FIRST_TEXTS);
  #uses = new Uint32Array(FIRST_TEXTS);
  /** Numbers given so far, 0 included. */
  #count = 1;
  readonly #free: number[] = [];

  /** Greater than every number given. */
  get bound(): number {
    return this.#count;
  }

  /** The number of text[from, to), or NO_TEXT. */
  find(text: string, from = 0, to: number = text.length): number {
    return this.#find(text, from, to, this.#hash(text, from, to));
  }

  #find(text: string, from: number, to: number, hash: number): number {
    for (let place = this.#slots.start(hash); ; place = this.#slots.next(place)) {
      const found = this.#slots.at(place);
      if (found === NO_TEXT) return NO_TEXT;
      if (this.#hashes[found] === hash && this.#is(found, text, from, to)) return found;
    }
  }

  /** The number of text[from, to) (at most 16,383 characters), made where there is none; one use more. */
  use(text: string, from = 0, to: number = text.length): number {
    const hash = this.#hash(text, from, to);
    const known = this.#find(text, from, to, hash);
    if (known !== NO_TEXT) {
      this.#uses[known] = (this.#uses[known] as number) + 1;
      return known;
    }
    const made = this.#free.pop() ?? this.#count++;
    this.#starts = grown(this.#starts, made);
    this.#sizes = grown(this.#sizes, made);
    this.#hashes = grown(this.#hashes, made);
    this.#uses = grown(this.#uses, made);
    this.#write(made, text, from, to);
    this.#hashes[made] = hash;
    this.#uses[made] = 1;
    this.#slots.insert(hash, made);
    return made;
  }

  /** One use less; the text goes with its last. */
  drop(text: number): void {
    const uses = (this.#uses[text] as number) - 1;
    this.#uses[text] = uses;
    if (uses > 0) return;
    this.#slots.remove(this.#hashes[text] as number, text);
    this.#dead += (this.#sizes[text] as number) >> 1;
    this.#sizes[text] = 0;
    this.#free.push(text);
    if (this.#used > FIRST_BYTES && this.#dead * 2 > this.#used) this.#compact();
  }

  textOf(text: number): string {
    const start = this.#starts[text] as number;
    const size = this.#sizes[text] as number;
    const end = start + (size >> 1);
    return (size & 1) === 0 ? this.#arena.toString('latin1', start, end) : this.#arena.toString('utf16le', start, end);
  }

  /**
   * Copies a text so that it ends before into[end], as UTF-8. Answers where it begins; -1 when it is not ASCII, and may have written then.
   * There must be room.
   */
  asciiBefore(text: number, into: Uint8Array, end: number): number {
    const size = this.#sizes[text] as number;
    if ((size & 1) === 1) return -1;
    const arena = this.#arena;
    const start = this.#starts[text] as number;
    const begin = end - (size >> 1);
    let all = 0;
    for (let from = start, to = begin; to < end; from++, to++) {
      const byte = arena[from] as number;
      all |= byte;
      into[to] = byte;
    }
    return all < 0x80 ? begin : -1;
  }

  #hash(text: string, from: number, to: number): number {
    let hash = this.#seed;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
    return mix(hash);
  }

  #is(known: number, text: string, from: number, to: number): boolean {
    const size = this.#sizes[known] as number;
    const wide = size & 1;
    if (size >> 1 !== (to - from) << wide) return false;
    const arena = this.#arena;
    let at = this.#starts[known] as number;
    for (let i = from; i < to; i++) {
      const low = arena[at++] as number;
      const code = wide === 0 ? low : low | ((arena[at++] as number) << 8);
      if (code !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #write(made: number, text: string, from: number, to: number): void {
    let all = 0;
    for (let i = from; i < to; i++) all |= text.charCodeAt(i);
    const wide = all > 0xff ? 1 : 0;
    const bytes = (to - from) << wide;
    if (this.#used + bytes > this.#arena.length) this.#move(Math.max(this.#arena.length * 2, this.#used + bytes));
    let at = this.#used;
    this.#starts[made] = at;
    this.#sizes[made] = (bytes << 1) | wide;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      this.#arena[at++] = code;
      if (wide === 1) this.#arena[at++] = code >> 8;
    }
    this.#used = at;
  }

  #move(length: number): void {
    const wider = Buffer.alloc(length);
    this.#arena.copy(wider, 0, 0, this.#used);
    this.#arena = wider;
  }

  #compact(): void {
    const old = this.#arena;
    this.#arena = Buffer.alloc(Math.max(FIRST_BYTES, (this.#used - this.#dead) * 2));
    this.#used = 0;
    this.#dead = 0;
    for (let text = 1; text < this.#count; text++) {
      const bytes = (this.#sizes[text] as number) >> 1;
      if (bytes === 0) continue;
      const start = this.#starts[text] as number;
      this.#starts[text] = this.#used;
      this.#used += old.copy(this.#arena, this.#used, start, start + bytes);
    }
  }
}
