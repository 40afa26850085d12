/**
 * A datagram, or any run of whole lines: `name:value|type[|@rate][|#tags]`, one a line.
 *
 * Hot (bench/statsd): the usual line (a known name, one plain value, perhaps a rate, tags and DogStatsD's fields about the sender) is
 * read from the bytes in one pass and allocates nothing. Every other line goes to parse-line.ts, which also learns new names; the fast
 * path gives a line up before it has done anything with it, so both never count one line.
 */
import { DecimalReader, HASH_PRIME, type KeyTable, NO_KEY, weightOfRate } from '@carpy/core';
import { startsSenderField } from './bytes.ts';
import { MIN_RATE } from './fields.ts';
import { COUNTER, GAUGE, type MetricType, SET, TIMER } from './metric-type.ts';
import { LineParser, MAX_LINE_BYTES, MAX_TIMING_MS } from './parse-line.ts';
import type { MetricSink } from './sink.ts';

// Not imported from bytes.ts: as long as files are not bundled, a constant of another module is loaded each time it is used, and these
// stand in the innermost loops (7.3 against 9.8 M metrics a second of CPU, bench/statsd's lines one a datagram).
const PRIME = HASH_PRIME;
const LF = 10;
const CR = 13;
const HASH_SIGN = 35;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const AT = 64;
const PIPE = 124;
const LETTER_C = 99;
const LETTER_D = 100;
const LETTER_G = 103;
const LETTER_H = 104;
const LETTER_M = 109;
const LETTER_S = 115;
/** Answer of the fast path for a line that it leaves alone. */
const UNUSUAL = -1;

export class PacketParser {
  /** Lines that were not empty, good and bad. */
  lines = 0;
  /** Values taken. */
  taken = 0;
  readonly #sink: MetricSink;
  readonly #keys: KeyTable;
  readonly #number = new DecimalReader();
  readonly #lineParser: LineParser;
  /** What `#fields` found: weight, tags, and the hash over name and tags. */
  #weight = 1;
  #tagsFrom = 0;
  #tagsTo = 0;
  #hash = 0;

  constructor(sink: MetricSink, keys: KeyTable) {
    this.#sink = sink;
    this.#keys = keys;
    this.#lineParser = new LineParser(sink, keys);
  }

  /** Reads bytes[0, length). A last line without a newline counts as whole. */
  packet(bytes: Uint8Array, length: number): void {
    const seed = this.#keys.seed;
    let at = 0;
    while (at < length) {
      const start = at;
      let hash = seed;
      let byte = LF;
      for (; at < length; at++) {
        byte = bytes[at] as number;
        if (byte === COLON || byte === LF) break;
        hash = Math.imul(hash ^ byte, PRIME);
      }
      const next = byte === COLON ? this.#usual(bytes, start, at, length, hash) : UNUSUAL;
      at = next === UNUSUAL ? this.#unusual(bytes, start, length) : next;
    }
  }

