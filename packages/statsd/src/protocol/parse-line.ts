/**
 * One line, whole grammar: `name:values|type[|field…][:values|type…][|#tags][|field…]`, values parted by `:` (DogStatsD 1.1). Takes what
 * parse-packet.ts leaves alone: new names, several values, exponents, blanks, stamps, events, service checks, and everything bad.
 * It works on bytes too: known names and plain decimals cost no string here either.
 */
import { DecimalReader, type KeyTable, NO_KEY, parseDecimal } from '@carpy/core';
import { COLON, indexOf, latin1, MINUS, PIPE, PLUS, skipBlanks, trimBlanks } from './bytes.ts';
import { isEvent, MAX_EVENT_LINE_BYTES, parseEvent } from './dogstatsd-event.ts';
import { isServiceCheck, isWellFormed } from './dogstatsd-service-check.ts';
import { FieldReader, NONE } from './fields.ts';
import { COUNTER, GAUGE, type MetricType, NO_TYPE, readMetricType, SET, TIMER } from './metric-type.ts';
import type { BadCause, MetricSink } from './sink.ts';
import { findTail, hasTags } from './tail.ts';

export const MAX_LINE_BYTES = 8_192;
/** Timings above this (30,000 years) are bad: sums of them would lose their milliseconds. */
export const MAX_TIMING_MS = 1e15;
/** The member that StatsD counts for an empty one. */
const EMPTY_MEMBER = Uint8Array.of(48);

export class LineParser {
  readonly #sink: MetricSink;
  readonly #keys: KeyTable;
  readonly #number = new DecimalReader();
  /** Fields of the values being read, and those at the line's end, which hold for all of its values. */
  readonly #own = new FieldReader();
  readonly #tail = new FieldReader();
  #tailCause: BadCause | undefined;
  #bytes: Uint8Array = EMPTY_MEMBER;
  /** By type, what the line's name is: found once a line, so that a long run of values can't ask for a bad name again and again. */
  readonly #names: (number | BadCause | undefined)[] = [undefined, undefined, undefined, undefined];
  /** The value that `#check` read. */
  #checked = 0;
  #from = 0;
  #colon = 0;
  #to = 0;

  constructor(sink: MetricSink, keys: KeyTable) {
    this.#sink = sink;
    this.#keys = keys;
  }

  /**
   * Reads bytes[from, to), a line without its end. Returns how many values were taken; the others went to `sink.bad`, each once. A line
   * without any value counts as one bad value; an event or a service check is no value, and a bad one counts as one.
   */
  line(bytes: Uint8Array, from: number, to: number): number {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
    if (isEvent(bytes, from, to) && to - from <= MAX_EVENT_LINE_BYTES) return this.#event();
    if (to - from > MAX_LINE_BYTES) return this.#bad('too_long');
    if (isServiceCheck(bytes, from, to)) {
      if (!isWellFormed(bytes, from, to)) return this.#bad('bad_service_check');
      this.#sink.serviceCheck();
      return 0;
    }
    const colon = indexOf(bytes, COLON, from, to);
    if (colon === from) return this.#bad('no_name');
    // What is behind `|#` is tags, colons too: StatsD finds no value there either.
    if (colon === to || hasTags(bytes, from, colon)) return this.#bad('no_value');
    this.#colon = colon;
    const tail = findTail(bytes, colon + 1, to);
    this.#tail.clear();
    this.#tailCause = tail < to ? this.#tail.read(bytes, tail + 1, to) : undefined;
    this.#names.fill(undefined);
    let taken = 0;
    for (let at = colon + 1; at <= tail; ) {
      const pipe = indexOf(bytes, PIPE, at, tail);
      const end = pipe === tail ? tail : indexOf(bytes, COLON, pipe, tail);
      taken += pipe === tail ? this.#typeless(at, tail) : this.#group(at, pipe, end);
      at = end + 1;
    }
    return taken;
  }

