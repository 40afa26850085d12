/**
 * One line, whole grammar: `name:value|type[|@rate][:value|type[|@rate]…][|#tags]`. Takes what parse-packet.ts leaves alone: new names,
 * signs, exponents, sets, tags, several values, blanks, and everything bad. A name is decoded once and then known by its bytes.
 */
import { type KeyTable, NO_KEY, parseDecimal, weightOfRate } from '@carpy/core';
import { COUNTER, GAUGE, type MetricType, metricType, SET, TIMER } from './metric-type.ts';
import type { BadCause, MetricSink } from './sink.ts';

export const MAX_LINE_BYTES = 8_192;
/** Timings above this (30,000 years) are bad: sums of them would lose their milliseconds. */
export const MAX_TIMING_MS = 1e15;
/** Rates below this are bad: one line would weigh more than a thousand million. */
export const MIN_RATE = 1e-9;
/** Can't stand in the bytes of a name before its colon: parts name and tags in the key of a tagged name. */
const COLON = 58;

interface Tail {
  /** Text of the tags, as written; undefined where there were none. */
  readonly tags: string | undefined;
  /** Rate after the tags; undefined where there was none. */
  readonly rate: number | undefined;
}

export class LineParser {
  readonly #sink: MetricSink;
  readonly #keys: KeyTable;
  readonly #taggedKey = new Uint8Array(MAX_LINE_BYTES * 2);

  constructor(sink: MetricSink, keys: KeyTable) {
    this.#sink = sink;
    this.#keys = keys;
  }

  /** Reads bytes[from, to), a line without its end. Returns how many values were taken; the others went to `sink.bad`. */
  line(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > MAX_LINE_BYTES) return this.#bad('too_long', bytes, from, to);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
    const colon = text.indexOf(':');
    if (colon === 0) return this.#bad('no_name', bytes, from, to);
    if (colon < 0) return this.#bad('no_value', bytes, from, to);
    const hashSign = text.indexOf('|#', colon);
    const tail = parseTail(hashSign < 0 ? '' : text.slice(hashSign + 1));
    if (typeof tail === 'string') return this.#bad(tail, bytes, from, to);
    let taken = 0;
    for (const part of text.slice(colon + 1, hashSign < 0 ? text.length : hashSign).split(':')) {
      const cause = this.#value(part, tail, text.slice(0, colon), bytes, from);
      if (cause === undefined) taken++;
      else this.#sink.bad(cause, bytes, from, to);
    }
    return taken;
  }

  #bad(cause: BadCause, bytes: Uint8Array, from: number, to: number): 0 {
    this.#sink.bad(cause, bytes, from, to);
    return 0;
  }

  /** Takes `value|type[|@rate]`; the cause when it can't. */
  #value(part: string, tail: Tail, key: string, bytes: Uint8Array, from: number): BadCause | undefined {
    const [written = '', spelledType, ...fields] = part.split('|');
    const text = written.trim();
    if (spelledType === undefined) return text === '' ? 'no_value' : 'no_type';
    const type = metricType(spelledType.trim());
    if (type === undefined) return spelledType.trim() === '' ? 'no_type' : 'unknown_type';
    if (text === '') return 'no_value';
    let rate = tail.rate;
    for (const field of fields) {
      if (!field.startsWith('@')) return 'bad_field';
      rate = parseRate(field);
      if (rate === undefined) return 'bad_rate';
    }
    const value = type === SET ? 0 : parseDecimal(text);
    if (Number.isNaN(value)) return 'bad_value';
    if (type === TIMER) {
      if (value < 0) return 'negative';
      if (value > MAX_TIMING_MS) return 'bad_value';
    }
    const name = this.#name(key, tail.tags, type, bytes, from);
    if (typeof name !== 'number') return name;
    const weight = rate === undefined ? 1 : weightOfRate(rate);
    if (type === COUNTER) this.#sink.counter(name, value, weight);
    else if (type === TIMER) this.#sink.timer(name, value, weight);
    else if (type === GAUGE) this.#sink.gauge(name, value, text.startsWith('+') || text.startsWith('-'));
    else if (!this.#sink.member(name, Buffer.from(text, 'latin1'), 0, text.length)) return 'too_many_members';
    return undefined;
  }

  #name(key: string, tags: string | undefined, type: MetricType, bytes: Uint8Array, from: number): number | BadCause {
    if (tags === undefined) return this.#known(bytes, from, from + key.length, key, tags, type);
    const tagged = this.#taggedKey;
    tagged.set(bytes.subarray(from, from + key.length));
    tagged[key.length] = COLON;
    const length = key.length + 1 + tags.length;
    for (let i = 0; i < tags.length; i++) tagged[key.length + 1 + i] = tags.charCodeAt(i);
    return this.#known(tagged, 0, length, key, tags, type);
  }

  #known(
    bytes: Uint8Array,
    from: number,
    to: number,
    key: string,
    tags: string | undefined,
    type: MetricType,
  ): number | BadCause {
    const hash = this.#keys.hash(bytes, from, to);
    const known = this.#keys.find(bytes, from, to, type, hash);
    if (known !== NO_KEY) return known;
    const name = this.#sink.resolve(key, tags, type);
    // A full key table refuses; the name then takes this path each time, which is slow but right.
    if (typeof name === 'number') this.#keys.insert(bytes, from, to, type, hash, name);
    return name;
  }
}

/** What follows the first `|`: `#tags` and fields in DogStatsD's order. A container's id and external data are read over. */
function parseTail(text: string): Tail | BadCause {
  if (text === '') return { tags: undefined, rate: undefined };
  const [tags = '', ...fields] = text.split('|');
  let rate: number | undefined;
  for (const field of fields) {
    if (field.startsWith('@')) {
      rate = parseRate(field);
      if (rate === undefined) return 'bad_rate';
    } else if (!field.startsWith('c:') && !field.startsWith('e:')) return 'bad_field';
  }
  return { tags: tags.slice(1), rate };
}

function parseRate(field: string): number | undefined {
  const rate = parseDecimal(field.slice(1).trim());
  return rate >= MIN_RATE && rate <= 1 ? rate : undefined;
}
