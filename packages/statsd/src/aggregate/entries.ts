/**
 * What is kept of each known name between flushes, as columns: a number, not an object, stands for a name on the hot path.
 * Columns grow by doubling. A name that is forgotten leaves its place to the next new one.
 *
 * Hot: the aggregator reads and writes these arrays for every metric (bench/statsd).
 */

export const CARPY_COUNTER = 0;
export const CARPY_TIMER = 1;
export const CARPY_GAUGE = 2;
export const CARPY_SET = 3;
/** The first of the three columns of an Apdex record; the next two entries are the others. */
export const APDEX_RECORD = 4;
export const APDEX_REST = 5;
export const PLAIN_COUNTER = 6;
export const PLAIN_TIMER = 7;
export const PLAIN_GAUGE = 8;
export const PLAIN_SET = 9;
/** No name: a place that waits for one. */
export const FREE = 10;
export type EntryForm = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

const APDEX_PLACES = 3;
/** `seen` counts no further: more than one flush. */
export const SEEN_OFTEN = 2;

/** One closed interval: copies of the columns that the next one goes on to change. */
export interface Interval {
  /** Entries there were. */
  size: number;
  forms: Uint8Array;
  touched: Uint8Array;
  values: Float64Array;
  levels: Float64Array;
}

export class Entries {
  size = 0;
  /** EntryForm of each. */
  forms: Uint8Array = new Uint8Array(1_024);
  /** 1 where something came since the last flush. */
  touched: Uint8Array = new Uint8Array(1_024);
  /** Sum of a counter, weight of a timer: of the open interval. */
  values: Float64Array = new Float64Array(1_024);
  /** Value of a gauge, kept over flushes. */
  levels: Float64Array = new Float64Array(1_024);
  /** Flushes in which something came: 0, 1 or SEEN_OFTEN. A name with 0 is not there for a flush: only points came, or it was removed. */
  seen: Uint8Array = new Uint8Array(1_024);
  /** Number of the last flush in which something came, or of the one in which the name was made. */
  lastFlush: Uint32Array = new Uint32Array(1_024);
  /** Of a plain timer: which plan its series have (timer-plan.ts). */
  plans: Uint8Array = new Uint8Array(1_024);
  /** Where the entry's series ids are in `ids`. */
  idStarts: Uint32Array = new Uint32Array(1_024);
  idCounts: Uint16Array = new Uint16Array(1_024);
  /** Series ids of all entries. */
  ids: Uint32Array = new Uint32Array(1_024);
  #idsUsed = 0;
  /** Of those in use: left behind by entries that are gone. */
  #idsLost = 0;
  readonly #free: number[] = [];
  readonly #freeRecords: number[] = [];

  /** Adds an entry with its series ids. An APDEX_RECORD takes three places in a row. Returns its number. */
  add(form: EntryForm, ids: readonly number[], flush: number, plan = 0): number {
    const record = form === APDEX_RECORD;
    const reused = record ? this.#freeRecords.pop() : this.#free.pop();
    const entry = reused ?? this.size;
    if (reused === undefined) {
      this.size += record ? APDEX_PLACES : 1;
      if (this.size > this.forms.length) this.#grow();
    }
    this.#start(entry, form, flush, plan);
    if (record) for (let i = 1; i < APDEX_PLACES; i++) this.#start(entry + i, APDEX_REST, flush, 0);
    if (this.#idsUsed + ids.length > this.ids.length) this.#makeRoomForIds(ids.length);
    this.idStarts[entry] = this.#idsUsed;
    this.idCounts[entry] = ids.length;
    this.ids.set(ids, this.#idsUsed);
    this.#idsUsed += ids.length;
    return entry;
  }

  /** Takes an entry away; of an Apdex record, all three. Nothing may lead to it any more. */
  release(entry: number): void {
    this.#idsLost += this.idCounts[entry] as number;
    const record = this.forms[entry] === APDEX_RECORD;
    for (let i = 0; i < (record ? APDEX_PLACES : 1); i++) this.#start(entry + i, FREE, 0, 0);
    (record ? this.#freeRecords : this.#free).push(entry);
  }

  /** Makes the name one that nothing has come for: until something comes it is in no flush. */
  reset(entry: number): void {
    this.touched[entry] = 0;
    this.values[entry] = 0;
    this.levels[entry] = 0;
    this.seen[entry] = 0;
  }

  /** Closes the interval into `into`, whose arrays the next interval takes over. Costs two copies, of a byte and of a double a name. */
  close(into: Interval): void {
    const { size } = this;
    const room = this.forms.length;
    const { touched, values } = into;
    into.size = size;
    into.touched = this.touched;
    into.values = this.values;
    this.touched = touched.length < room ? new Uint8Array(room) : touched;
    this.values = values.length < room ? new Float64Array(room) : values;
    if (into.forms.length < room) into.forms = new Uint8Array(room);
    if (into.levels.length < room) into.levels = new Float64Array(room);
    into.forms.set(this.forms.subarray(0, size));
    into.levels.set(this.levels.subarray(0, size));
  }

  #start(entry: number, form: EntryForm, flush: number, plan: number): void {
    this.reset(entry);
    this.forms[entry] = form;
    this.lastFlush[entry] = flush;
    this.plans[entry] = plan;
    this.idCounts[entry] = 0;
  }

  #grow(): void {
    const size = Math.max(this.forms.length * 2, this.size);
    this.forms = wider(this.forms, new Uint8Array(size));
    this.touched = wider(this.touched, new Uint8Array(size));
    this.values = wider(this.values, new Float64Array(size));
    this.levels = wider(this.levels, new Float64Array(size));
    this.seen = wider(this.seen, new Uint8Array(size));
    this.lastFlush = wider(this.lastFlush, new Uint32Array(size));
    this.plans = wider(this.plans, new Uint8Array(size));
    this.idStarts = wider(this.idStarts, new Uint32Array(size));
    this.idCounts = wider(this.idCounts, new Uint16Array(size));
  }

  /** Closes the gaps when they are half of it, else grows. */
  #makeRoomForIds(more: number): void {
    const live = this.#idsUsed - this.#idsLost;
    const size = this.#idsLost * 2 >= this.#idsUsed ? this.ids.length : this.ids.length * 2;
    const packed = new Uint32Array(Math.max(size, live + more));
    let used = 0;
    for (let entry = 0; entry < this.size; entry++) {
      const count = this.idCounts[entry] as number;
      if (count === 0) continue;
      const start = this.idStarts[entry] as number;
      packed.set(this.ids.subarray(start, start + count), used);
      this.idStarts[entry] = used;
      used += count;
    }
    this.ids = packed;
    this.#idsUsed = used;
    this.#idsLost = 0;
  }
}

export const emptyInterval = (): Interval => ({
  size: 0,
  forms: new Uint8Array(0),
  touched: new Uint8Array(0),
  values: new Float64Array(0),
  levels: new Float64Array(0),
});

function wider<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(old: T, grown: T): T {
  grown.set(old);
  return grown;
}
