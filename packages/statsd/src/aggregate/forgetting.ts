/**
 * Gives names back when the table nears its bound, so that a flood of new names can't lock out all that come later: first those seen in one
 * flush only, the newest first, then the longest idle. Never one that got something within the last few flushes; and none that was seen
 * often while enough of those seen once only have to grow older: a gauge set once an hour outlives a flood.
 *
 * Runs at the start of a flush, in slices, before anything is written: so no batch holds a number that has gone to another name.
 */
import type { KeyTable, NameTable } from '@carpy/core';
import { APDEX_RECORD, APDEX_REST, type Entries, FREE, type Interval } from './entries.ts';
import type { NameResolver } from './name-resolver.ts';

/** Flushes that a name must have been without anything. */
const MIN_IDLE = 6;
/** Share of the bound below which there is too little room, and the share made free then. */
const LOW_ROOM = 0.1;
const ENOUGH_ROOM = 0.25;
/** Ranks go by flushes of idleness up to here (half a day of them); names seen once come before all others. */
const MAX_AGE = 4_095;
const RANKS = 2 * (MAX_AGE + 1);
/** Ranks below are of names seen once. */
const ONCE_RANKS = MAX_AGE + 2;
const APDEX_PLACES = 3;

export class Forgetting {
  /** Series names given back since the start. */
  forgotten = 0;
  readonly #names: NameTable;
  readonly #entries: Entries;
  readonly #resolver: NameResolver;
  readonly #keys: KeyTable;

  constructor(names: NameTable, entries: Entries, resolver: NameResolver, keys: KeyTable) {
    this.#names = names;
    this.#entries = entries;
    this.#resolver = resolver;
    this.#keys = keys;
  }

  /** Forgets what must be forgotten at flush number `flush`, and takes it out of the interval. Yields after `slice()` entries. */
  *run(interval: Interval, flush: number, slice: () => number): Generator<void> {
    const { maxNames } = this.#names;
    if (this.#names.room >= maxNames * LOW_ROOM) return;
    const wanted = Math.ceil(maxNames * ENOUGH_ROOM) - this.#names.room;
    const { size } = interval;
    const ranks = new Uint16Array(size);
    /** Names by rank. */
    const counts = new Float64Array(RANKS + 1);
    let young = 0;
    for (let from = 0; from < size; ) {
      const to = Math.min(size, from + slice());
      for (let entry = from; entry < to; entry++) {
        const rank = this.#rank(interval, entry, flush);
        ranks[entry] = rank;
        const series = this.#entries.idCounts[entry] as number;
        if (rank > 0) counts[rank] = (counts[rank] as number) + series;
        else if ((this.#entries.seen[entry] as number) <= 1) young += series;
      }
      from = to;
      yield;
    }
    const doomed = this.#doom(interval, flush, ranks, counts, wanted, young);
    if (doomed === undefined) return;
    yield;
    for (let from = 0; from < size; ) {
      const to = Math.min(size, from + slice());
      for (let entry = from; entry < to; entry++) {
        if (doomed[entry] !== 1) continue;
        // Its place may go to a new name at once. An Apdex record takes its other columns with it: they are FREE by then.
        doomed[entry] = 0;
        const form = this.#entries.forms[entry];
        if (form !== FREE && form !== APDEX_REST) this.forgotten += this.#resolver.release(entry);
      }
      from = to;
      yield;
    }
    this.#resolver.doomed = undefined;
  }

  /** The order in which a name is to go, from 1; 0 for one that stays. */
  #rank(interval: Interval, entry: number, flush: number): number {
    const { seen, lastFlush } = this.#entries;
    const form = interval.forms[entry];
    if (form === FREE || form === APDEX_REST || !this.#isIdle(interval, entry)) return 0;
    let last = lastFlush[entry] as number;
    let often = seen[entry] as number;
    if (form === APDEX_RECORD) {
      for (let i = entry + 1; i < entry + APDEX_PLACES; i++) {
        last = Math.max(last, lastFlush[i] as number);
        often = Math.max(often, seen[i] as number);
      }
    }
    const idle = flush - last;
    if (idle < MIN_IDLE) return 0;
    const age = Math.min(idle, MAX_AGE);
    return often <= 1 ? 1 + age : RANKS - age;
  }

  #isIdle(interval: Interval, entry: number): boolean {
    const places = interval.forms[entry] === APDEX_RECORD ? APDEX_PLACES : 1;
    for (let i = entry; i < entry + places; i++)
      if (interval.touched[i] === 1 || this.#entries.touched[i] === 1) return false;
    return true;
  }

  /** Marks what goes and cuts every way to it, in one go: from here on nothing can come for it but under its name. */
  #doom(
    interval: Interval,
    flush: number,
    ranks: Uint16Array,
    counts: Float64Array,
    wanted: number,
    young: number,
  ): Uint8Array | undefined {
    const once = counts.subarray(0, ONCE_RANKS).reduce((all, n) => all + n, 0);
    const lastRank = once < wanted && once + young >= wanted ? ONCE_RANKS - 1 : RANKS;
    let last = 0;
    let sum = 0;
    while (last < lastRank && sum < wanted) sum += counts[++last] as number;
    if (sum === 0) return undefined;
    /** Names of the last rank that may stay. */
    let spare = sum - wanted;
    const { idCounts } = this.#entries;
    const doomed = new Uint8Array(interval.size);
    for (let entry = 0; entry < interval.size; entry++) {
      const rank = ranks[entry] as number;
      // What came since it was ranked keeps it.
      if (rank === 0 || rank > last || this.#rank(interval, entry, flush) === 0) continue;
      if (rank === last && spare >= (idCounts[entry] as number)) {
        spare -= idCounts[entry] as number;
        continue;
      }
      const places = interval.forms[entry] === APDEX_RECORD ? APDEX_PLACES : 1;
      doomed.fill(1, entry, entry + places);
      interval.forms.fill(FREE, entry, entry + places);
    }
    this.#keys.retain((entry) => doomed[entry] !== 1);
    this.#resolver.doomed = doomed;
    return doomed;
  }
}
