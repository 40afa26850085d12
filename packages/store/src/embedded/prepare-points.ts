/**
 * From points with stamps of their own to sections. A point goes to the slot of its series' finest step; while that step is not known, to
 * its own second.
 *
 * Hot: run for every point (bench/store/carbon-lines.mjs).
 */
import { CarpyError, type PointBatch } from '@carpy/core';
import { isUndecided, kindOfTraits, NO_SERIES, packTraits, ruleOfTraits, schemaOfTraits } from '../schema/schema.ts';
import { PointSorter } from './point-sorter.ts';
import {
  boundsOf,
  Count,
  declaring,
  isValueKind,
  type Prepared,
  type PrepareRoom,
  type PrepareState,
  roomOf,
  type SchemaBounds,
  seen,
} from './prepare-room.ts';
import type { Section } from './section.ts';
import type { SeriesNumbers } from './series-numbers.ts';

/** One for all batches: preparing one never waits. */
const sorter = new PointSorter();
/** A series that got no second point for so long has this step, seconds. */
const LONG_GAP_S = 3_600;
const GIVE_UP_S = 86_400;
/** An hour of seconds; what stands for more of the finest slots is a point of its own. */
const MAX_SLOTS_OF_SPAN = 3_600;
const MARGIN_S = 7_200;

/** Throws CARPY_BAD_REQUEST when the batch contradicts itself. */
export function preparePoints(
  batch: PointBatch,
  numbers: SeriesNumbers,
  state: PrepareState,
  maxSeries: number,
): Prepared {
  const { ids, atS, values, spanS } = batch;
  if (atS.length !== ids.length || values.length !== ids.length || (spanS ?? ids).length !== ids.length)
    throw new CarpyError('CARPY_BAD_REQUEST', 'points: ids, atS, values and spanS differ in length');
  const room = roomOf(state, maxSeries);
  const declares = declaring(room, false);
  numbers.declare(batch.declared, declares);
  numbers.renew(ids, declares);
  const { index } = state;
  const { traits, seenDay } = index;
  const count = new Count();
  const points = new PointRows(room);
  for (let i = 0; i < ids.length; i++) {
    const number = ids[i] as number;
    const id = numbers.idOf(number);
    const at = Math.floor(atS[i] as number);
    const value = values[i] as number;
    if (id < 0 || !Number.isFinite(value) || !points.addFor(id, traits[id] as number, at, value, spanS?.[i] ?? 0)) {
      count.reject(number, id, numbers, index);
      continue;
    }
    seen(index, seenDay, id, at);
    count.stored++;
  }
  const { sections, decided } = points.take();
  return { sections, result: count.result(), takesUp: undefined, decided };
}

/** Decides series that got no second point for a day; undefined when there are none. */
export function prepareForgotten(state: PrepareState, maxSeries: number): Prepared | undefined {
  const room = roomOf(state, maxSeries);
  const ids = state.undecided.olderThan(room.nowS - GIVE_UP_S);
  if (ids.length === 0) return undefined;
  const points = new PointRows(room);
  for (const id of ids) points.decide(id, LONG_GAP_S);
  const { sections, decided } = points.take();
  return { sections, result: new Count().result(), takesUp: undefined, decided };
}

/** Points of one batch on their way to sections. */
export class PointRows {
  readonly #room: PrepareRoom;
  #bounds: SchemaBounds;
  readonly #decided: number[];

  constructor(room: PrepareRoom) {
    this.#room = room;
    this.#bounds = boundsOf(room);
    this.#decided = room.state.undecided.takeOwed();
    for (const id of this.#decided) this.#addFirst(id);
  }

  /** False when the series has no single values, or keeps no values of that time. A NaN stamp is within no bounds. */
  add(id: number, traits: number, atS: number, value: number): boolean {
    if (!isValueKind(kindOfTraits(traits))) return false;
    const { stepS, fromS, untilS } = this.#bounds;
    const schema = schemaOfTraits(traits);
    if (!(atS >= (fromS[schema] as number) && atS <= untilS)) return false;
    if (isUndecided(traits)) {
      this.#addUndecided(id, atS, value);
      return true;
    }
    const step = stepS[schema] as number;
    sorter.add(id, Math.floor(atS / step) * step, value);
    return true;
  }

  /** A point that stands for `spanS` seconds fills the slots that the series keeps of them. */
  addFor(id: number, traits: number, atS: number, value: number, spanS: number): boolean {
    if (spanS === 0) return this.add(id, traits, atS, value);
    if (isUndecided(traits)) this.decide(id, spanS);
    const { index, schemas } = this.#room.state;
    const own = index.traits[id] as number;
    const slots = Math.floor(spanS / this.#keptStepS(own, atS));
    if (slots <= 1 || slots > MAX_SLOTS_OF_SPAN) return this.add(id, own, atS, value);
    const share = schemas.rule(ruleOfTraits(own)).method === 'sum' ? value / slots : value;
    let kept = false;
    for (let i = 0; i < slots; i++) kept = this.add(id, own, atS + (i * spanS) / slots, share) || kept;
    return kept;
  }

  /** Step of the finest tier that keeps this time of a series, seconds. */
  #keptStepS(traits: number, atS: number): number {
    const { schemas } = this.#room.state;
    const { tiers } = schemas.get(schemaOfTraits(traits));
    // A little longer than it is kept: what is too fine rolls up all the same, what is too coarse would leave gaps.
    const tier = tiers.find(({ retentionS }) => atS >= this.#room.nowS - retentionS - MARGIN_S) ?? tiers.at(-1);
    return tier?.stepS ?? Number.POSITIVE_INFINITY;
  }

  /** Gives a series its step; the first point comes along. */
  decide(id: number, gapS: number): void {
    const { index, schemas, undecided, journal } = this.#room.state;
    const schema = schemas.numberForGap(gapS);
    if (schema >= this.#bounds.stepS.length) this.#bounds = boundsOf(this.#room);
    const rule = ruleOfTraits(index.traits[id] as number);
    index.setTraits(id, packTraits({ kind: 'plain', outcome: false, schema, undecided: false, rule }));
    journal.changed(id);
    if (!undecided.decided(id)) return;
    this.#decided.push(id);
    this.#addFirst(id);
  }

  take(): { readonly sections: Section[]; readonly decided: readonly number[] } {
    return { sections: sorter.take(), decided: this.#decided };
  }

  #addUndecided(id: number, atS: number, value: number): void {
    const { index, undecided } = this.#room.state;
    const firstS = undecided.stampOf(id);
    if (Number.isNaN(firstS) || firstS === atS) {
      undecided.keep(id, atS, value);
      sorter.add(id, atS, value);
      return;
    }
    this.decide(id, Math.abs(atS - firstS));
    this.add(id, index.traits[id] as number, atS, value);
  }

  #addFirst(id: number): void {
    const { index, undecided } = this.#room.state;
    const traits = index.traits[id] ?? NO_SERIES;
    const { atS, value } = undecided.point(id);
    if (traits !== NO_SERIES && !isUndecided(traits)) this.add(id, traits, atS, value);
  }
}
