/**
 * Carbon's plaintext protocol: `path value timestamp`, one point a line
 * (https://graphite.readthedocs.io/en/latest/feeding-carbon.html#the-plaintext-protocol).
 *
 * Hot (bench/statsd): a line with a known path, a plain decimal and a plain stamp, one blank between them, is read from the bytes and
 * allocates nothing. Every other line is read as text, which also learns new paths.
 */
import { DecimalReader, HASH_PRIME, KeyTable, NO_KEY, parseDecimal } from '@carpy/core';
import { type CarbonBadCause, idOf, MAX_FUTURE_S, stampOf } from './carbon-point.ts';
import type { PointBuffer } from './point-buffer.ts';

export const MAX_LINE_BYTES = 8_192;

const LF = 10;
const CR = 13;
const SPACE = 32;
const MINUS = 45;
const DELETE = 127;
const UNUSUAL = -1;
const ONLY_CLASS = 0;
const NAN_WORD = /^[+-]?nan$/i;

export class CarbonParser {
  readonly #points: PointBuffer;
  readonly #nowMs: () => number;
  readonly #keys: KeyTable;
  readonly #number = new DecimalReader();

  /** `nowMs` is the clock, epoch ms: it bounds stamps and stands in for `N` and -1. */
  constructor(points: PointBuffer, nowMs: () => number) {
    this.#points = points;
    this.#nowMs = nowMs;
    this.#keys = new KeyTable({ maxKeys: points.names.maxNames * 2 });
  }

  /** Reads bytes[from, to): whole lines; a last one without a newline counts as whole. */
  lines(bytes: Uint8Array, from: number, to: number): void {
    const nowMs = this.#nowMs();
    const seed = this.#keys.seed;
    let at = from;
    while (at < to) {
      const start = at;
      let hash = seed;
      let byte = LF;
      for (; at < to; at++) {
        byte = bytes[at] as number;
        if (byte === SPACE || byte === LF) break;
        hash = Math.imul(hash ^ byte, HASH_PRIME);
      }
      const next = byte === SPACE ? this.#usual(bytes, start, at, to, hash, nowMs) : UNUSUAL;
      at = next === UNUSUAL ? this.#unusual(bytes, start, to, nowMs) : next;
    }
  }

  /** Counts a line that never ended within the bound. */
  tooLong(bytes: Uint8Array, from: number, to: number): void {
    this.#points.drops.add('too_long', this.#nowMs(), bytes, from, to);
  }

  /** Counts a client that speaks HTTP; bytes[from, to) is what it said first. */
  refuse(bytes: Uint8Array, from: number, to: number): void {
    this.#points.drops.add('http_request', this.#nowMs(), bytes, from, to);
  }

  /** The offset after the line, or UNUSUAL. */
  #usual(bytes: Uint8Array, start: number, space: number, to: number, hash: number, nowMs: number): number {
    const number = this.#number;
    const negative = bytes[space + 1] === MINUS;
    const value = number.read(bytes, space + (negative ? 2 : 1), to);
    if (Number.isNaN(value) || number.at >= to || bytes[number.at] !== SPACE) return UNUSUAL;
    const stamp = number.read(bytes, number.at + 1, to);
    let at = number.at;
    if (Number.isNaN(stamp) || stamp > nowMs / 1000 + MAX_FUTURE_S) return UNUSUAL;
    if (at < to) {
      if (bytes[at] === CR) at++;
      if (at < to && bytes[at++] !== LF) return UNUSUAL;
    }
    if (at - start > MAX_LINE_BYTES) return UNUSUAL;
    const id = this.#keys.find(bytes, start, space, ONLY_CLASS, hash);
    const known = id === NO_KEY ? this.#newPath(bytes, start, space, hash) : id;
    if (known === NO_KEY || !this.#points.add(known, Math.floor(stamp), negative ? -value : value)) return UNUSUAL;
    return at;
  }

  /** The number of a path that is new, remembered; NO_KEY where it has more than plain ASCII, or can't be. */
  #newPath(bytes: Uint8Array, start: number, space: number, hash: number): number {
    for (let i = start; i < space; i++) {
      const byte = bytes[i] as number;
      if (byte <= SPACE || byte >= DELETE) return NO_KEY;
    }
    if (space === start) return NO_KEY;
    const path = Buffer.from(bytes.buffer, bytes.byteOffset + start, space - start).toString('latin1');
    const id = idOf(this.#points.names, path);
    if (typeof id !== 'number') return NO_KEY;
    this.#keys.insert(bytes, start, space, ONLY_CLASS, hash, id);
    return id;
  }

  #unusual(bytes: Uint8Array, start: number, to: number, nowMs: number): number {
    let end = start;
    while (end < to && bytes[end] !== LF) end++;
    const next = end + 1;
    if (end > start && bytes[end - 1] === CR) end--;
    const cause = this.#line(bytes, start, end, nowMs);
    if (cause !== undefined) this.#points.drops.add(cause, nowMs, bytes, start, end);
    return next;
  }

  /** Takes bytes[start, end) as one line; the cause when it can't. An empty line is nothing. */
  #line(bytes: Uint8Array, start: number, end: number, nowMs: number): CarbonBadCause | undefined {
    if (end - start > MAX_LINE_BYTES) return 'too_long';
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
      .toString('utf8')
      .trim();
    if (text === '') return undefined;
    const [path, written, stamped, more] = text.split(/\s+/);
    if (path === undefined || written === undefined || stamped === undefined || more !== undefined)
      return 'not_three_fields';
    if (NAN_WORD.test(written)) return 'nan';
    const value = parseDecimal(written);
    if (Number.isNaN(value)) return 'bad_value';
    const atS = stampOf(stamped === 'N' ? -1 : parseDecimal(stamped), nowMs);
    if (typeof atS === 'string') return atS;
    const id = idOf(this.#points.names, path);
    if (typeof id === 'string') return id;
    if (!this.#points.add(id, atS, value)) return 'buffer_full';
    this.#learn(bytes, start, end, id);
    return undefined;
  }

  /** Keeps the path's bytes for the fast path, which takes lines that start with the path and a space. */
  #learn(bytes: Uint8Array, start: number, end: number, id: number): void {
    let space = start;
    while (space < end && bytes[space] !== SPACE) space++;
    const hash = this.#keys.hash(bytes, start, space);
    const plain =
      space > start &&
      space < end &&
      (bytes[start] as number) > SPACE &&
      this.#keys.find(bytes, start, space, ONLY_CLASS, hash) === NO_KEY;
    // Tabs are blanks too: then the bytes up to the space hold more than the path.
    if (plain && !bytes.subarray(start, space).includes(TAB))
      this.#keys.insert(bytes, start, space, ONLY_CLASS, hash, id);
  }
}

const TAB = 9;
