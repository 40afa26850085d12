/**
 * Plain series whose step is not known: no schema names them, and one point came so far. The point is remembered here until a second one
 * with another stamp says the step; then it is written once more, to the slot that it has now, for it may have been left out of blocks.
 *
 * A decision counts once its record is durable. Until then, and after a write that failed, the first point is owed: the next batch brings it.
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

export class Undecided {
  readonly #source: TraitsSource;
  readonly #points = new Map<number, UndecidedPoint>();
  /** First points of series that are decided, in no durable record yet. */
  readonly #owed = new Map<number, UndecidedPoint>();
  /** First points on their way to the log: the catalogue keeps them until they are there. */
  readonly #underWay = new Map<number, UndecidedPoint>();

  constructor(stored: StoredUndecided | undefined, source: TraitsSource) {
    this.#source = source;
    for (const point of stored ?? []) {
      const traits = this.#traitsOf(point.id);
      if (traits === NO_SERIES) continue;
      (isUndecided(traits) ? this.#points : this.#owed).set(point.id, point);
    }
  }

  get size(): number {
    return this.#points.size;
  }

  /** The one point of a series; undefined when it is decided or has none. */
  valueAt(id: number): UndecidedPoint | undefined {
    return this.#points.get(id);
  }

  /** Keeps a point as the only one of its series; a later one of the same stamp takes its place. */
  keep(id: number, atS: number, value: number): void {
    this.#points.set(id, { id, atS, value });
  }

  /** The series' step is known now: its first point, which the batch that says so must hold. */
  decided(id: number): UndecidedPoint | undefined {
    const point = this.#points.get(id);
    this.#points.delete(id);
    if (point !== undefined) this.#underWay.set(id, point);
    return point;
  }

  /** First points that no durable record holds; they are the caller's now. */
  takeOwed(): UndecidedPoint[] {
    const owed = [...this.#owed.values()].filter(({ id }) => this.#traitsOf(id) !== NO_SERIES);
    this.#owed.clear();
    for (const point of owed) this.#underWay.set(point.id, point);
    return owed;
  }

  /** The record that holds them is durable. */
  written(points: readonly UndecidedPoint[]): void {
    for (const { id } of points) this.#underWay.delete(id);
  }

  /** Gives back what a write that failed should have brought. */
  owe(points: readonly UndecidedPoint[]): void {
    for (const point of points) {
      this.#underWay.delete(point.id);
      this.#owed.set(point.id, point);
    }
  }

  /** Ids of series whose only point came before this stamp, ascending. */
  olderThan(atS: number): number[] {
    const ids: number[] = [];
    for (const point of this.#points.values()) if (point.atS < atS) ids.push(point.id);
    return ids.sort((a, b) => a - b);
  }

  /** Series that are gone. */
  forget(ids: Iterable<number>): void {
    for (const id of ids) {
      this.#points.delete(id);
      this.#owed.delete(id);
      this.#underWay.delete(id);
    }
  }

  /** A record of the log says of a series what the catalogue did not know yet; traits are the last ones of all logs. */
  recoverNamed(id: number): void {
    // The record that decided holds the first point too.
    if (!isUndecided(this.#traitsOf(id))) this.#points.delete(id);
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
    return [...this.#points.values(), ...this.#owed.values(), ...this.#underWay.values()];
  }

  #traitsOf(id: number): Traits {
    return this.#source.traits[id] ?? NO_SERIES;
  }
}
