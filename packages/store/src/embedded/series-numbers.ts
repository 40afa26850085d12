/** One writer's numbers of series, and the store's ids that they stand for. Hot: `idOf` once a row of every batch. */
import { CarpyError, type SeriesDeclaration, type SeriesKind } from '@carpy/core';
import type { Rule, Traits } from '../schema/schema.ts';
import type { SeriesIndex } from './series-index.ts';

/** Names of rejected series that a writer remembers for display. */
const MAX_REMEMBERED = 1_000;
const UNKNOWN = 0;
const REJECTED = 0xffff_ffff;

/** The index of names as a writer uses it. */
export interface Declaring {
  readonly index: SeriesIndex;
  readonly maxSeries: number;
  traitsFor(name: string, kind: SeriesKind, rule?: Rule): Traits;
  /** A series was made: no log has its name yet. */
  made(id: number): void;
}

interface Stale {
  readonly name: string;
  readonly kind: SeriesKind;
}

export class SeriesNumbers {
  readonly #maxSeries: number;
  /** The store's id + 1, by the writer's number. */
  #map = new Uint32Array(64);
  readonly #rejectedNames = new Map<number, string>();
  /** Numbers whose series are gone, and the names they stood for. */
  readonly #stale = new Map<number, Stale>();

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** Throws CARPY_BAD_REQUEST on a number that can't be. */
  declare(declared: readonly SeriesDeclaration[], to: Declaring): void {
    for (const { id, kind, name, rule } of declared) {
      if (!Number.isInteger(id) || id < 0 || id > this.#maxSeries * 2)
        throw new CarpyError(
          'CARPY_BAD_REQUEST',
          `series number ${id} is no whole number from 0 to ${this.#maxSeries * 2}`,
        );
      if (id >= this.#map.length) {
        const wider = new Uint32Array(Math.max(id + 1, this.#map.length * 2));
        wider.set(this.#map);
        this.#map = wider;
      }
      this.#stale.delete(id);
      this.#put(id, name, kind, to, rule);
    }
  }

  /** Declares the old names again of numbers that these rows use and whose series are gone: what is still sent makes new series. */
  renew(numbers: Uint32Array, to: Declaring): void {
    if (this.#stale.size === 0) return;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number;
      const stale = this.#stale.get(number);
      if (stale === undefined) continue;
      this.#stale.delete(number);
      this.#put(number, stale.name, stale.kind, to);
    }
  }

  /** The store's id; −1 for a number that is rejected or was never declared. */
  idOf(number: number): number {
    const found = this.#map[number] ?? UNKNOWN;
    return found === UNKNOWN || found === REJECTED ? -1 : found - 1;
  }

  rejectedName(number: number): string | undefined {
    return this.#rejectedNames.get(number);
  }

  /** These series are gone or have other names. `seriesOf` tells the name and the kind they had. */
  forget(ids: ReadonlySet<number>, seriesOf: (id: number) => Stale | undefined): void {
    for (let number = 0; number < this.#map.length; number++) {
      const id = this.idOf(number);
      if (id < 0 || !ids.has(id)) continue;
      this.#map[number] = UNKNOWN;
      const series = seriesOf(id);
      if (series !== undefined) this.#stale.set(number, series);
    }
  }

  #put(number: number, name: string, kind: SeriesKind, to: Declaring, rule?: Rule): void {
    const { index } = to;
    const traitsFor = rule === undefined ? to.traitsFor : (n: string, k: SeriesKind) => to.traitsFor(n, k, rule);
    const found = index.live < to.maxSeries ? index.declare(name, kind, traitsFor) : index.existing(name, kind);
    this.#map[number] = found === 'rejected' ? REJECTED : found.id + 1;
    if (found !== 'rejected' && found.made) to.made(found.id);
    if (found === 'rejected' && this.#rejectedNames.size < MAX_REMEMBERED) this.#rejectedNames.set(number, name);
  }
}