  /** Counts one bad value. */
  #bad(cause: BadCause): 0 {
    this.#sink.bad(cause, this.#bytes, this.#from, this.#to);
    return 0;
  }

  #event(): 0 {
    const event = parseEvent(this.#bytes, this.#from, this.#to);
    if (event === undefined) return this.#bad('bad_event');
    this.#sink.event(event);
    return 0;
  }

  /** Values that no type follows. */
  #typeless(from: number, to: number): 0 {
    for (let at = from; at <= to; ) {
      const end = indexOf(this.#bytes, COLON, at, to);
      this.#bad(skipBlanks(this.#bytes, at, end) === end ? 'no_value' : 'no_type');
      at = end + 1;
    }
    return 0;
  }

  /** Values [from, pipe) with the type and fields of (pipe, to). */
  #group(from: number, pipe: number, to: number): number {
    const bytes = this.#bytes;
    const typeEnd = indexOf(bytes, PIPE, pipe + 1, to);
    const typeFrom = skipBlanks(bytes, pipe + 1, typeEnd);
    const type = readMetricType(bytes, typeFrom, trimBlanks(bytes, typeFrom, typeEnd));
    const own = this.#own;
    let cause: BadCause | undefined;
    let weight = this.#tail.weight;
    let stampS = this.#tail.stampS;
    if (type === NO_TYPE) cause = typeFrom === typeEnd ? 'no_type' : 'unknown_type';
    else if (typeEnd < to) {
      cause = own.read(bytes, typeEnd + 1, to);
      if (own.weight !== NONE) weight = own.weight;
      if (own.stampS !== NONE) stampS = own.stampS;
    }
    cause ??= this.#tailCause;
    if (cause === undefined && stampS !== NONE && type !== COUNTER && type !== GAUGE) cause = 'bad_timestamp';
    if (weight === NONE) weight = 1;
    let taken = 0;
    for (let at = from; at <= pipe; ) {
      // A set takes one value; what stands before it has no type of its own, as in StatsD.
      const end = indexOf(bytes, COLON, at, pipe);
      let bad = cause ?? this.#check(type as MetricType, at, end, pipe);
      if (bad === undefined) {
        const name = this.#name(type as MetricType);
        bad = typeof name === 'number' ? this.#take(name, type as MetricType, at, end, weight, stampS) : name;
      }
      if (bad === undefined) taken++;
      else this.#bad(bad);
      at = end + 1;
    }
    return taken;
  }

  /** Why the value [from, to) can't be taken; else it is kept for `#take`. */
  #check(type: MetricType, from: number, to: number, pipe: number): BadCause | undefined {
    if (type === SET) return to < pipe ? 'no_type' : undefined;
    if (skipBlanks(this.#bytes, from, to) === to) return 'no_value';
    const value = this.#value(from, to);
    this.#checked = value;
    if (Number.isNaN(value)) return 'bad_value';
    if (type !== TIMER) return undefined;
    return value < 0 ? 'negative' : value > MAX_TIMING_MS ? 'bad_value' : undefined;
  }

  #take(
    name: number,
    type: MetricType,
    from: number,
    to: number,
    weight: number,
    stampS: number,
  ): BadCause | undefined {
    const sink = this.#sink;
    if (type === SET) {
      const added = from === to ? sink.member(name, EMPTY_MEMBER, 0, 1) : sink.member(name, this.#bytes, from, to);
      return added ? undefined : 'too_many_members';
    }
    const value = this.#checked;
    // A value with a stamp of its own is what the gauge was then: a sign is no change.
    if (stampS !== NONE && type !== TIMER) return sink.point(name, type, value, weight, stampS);
    if (type === COUNTER) sink.counter(name, value, weight);
    else if (type === TIMER) sink.timer(name, value, weight);
    else sink.gauge(name, value, isSign(this.#bytes[from]));
    return undefined;
  }

  #value(from: number, to: number): number {
    const bytes = this.#bytes;
    const start = skipBlanks(bytes, from, to);
    const end = trimBlanks(bytes, start, to);
    const digits = isSign(bytes[start]) ? start + 1 : start;
    const value = this.#number.read(bytes, digits, end);
    if (Number.isNaN(value) || this.#number.at !== end) return parseDecimal(latin1(bytes, start, end));
    return bytes[start] === MINUS ? -value : value;
  }

  #name(type: MetricType): number | BadCause {
    const known = this.#names[type];
    if (known !== undefined) return known;
    const name = this.#find(type);
    this.#names[type] = name;
    return name;
  }

  #find(type: MetricType): number | BadCause {
    const keys = this.#keys;
    const bytes = this.#bytes;
    const { tagsFrom, tagsTo } = this.#tail;
    const hash = keys.hash(bytes, tagsFrom, tagsTo, keys.hash(bytes, this.#from, this.#colon));
    const known = keys.find(bytes, this.#from, this.#colon, type, hash, tagsFrom, tagsTo);
    if (known !== NO_KEY) return known;
    const tags = tagsFrom === tagsTo ? undefined : latin1(bytes, tagsFrom, tagsTo);
    const name = this.#sink.resolve(latin1(bytes, this.#from, this.#colon), tags, type);
    // A full key table refuses; the name then takes this path each time, which is slow but right.
    if (typeof name === 'number') keys.insert(bytes, this.#from, this.#colon, type, hash, name, tagsFrom, tagsTo);
    return name;
  }
}

const isSign = (byte: number | undefined): boolean => byte === PLUS || byte === MINUS;
