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
      timers: {
        ids: this.#timerIds.slice(0, this.#timers),
        columns: this.columns.slice(0, this.#timers * TIMER_COLUMN_COUNT),
        sketches: this.sketches.slice(0, this.sketchBytes),
        sketchEnds: this.#sketchEnds.slice(0, this.#timers),
      },
      apdex: {
        ids: this.#apdexIds.slice(0, this.#apdex),
        counts: this.#apdexCounts.slice(0, this.#apdex * APDEX_COLUMN_COUNT),
      },
      values: ascending(this.#valueIds.slice(0, this.#valueCount), this.#values.slice(0, this.#valueCount)),
    };
    this.#timers = 0;
    this.sketchBytes = 0;
    this.#apdex = 0;
    this.#valueCount = 0;
    return batch;
  }
}

/**
 * Ids come ascending, since entries are flushed in the order in which they drew theirs. Only a plain name that carbon used before has
 * an older number, and prefixes of the user's own may give two entries one name: then sort, and of two values keep the later.
 */
function ascending(ids: Uint32Array, values: Float64Array): FlushBatch['values'] {
  let i = 1;
  while (i < ids.length && (ids[i] as number) > (ids[i - 1] as number)) i++;
  if (i >= ids.length) return { ids, values };
  const byId = new Map<number, number>();
  for (let k = 0; k < ids.length; k++) byId.set(ids[k] as number, values[k] as number);
  const sorted = Uint32Array.from(byId.keys()).sort();
  return { ids: sorted, values: Float64Array.from(sorted, (id) => byId.get(id) as number) };
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
