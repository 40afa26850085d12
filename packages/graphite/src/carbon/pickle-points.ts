/**
 * Carbon's pickle protocol: a frame is the pickled list [(path, (stamp, value)), …], stamps in seconds
 * (https://graphite.readthedocs.io/en/latest/feeding-carbon.html#the-pickle-protocol). Stamps and values may be texts too, as in carbon.
 *
 * Hot (bench/statsd): a point with a known path is taken from the bytes and allocates nothing.
 */
import { KeyTable, NO_KEY, parseDecimal } from '@carpy/core';
import { type CarbonBadCause, idOf, stampOf } from './carbon-point.ts';
import type { PointBuffer } from './point-buffer.ts';
import { DECODED, LIST, NO_CELL, NUMBER, TEXT, TUPLE, UNREADABLE, Unpickler } from './unpickler.ts';

const ONLY_CLASS = 0;
const NO_NODE = -1;
/** As a plaintext line would say it, for the samples of what was dropped. */
const SAMPLE_CHARS = 200;

export class PicklePoints {
  readonly #points: PointBuffer;
  readonly #nowMs: () => number;
  readonly #keys: KeyTable;
  readonly #pickle = new Unpickler();
  #bytes: Buffer = Buffer.alloc(0);

  /** `nowMs` is the clock, epoch ms: it bounds stamps and stands in for -1. */
  constructor(points: PointBuffer, nowMs: () => number) {
    this.#points = points;
    this.#nowMs = nowMs;
    this.#keys = new KeyTable({ maxKeys: points.names.maxNames * 2 });
  }

  /** Takes the points of one frame, without its length: bytes[from, to). Of a pickle that can't be read to its end none is taken. */
  frame(bytes: Buffer, from: number, to: number): void {
    const nowMs = this.#nowMs();
    const pickle = this.#pickle;
    this.#bytes = bytes;
    const list = pickle.read(bytes, from, to);
    if (list === UNREADABLE || (pickle.kinds[list] !== LIST && pickle.kinds[list] !== TUPLE)) {
      this.#points.drops.add('bad_pickle', nowMs, bytes, from, to);
      return;
    }
    for (let cell = pickle.from[list] as number; cell !== NO_CELL; cell = pickle.cellNext[cell] as number) {
      this.#item(pickle.cellNodes[cell] as number, nowMs);
    }
  }

  /** Counts a frame that says it is longer than the bound; bytes[from, to) is its beginning. */
  tooLong(bytes: Uint8Array, from: number, to: number): void {
    this.#points.drops.add('too_long', this.#nowMs(), bytes, from, to);
  }

  #item(node: number, nowMs: number): void {
    const path = this.#of(node, 0);
    const pair = this.#of(node, 1);
    const stamp = this.#of(pair, 0);
    const value = this.#of(pair, 1);
    if (stamp === NO_NODE || value === NO_NODE || !this.#isText(path)) this.#drop('not_a_point', node, nowMs);
    else {
      const cause = this.#point(path, this.#numberOf(stamp), this.#numberOf(value), nowMs);
      if (cause !== undefined) this.#drop(cause, node, nowMs);
    }
  }

  #point(
    path: number,
    stamped: number | undefined,
    value: number | undefined,
    nowMs: number,
  ): CarbonBadCause | undefined {
    if (value === undefined) return 'bad_value';
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return 'bad_value';
    if (stamped === undefined) return 'bad_time';
    const atS = stampOf(stamped, nowMs);
    if (typeof atS === 'string') return atS;
    const id = this.#idOf(path);
    if (typeof id === 'string') return id;
    return this.#points.add(id, atS, value) ? undefined : 'buffer_full';
  }

  #idOf(path: number): number | CarbonBadCause {
    const { kinds, from, to } = this.#pickle;
    const names = this.#points.names;
    if (kinds[path] === DECODED) return idOf(names, this.#textOf(path));
    const [start, end] = [from[path] as number, to[path] as number];
    const hash = this.#keys.hash(this.#bytes, start, end);
    const known = this.#keys.find(this.#bytes, start, end, ONLY_CLASS, hash);
    if (known !== NO_KEY) return known;
    const id = idOf(names, this.#textOf(path));
    if (typeof id === 'number') this.#keys.insert(this.#bytes, start, end, ONLY_CLASS, hash, id);
    return id;
  }

  /** The item at 0 or 1 of a pair; NO_NODE where there is no pair. */
  #of(node: number, index: 0 | 1): number {
    const { kinds, numbers, from, to, cellNodes } = this.#pickle;
    if (node === NO_NODE || (kinds[node] !== TUPLE && kinds[node] !== LIST) || numbers[node] !== 2) return NO_NODE;
    return cellNodes[(index === 0 ? from[node] : to[node]) as number] as number;
  }

  #isText(node: number): boolean {
    if (node === NO_NODE) return false;
    const kind = this.#pickle.kinds[node];
    return kind === TEXT || kind === DECODED;
  }

  #textOf(node: number): string {
    const { kinds, from, to, decoded } = this.#pickle;
    return kinds[node] === DECODED
      ? (decoded[from[node] as number] as string)
      : this.#bytes.toString('utf8', from[node], to[node]);
  }

  /** Undefined for what is no number. */
  #numberOf(node: number): number | undefined {
    if (this.#pickle.kinds[node] === NUMBER) return this.#pickle.numbers[node];
    if (!this.#isText(node)) return undefined;
    const text = this.#textOf(node).trim();
    if (/^[+-]?nan$/i.test(text)) return Number.NaN;
    const number = text === 'N' ? -1 : parseDecimal(text);
    return Number.isNaN(number) ? undefined : number;
  }

  #drop(cause: CarbonBadCause, node: number, nowMs: number): void {
    const pair = this.#of(node, 1);
    const parts = [this.#of(node, 0), this.#of(pair, 1), this.#of(pair, 0)].map((part) => this.#shown(part));
    const sample = Buffer.from(parts.join(' '));
    this.#points.drops.add(cause, nowMs, sample, 0, sample.length);
  }

  #shown(node: number): string {
    if (node === NO_NODE) return '?';
    if (this.#isText(node)) return this.#textOf(node).slice(0, SAMPLE_CHARS);
    return this.#pickle.kinds[node] === NUMBER ? String(this.#pickle.numbers[node]) : '?';
  }
}
