/**
 * Plain series whose step is not known: no schema names them, and one point came so far. The point is remembered here until a second one
 * with another stamp says the step; then it is written once more, to the slot that it has now, for it may have been left out of blocks.
 *
 * A decision counts once its record is durable. Until then, and after a write that failed, the first point is owed: the next batch brings it.
 *
 * Hot: once or twice a new series (bench/store/carbon-lines.mjs), so points stand in pages by id and not as objects.
 */
import { isUndecided, NO_SERIES, type Traits } from '../schema/schema.ts';

export interface UndecidedPoint {
  readonly id: number;
  /** Seconds since the epoch. */
  readonly atS: number;
  readonly value: number;
}

/** What the catalogue keeps. */
export type StoredUndecided = readonly UndecidedPoint[];

/** Where traits stand: the index of names. */
export interface TraitsSource {
  readonly traits: Uint32Array;
}

/** What is known of a series here. */
const NOTHING = 0;
/** Its one point. */
const FIRST = 1;
/** It is decided, and its first point on its way to the log: the catalogue keeps it until it is there. */
const UNDER_WAY = 2;
/** It is decided, and its first point in no durable record yet. */
const OWED = 3;

const PAGE_BITS = 12;
const PAGE_IDS = 1 << PAGE_BITS;
const IN_PAGE = PAGE_IDS - 1;

interface Page {
  readonly states: Uint8Array;
  readonly atS: Float64Array;
  readonly values: Float64Array;
  /** Ids of which something is known; the page goes with its last. */
  used: number;
}

export class Undecided {
  readonly #source: TraitsSource;
  readonly #pages: (Page | undefined)[] = [];
  #size = 0;
  #owed = 0;

  constructor(stored: StoredUndecided | undefined, source: TraitsSource) {
    this.#source = source;
    for (const { id, atS, value } of stored ?? []) {
      const traits = this.#traitsOf(id);
      if (traits !== NO_SERIES) this.#put(id, isUndecided(traits) ? FIRST : OWED, atS, value);
    }
  }

  /** Series that are not decided. */
  get size(): number {
    return this.#size;
  }

  /** The one point of a series; undefined when it is decided or has none. */
  valueAt(id: number): UndecidedPoint | undefined {
    return this.#stateOf(id) === FIRST ? this.point(id) : undefined;
  }

  /** The stamp of the one point of a series; NaN when it is decided or has none. */
  stampOf(id: number): number {
    return this.#stateOf(id) === FIRST
      ? ((this.#pages[id >> PAGE_BITS] as Page).atS[id & IN_PAGE] as number)
      : Number.NaN;
  }

  /** The point of a series that `decided` or `takeOwed` gave. */
  point(id: number): UndecidedPoint {
    const { atS, values } = this.#pages[id >> PAGE_BITS] as Page;
    return { id, atS: atS[id & IN_PAGE] as number, value: values[id & IN_PAGE] as number };
  }

  /** Keeps a point as the only one of its series; a later one of the same stamp takes its place. */
  keep(id: number, atS: number, value: number): void {
    this.#put(id, FIRST, atS, value);
  }

  /** The series' step is known now. True when it had a first point, which the batch that says so must hold. */
  decided(id: number): boolean {
    if (this.#stateOf(id) !== FIRST) return false;
    this.#move(id, UNDER_WAY);
    return true;
  }

  /** Series whose first points no durable record holds; they are the caller's now. */
  takeOwed(): number[] {
    if (this.#owed === 0) return [];
    const owed = this.#idsOf(OWED);
    for (const id of owed) this.#move(id, this.#traitsOf(id) === NO_SERIES ? NOTHING : UNDER_WAY);
    return owed.filter((id) => this.#traitsOf(id) !== NO_SERIES);
  }

  /** The record that holds their points is durable. */
  written(ids: readonly number[]): void {
    for (const id of ids) if (this.#stateOf(id) === UNDER_WAY) this.#move(id, NOTHING);
  }

  /** Gives back what a write that failed should have brought. */
  owe(ids: readonly number[]): void {
    for (const id of ids) if (this.#stateOf(id) === UNDER_WAY) this.#move(id, OWED);
  }

  /** Ids of series whose only point came before this stamp, ascending. */
  olderThan(atS: number): number[] {
    return this.#size === 0 ? [] : this.#idsOf(FIRST).filter((id) => this.stampOf(id) < atS);
  }

  /** Series that are gone. */
  forget(ids: Iterable<number>): void {
    for (const id of ids) this.#move(id, NOTHING);
  }

  /** A record of the log says of a series what the catalogue did not know yet; traits are the last ones of all logs. */
  recoverNamed(id: number): void {
    // The record that decided holds the first point too.
    if (this.#stateOf(id) === FIRST && !isUndecided(this.#traitsOf(id))) this.#move(id, NOTHING);
  }

  /** Points of a log, in their order, once all names of all logs are known. */
  recoverPoints(slotS: number, ids: Uint32Array, values: Float64Array): void {
    const { traits } = this.#source;
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row] as number;
      const own = traits[id] ?? NO_SERIES;
      if (own !== NO_SERIES && isUndecided(own)) this.keep(id, slotS, values[row] as number);
    }
  }

  toStored(): StoredUndecided {
    return [FIRST, OWED, UNDER_WAY].flatMap((state) => this.#idsOf(state).map((id) => this.point(id)));
  }

  #stateOf(id: number): number {
    const page = this.#pages[id >> PAGE_BITS];
    return page === undefined ? NOTHING : (page.states[id & IN_PAGE] as number);
  }

  #put(id: number, state: number, atS: number, value: number): void {
    let page = this.#pages[id >> PAGE_BITS];
    if (page === undefined) {
      page = {
        states: new Uint8Array(PAGE_IDS),
        atS: new Float64Array(PAGE_IDS),
        values: new Float64Array(PAGE_IDS),
        used: 0,
      };
      this.#pages[id >> PAGE_BITS] = page;
    }
    page.atS[id & IN_PAGE] = atS;
    page.values[id & IN_PAGE] = value;
    if (page.states[id & IN_PAGE] !== state) this.#move(id, state);
  }

  /** Another state of a series whose page is there, or NOTHING. */
  #move(id: number, state: number): void {
    const page = this.#pages[id >> PAGE_BITS];
    const before = page?.states[id & IN_PAGE] ?? NOTHING;
    if (page === undefined || before === state) return;
    page.states[id & IN_PAGE] = state;
    this.#size += Number(state === FIRST) - Number(before === FIRST);
    this.#owed += Number(state === OWED) - Number(before === OWED);
    page.used += Number(before === NOTHING) - Number(state === NOTHING);
    if (page.used === 0) this.#pages[id >> PAGE_BITS] = undefined;
  }

  /** Ids in a state, ascending. */
  #idsOf(state: number): number[] {
    const ids: number[] = [];
    for (const [n, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      for (let i = 0; i < PAGE_IDS; i++) if (page.states[i] === state) ids.push(n * PAGE_IDS + i);
    }
    return ids;
  }

  #traitsOf(id: number): Traits {
    return this.#source.traits[id] ?? NO_SERIES;
  }
}
