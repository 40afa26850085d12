/**
 * A datagram, or any run of whole lines: `name:value|type[|@rate]`, one a line.
 *
 * Hot (bench/statsd): the usual line (a known name, an unsigned decimal, type c, ms, g, h or d, perhaps a rate) is read from the bytes in
 * one pass and allocates nothing. Every other line goes to parse-line.ts, which also learns new names; the fast path gives a line up
 * before it has done anything with it, so both never count one line.
 */
import { DecimalReader, HASH_PRIME, type KeyTable, NO_KEY, weightOfRate } from '@carpy/core';
import { COUNTER, GAUGE, type MetricType, TIMER } from './metric-type.ts';
import { LineParser, MAX_LINE_BYTES, MAX_TIMING_MS, MIN_RATE } from './parse-line.ts';
import type { MetricSink } from './sink.ts';

const LF = 10;
const CR = 13;
const COLON = 58;
const AT = 64;
const LETTER_C = 99;
const LETTER_D = 100;
const LETTER_G = 103;
const LETTER_H = 104;
const LETTER_M = 109;
const LETTER_S = 115;
const PIPE = 124;
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
        hash = Math.imul(hash ^ byte, HASH_PRIME);
      }
      const next = byte === COLON ? this.#usual(bytes, start, at, length, hash) : UNUSUAL;
      at = next === UNUSUAL ? this.#unusual(bytes, start, length) : next;
    }
  }

  /** The offset after the line, or UNUSUAL. */
  #usual(bytes: Uint8Array, start: number, colon: number, length: number, hash: number): number {
    const number = this.#number;
    const value = number.read(bytes, colon + 1, length);
    let at = number.at;
    // NaN needs the string path; so does a line that ends before its type.
    if (Number.isNaN(value) || at + 1 >= length || bytes[at] !== PIPE) return UNUSUAL;
    const letter = bytes[at + 1] as number;
    at += 2;
    let type: MetricType;
    if (letter === LETTER_C) type = COUNTER;
    else if (letter === LETTER_M && at < length && bytes[at] === LETTER_S) {
      type = TIMER;
      at++;
    } else if (letter === LETTER_G) type = GAUGE;
    else if (letter === LETTER_H || letter === LETTER_D) type = TIMER;
    else return UNUSUAL;
    let weight = 1;
    if (at + 1 < length && bytes[at] === PIPE && bytes[at + 1] === AT) {
      const rate = number.read(bytes, at + 2, length);
      if (!(rate >= MIN_RATE && rate <= 1)) return UNUSUAL;
      weight = weightOfRate(rate);
      at = number.at;
    }
    if (at < length) {
      if (bytes[at] === CR) at++;
      if (at < length && bytes[at++] !== LF) return UNUSUAL;
    }
    if (at - start > MAX_LINE_BYTES || (type === TIMER && value > MAX_TIMING_MS)) return UNUSUAL;
    const name = this.#keys.find(bytes, start, colon, type, hash);
    if (name === NO_KEY) return UNUSUAL;
    this.lines++;
    this.taken++;
    if (type === COUNTER) this.#sink.counter(name, value, weight);
    else if (type === TIMER) this.#sink.timer(name, value, weight);
    else this.#sink.gauge(name, value, false);
    return at;
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
