/** What preparing batches shares: what it needs of the store, what it answers, and how it counts. */
import type { SeriesKind, WriteResult } from '@carpy/core';
import { FLUSH_SCHEMA, isUndecided, kindOfTraits, type Schema, schemaOfTraits, type Traits } from '../schema/schema.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { Section } from './section.ts';
import type { SeriesIndex } from './series-index.ts';
import type { Declaring, SeriesNumbers } from './series-numbers.ts';
import type { Undecided } from './undecided.ts';

/** What one batch becomes. */
export interface Prepared {
  readonly sections: readonly Section[];
  readonly result: WriteResult;
  /** Id of the kept window whose values these are. */
  readonly takesUp: string | undefined;
  /** Series whose step this batch says; its sections hold their first points again. */
  readonly decided: readonly number[];
}

/** What preparing needs of the engine's state. */
export interface PrepareState {
  readonly index: SeriesIndex;
  readonly schemas: Schemas;
  readonly undecided: Undecided;
  /** Step of the flushes, seconds. */
  readonly fineStepS: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Hears of series that are new or have other traits: the next record of the log says so. */
  readonly journal: { changed(id: number): void };
}

export interface PrepareRoom {
  readonly state: PrepareState;
  readonly maxSeries: number;
  /** Now, seconds since the epoch. */
  readonly nowS: number;
}

export const roomOf = (state: PrepareState, maxSeries: number): PrepareRoom => ({
  state,
  maxSeries,
  nowS: state.clock() / 1000,
});

/** Stamps further ahead are rejected, seconds. */
const MAX_FUTURE_S = 86_400;
const DAY_S = 86_400;
const MAX_REJECTED_NAMES = 5;

export const declaring = ({ state, maxSeries }: PrepareRoom, fromFlush: boolean): Declaring => ({
  index: state.index,
  maxSeries,
  traitsFor: (name, kind, rule) => state.schemas.traitsFor(name, kind, fromFlush, rule),
  made: (id) => state.journal.changed(id),
});

/** Where the values of a schema's series go, and from when on they are kept. */
export interface SchemaBounds {
  /** Finest step, seconds, by schema. */
  readonly stepS: Float64Array;
  /** Stamps before are rejected; seconds since the epoch, by schema. */
  readonly fromS: Float64Array;
  readonly untilS: number;
}

export function boundsOf({ state, nowS }: PrepareRoom): SchemaBounds {
  const { schemas, fineStepS } = state;
  const stepS = new Float64Array(schemas.count);
  const fromS = new Float64Array(schemas.count);
  for (let n = 0; n < schemas.count; n++) {
    const { tiers } = schemas.get(n) as Schema;
    stepS[n] = n === FLUSH_SCHEMA ? fineStepS : (tiers[0]?.stepS ?? fineStepS);
    fromS[n] = nowS - tiers.reduce((most, tier) => Math.max(most, tier.retentionS), 0);
  }
  return { stepS, fromS, untilS: nowS + MAX_FUTURE_S };
}

export class Count {
  stored = 0;
  rejected = 0;
  readonly #names = new Set<string>();

  /** Counts a value of a writer's number; id is the store's, -1 without one. */
  reject(number: number, id: number, numbers: SeriesNumbers, index: SeriesIndex): void {
    this.rejected++;
    if (this.#names.size >= MAX_REJECTED_NAMES) return;
    const name = id < 0 ? numbers.rejectedName(number) : index.nameOf(id);
    if (name !== undefined) this.#names.add(name);
  }

  result(): WriteResult {
    return { stored: this.stored, rejected: this.rejected, rejectedNames: [...this.#names] };
  }
}

/** Remembers on which day a series had a value. */
export function seen(index: SeriesIndex, seenDay: Uint16Array, id: number, atS: number): void {
  if (atS >= ((seenDay[id] as number) + 1) * DAY_S) index.touch(id, Math.floor(atS / DAY_S));
}

/** Kinds with one value a slot. */
export const isValueKind = (kind: SeriesKind | undefined): boolean =>
  kind === 'counter' || kind === 'gauge' || kind === 'set' || kind === 'plain';

/** True when a flush of the finest step brings these series' values to the slot that they are kept in. */
export const followsFlush = (traits: Traits, bounds: SchemaBounds, fineStepS: number): boolean =>
  kindOfTraits(traits) !== 'plain' || (!isUndecided(traits) && bounds.stepS[schemaOfTraits(traits)] === fineStepS);