  /** The offset after the line, or UNUSUAL. */
  #usual(bytes: Uint8Array, start: number, colon: number, length: number, hash: number): number {
    const number = this.#number;
    let at = colon + 1;
    const sign = at < length ? bytes[at] : LF;
    const signed = sign === MINUS || sign === PLUS;
    const value = number.read(bytes, signed ? at + 1 : at, length);
    at = number.at;
    if (Number.isNaN(value) || at + 1 >= length || bytes[at] !== PIPE)
      return this.#member(bytes, start, colon, length, hash);
    const letter = bytes[at + 1];
    at += 2;
    let type: MetricType;
    if (letter === LETTER_C) type = COUNTER;
    else if (letter === LETTER_M && at < length && bytes[at] === LETTER_S) {
      type = TIMER;
      at++;
    } else if (letter === LETTER_G) type = GAUGE;
    else if (letter === LETTER_H || letter === LETTER_D) type = TIMER;
    else return this.#member(bytes, start, colon, length, hash);
    if (type === TIMER && (value > MAX_TIMING_MS || sign === MINUS)) return UNUSUAL;
    let weight = 1;
    let keyHash = hash;
    let tagsFrom = 0;
    let tagsTo = 0;
    if (at < length && bytes[at] === PIPE) {
      at = this.#fields(bytes, at, length, hash);
      weight = this.#weight;
      keyHash = this.#hash;
      tagsFrom = this.#tagsFrom;
      tagsTo = this.#tagsTo;
    }
    const name = this.#keys.find(bytes, start, colon, type, keyHash, tagsFrom, tagsTo);
    const next = afterLine(bytes, at, length);
    if (name === NO_KEY || next === UNUSUAL || at - start > MAX_LINE_BYTES) return UNUSUAL;
    this.lines++;
    this.taken++;
    if (type === COUNTER) this.#sink.counter(name, sign === MINUS ? -value : value, weight);
    else if (type === TIMER) this.#sink.timer(name, value, weight);
    else this.#sink.gauge(name, sign === MINUS ? -value : value, signed);
    return next;
  }

  /** A set's line: what stands up to the `|` is the member as it is. */
  #member(bytes: Uint8Array, start: number, colon: number, length: number, hash: number): number {
    const pipe = memberEnd(bytes, colon + 1, length);
    if (pipe + 1 >= length || bytes[pipe + 1] !== LETTER_S) return UNUSUAL;
    const end = this.#fields(bytes, pipe + 2, length, hash);
    const name = this.#keys.find(bytes, start, colon, SET, this.#hash, this.#tagsFrom, this.#tagsTo);
    const next = afterLine(bytes, end, length);
    if (name === NO_KEY || next === UNUSUAL || end - start > MAX_LINE_BYTES) return UNUSUAL;
    this.lines++;
    if (this.#sink.member(name, bytes, colon + 1, pipe)) this.taken++;
    else this.#sink.bad('too_many_members', bytes, start, end);
    return next;
  }

  /**
   * Reads rate and tags, in either order, then fields about the sender, from `from` on. The offset of the first byte that is none of it:
   * the line's end, or what makes the line unusual.
   */
  #fields(bytes: Uint8Array, from: number, length: number, hash: number): number {
    let keyHash = hash;
    this.#weight = 1;
    this.#tagsFrom = 0;
    this.#tagsTo = 0;
    let at = this.#rate(bytes, from, length);
    const rated = at > from;
    if (at + 1 < length && bytes[at] === PIPE && bytes[at + 1] === HASH_SIGN) {
      at += 2;
      this.#tagsFrom = at;
      for (; at < length; at++) {
        const byte = bytes[at] as number;
        if (byte === PIPE || byte === LF || byte === CR) break;
        keyHash = Math.imul(keyHash ^ byte, PRIME);
      }
      this.#tagsTo = at;
      if (!rated) at = this.#rate(bytes, at, length);
    }
    this.#hash = keyHash;
    while (at < length && bytes[at] === PIPE && startsSenderField(bytes, at + 1, length)) {
      for (at++; at < length; at++) {
        const byte = bytes[at];
        if (byte === PIPE || byte === LF || byte === CR) break;
      }
    }
    return at;
  }

  /** Reads `|@rate` at `from`. The offset after it, or `from` when there is no plain one. */
  #rate(bytes: Uint8Array, from: number, length: number): number {
    if (from + 2 >= length || bytes[from] !== PIPE || bytes[from + 1] !== AT) return from;
    const rate = this.#number.read(bytes, from + 2, length);
    if (!(rate >= MIN_RATE && rate <= 1)) return from;
    this.#weight = weightOfRate(rate);
    return this.#number.at;
  }

  #unusual(bytes: Uint8Array, start: number, length: number): number {
    let end = start;
    while (end < length && bytes[end] !== LF) end++;
    const next = end + 1;
    if (end > start && bytes[end - 1] === CR) end--;
    if (end > start) {
      this.lines++;
      this.taken += this.#lineParser.line(bytes, start, end);
    }
    return next;
  }
}

/** The offset after the line's end at `end`, or UNUSUAL when it does not end there. */
function afterLine(bytes: Uint8Array, end: number, length: number): number {
  let at = end;
  if (at < length && bytes[at] === CR) at++;
  if (at >= length) return length;
  return bytes[at] === LF ? at + 1 : UNUSUAL;
}

/** The `|` behind a set's member, which starts at `from`; `length` when there is none, or the member is empty. */
function memberEnd(bytes: Uint8Array, from: number, length: number): number {
  for (let at = from; at < length; at++) {
    const byte = bytes[at];
    if (byte === PIPE) return at === from ? length : at;
    if (byte === COLON || byte === LF) return length;
  }
  return length;
}
