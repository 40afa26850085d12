/**
 * Collects one flush into a FlushBatch: arrays that grow by doubling and are kept, cut to size at the end.
 *
 * Hot: once a series and flush (bench/statsd).
 */
import {
  APDEX_COLUMNS,
  type FlushBatch,
  type SeriesDeclaration,
  sketchBytesBound,
  TIMER_COLUMN_COUNT,
} from '@carpy/core';
import { IdOrder } from './id-order.ts';

const APDEX_COLUMN_COUNT = APDEX_COLUMNS.length;

export class BatchBuilder {
  #timerIds = new Uint32Array(256);
  columns: Float64Array = new Float64Array(256 * TIMER_COLUMN_COUNT);
  #sketchEnds = new Uint32Array(256);
  sketches: Uint8Array = new Uint8Array(16_384);
  #timers = 0;
  /** Bytes of `sketches` in use. */
  sketchBytes = 0;
  #apdexIds = new Uint32Array(64);
  #apdexCounts = new Float64Array(64 * APDEX_COLUMN_COUNT);
  #apdex = 0;
  #valueIds = new Uint32Array(256);
  #values = new Float64Array(256);
  #valueCount = 0;
  readonly #order = new IdOrder();

  get series(): number {
    return this.#timers + this.#apdex + this.#valueCount;
  }

  /** Returns the value's place, for `correct`. */
  value(id: number, value: number): number {
    const at = this.#valueCount++;
    if (at === this.#valueIds.length) {
      this.#valueIds = wider(this.#valueIds, at * 2, Uint32Array);
      this.#values = wider(this.#values, at * 2, Float64Array);
    }
    this.#valueIds[at] = id;
    this.#values[at] = value;
    return at;
  }

  /** Puts another value at a place that `value` gave in this flush. */
  correct(at: number, value: number): void {
    this.#values[at] = value;
  }

  apdex(id: number, satisfied: number, tolerating: number, frustrated: number): void {
    const at = this.#apdex++;
    if (at === this.#apdexIds.length) {
      this.#apdexIds = wider(this.#apdexIds, at * 2, Uint32Array);
      this.#apdexCounts = wider(this.#apdexCounts, at * 2 * APDEX_COLUMN_COUNT, Float64Array);
    }
    this.#apdexIds[at] = id;
    this.#apdexCounts[at * APDEX_COLUMN_COUNT] = satisfied;
    this.#apdexCounts[at * APDEX_COLUMN_COUNT + 1] = tolerating;
    this.#apdexCounts[at * APDEX_COLUMN_COUNT + 2] = frustrated;
  }

  /**
   * Makes room for one more timer with a sketch of at most `sketchValues` values. The caller writes the six columns into `columns` at the
   * answer and the sketch into `sketches` at `sketchBytes`, then calls `endTimer`.
   */
  startTimer(id: number, sketchValues: number): number {
    const at = this.#timers++;
    if (at === this.#timerIds.length) {
      this.#timerIds = wider(this.#timerIds, at * 2, Uint32Array);
      this.#sketchEnds = wider(this.#sketchEnds, at * 2, Uint32Array);
      this.columns = wider(this.columns, at * 2 * TIMER_COLUMN_COUNT, Float64Array);
    }
    const room = this.sketchBytes + sketchBytesBound(sketchValues);
    if (room > this.sketches.length)
      this.sketches = wider(this.sketches, Math.max(room, this.sketches.length * 2), Uint8Array);
    this.#timerIds[at] = id;
    return at * TIMER_COLUMN_COUNT;
  }

  /** `end` is the offset after the timer's sketch. */
  endTimer(end: number): void {
    this.sketchBytes = end;
    this.#sketchEnds[this.#timers - 1] = end;
  }

  /** The batch of all that was added since the last one. */
  take(slotS: number, stepS: number, coveredMs: number, declared: readonly SeriesDeclaration[]): FlushBatch {
    const batch: FlushBatch = {
      slotS,
      stepS,
      coveredMs,
      declared,
      timers: this.#takeTimers(),
      apdex: this.#takeApdex(),
      values: this.#takeValues(),
    };
    this.#timers = 0;
    this.sketchBytes = 0;
    this.#apdex = 0;
    this.#valueCount = 0;
    return batch;
  }

  #takeTimers(): FlushBatch['timers'] {
    const order = this.#order.of(this.#timerIds, this.#timers);
    if (order === undefined)
      return {
        ids: this.#timerIds.slice(0, this.#timers),
        columns: this.columns.slice(0, this.#timers * TIMER_COLUMN_COUNT),
        sketches: this.sketches.slice(0, this.sketchBytes),
        sketchEnds: this.#sketchEnds.slice(0, this.#timers),
      };
    const sketches = new Uint8Array(this.sketchBytes);
    const sketchEnds = new Uint32Array(order.length);
    let end = 0;
    for (let i = 0; i < order.length; i++) {
      const place = order[i] as number;
      const to = this.#sketchEnds[place] as number;
      const from = place === 0 ? 0 : (this.#sketchEnds[place - 1] as number);
      for (let k = from; k < to; k++) sketches[end++] = this.sketches[k] as number;
      sketchEnds[i] = end;
    }
    return {
      ids: picked(this.#timerIds, order),
      columns: rows(this.columns, order, TIMER_COLUMN_COUNT),
      sketches,
      sketchEnds,
    };
  }

  #takeApdex(): FlushBatch['apdex'] {
    const order = this.#order.of(this.#apdexIds, this.#apdex);
    if (order === undefined)
      return {
        ids: this.#apdexIds.slice(0, this.#apdex),
        counts: this.#apdexCounts.slice(0, this.#apdex * APDEX_COLUMN_COUNT),
      };
    return { ids: picked(this.#apdexIds, order), counts: rows(this.#apdexCounts, order, APDEX_COLUMN_COUNT) };
  }

  /** Prefixes of the user's own may give two entries one name: the later value stays. */
  #takeValues(): FlushBatch['values'] {
    const order = this.#order.of(this.#valueIds, this.#valueCount);
    if (order === undefined)
      return { ids: this.#valueIds.slice(0, this.#valueCount), values: this.#values.slice(0, this.#valueCount) };
    return { ids: picked(this.#valueIds, order), values: rows(this.#values, order, 1) };
  }
}

function picked(ids: Uint32Array, order: Uint32Array): Uint32Array {
  const out = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = ids[order[i] as number] as number;
  return out;
}

function rows(table: Float64Array, order: Uint32Array, columns: number): Float64Array {
  const out = new Float64Array(order.length * columns);
  for (let i = 0, to = 0; i < order.length; i++) {
    const from = (order[i] as number) * columns;
    for (let k = from; k < from + columns; k++) out[to++] = table[k] as number;
  }
  return out;
}

function wider<T extends Uint8Array | Uint32Array | Float64Array>(
  old: T,
  size: number,
  make: new (size: number) => T,
): T {
  const grown = new make(size);
  grown.set(old);
  return grown;
}
