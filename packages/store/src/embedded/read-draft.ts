/**
 * A part of a plan in the making: what range of which tier, and which ranges of it the tier before has to give. Nothing here waits, so
 * that all of a plan's ranges are of one moment.
 */
import { alignDown, CarpyError } from '@carpy/core';
import {
  isUndecided,
  kindOfTraits,
  type Rule,
  ruleOfTraits,
  type Schema,
  type Tier,
  tierKey,
} from '../schema/schema.ts';
import { ruleInto } from './jobs/tier-rules.ts';
import { isSealedTier } from './levels.ts';
import type { MemoryGathering } from './read-memory.ts';
import type { PlanPoint } from './read-plan.ts';
import type { ReadSource } from './read-source.ts';
import { subtract, type TimeSpan, unite } from './read-spans.ts';
import { widthOf } from './slot-table.ts';
import { WINDOW_S } from './window.ts';

/** Slots of one series in one answer. */
const MAX_SLOTS = 200_000;
/** Values of all series and columns in one answer: 160 MB. */
export const MAX_VALUES = 20_000_000;
/** Stamps of a range; the log and the blocks hold far nearer ones. */
const MAX_STAMP_S = 1e14;

export interface SlotRange {
  /** Stamp of the first slot. */
  readonly startS: number;
  readonly slots: number;
}

export interface Draft extends SlotRange {
  readonly tier: Tier;
  /** The tiers among which it is, finest first. */
  readonly tiers: readonly Tier[];
  readonly ids: Uint32Array;
  readonly kinds: Uint8Array;
  readonly sketches: boolean;
  /** Values of a slot, over all series. */
  readonly width: number;
  /** Place of the tier among those that a seal makes of the schema; -1: memory is not of this tier. */
  readonly layer: number;
  readonly windows: readonly number[];
  /** By start of the window. */
  readonly memory: Map<number, MemoryGathering>;
  readonly points: readonly PlanPoint[];
  readonly finer: FinerDraft[];
  earlier: Draft | undefined;
}

export interface FinerDraft extends SlotRange {
  readonly draft: Draft;
  /** Only for the series that have something in memory there. */
  readonly late: boolean;
  readonly rules: readonly Rule[];
}

/** Series of one schema. */
export interface DraftSeries {
  readonly schema: Schema;
  readonly ids: Uint32Array;
  readonly kinds: Uint8Array;
  readonly width: number;
  readonly sketches: boolean;
}

/** Counts the values of a plan. */
export class Budget {
  readonly #maxPoints: number;
  #points = 0;
  #values = 0;

  /** A slot of a series is a point, however many values it has. */
  constructor(maxPoints: number = Number.POSITIVE_INFINITY) {
    this.#maxPoints = maxPoints;
  }

  /** Throws CARPY_TOO_MUCH past the limits. */
  take(series: number, slots: number, stepS: number, width: number): void {
    if (slots > MAX_SLOTS)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `the range has ${slots} slots of ${stepS} s; at most ${MAX_SLOTS} are read at once`,
      );
    this.#points += series * slots;
    if (this.#points > this.#maxPoints)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `${series} series of ${slots} slots of ${stepS} s bring it to ${this.#points} points, at most ${this.#maxPoints} are read: narrow the time range, or name fewer series`,
      );
    if (!this.tries(slots, width))
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `${series} series of ${slots} slots are ${slots * width} values; at most ${MAX_VALUES} are read at once`,
      );
  }

  /** False, and nothing is taken, when there is no room. */
  tries(slots: number, width: number): boolean {
    if (this.#values + slots * width > MAX_VALUES) return false;
    this.#values += slots * width;
    return true;
  }
}

/** The slots in (fromS, untilS]. Throws CARPY_BAD_REQUEST for what is no range. */
export function slotsOf(fromS: number, untilS: number, stepS: number): SlotRange {
  // Further away doubles are no longer exact to the second: a loop from slot to slot would never end.
  if (!(Math.abs(fromS) < MAX_STAMP_S && Math.abs(untilS) < MAX_STAMP_S))
    throw new CarpyError('CARPY_BAD_REQUEST', `(${fromS}, ${untilS}] is no range of times`);
  const startS = alignDown(Math.floor(fromS), stepS) + stepS;
  return { startS, slots: Math.max(0, (alignDown(Math.floor(untilS), stepS) - startS) / stepS + 1) };
}

export function draftOf(
  source: ReadSource,
  series: DraftSeries,
  tier: Tier,
  tiers: readonly Tier[],
  range: SlotRange,
  budget: Budget,
): Draft {
  const { schema, ids, kinds, width, sketches } = series;
  const { startS, slots } = range;
  const endS = startS + slots * tier.stepS;
  const key = tierKey(tier);
  const layer = isSealedTier(tier) ? schema.tiers.findIndex((t) => tierKey(t) === key) : -1;
  budget.take(ids.length, slots, tier.stepS, width);
  return {
    startS,
    slots,
    tier,
    tiers,
    ids,
    kinds,
    sketches,
    width,
    layer,
    windows: layer < 0 || slots === 0 ? [] : source.windows(startS, endS),
    memory: new Map(),
    points: pointsOf(source, ids, range, tier.stepS),
    finer: slots === 0 ? [] : finerOf(source, series, tier, tiers, range, budget),
    earlier: undefined,
  };
}

/** Numbers of values of a slot. */
export function widthOfAll(traits: Uint32Array, ids: Uint32Array): number {
  let width = 0;
  for (const id of ids) width += widthOf(kindOfTraits(traits[id] as number) ?? 'plain');
  return width;
}

function pointsOf(source: ReadSource, ids: Uint32Array, { startS, slots }: SlotRange, stepS: number): PlanPoint[] {
  const points: PlanPoint[] = [];
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (!isUndecided(source.traits[id] as number)) continue;
    const point = source.undecidedPoint(id);
    if (point === undefined) continue;
    const slot = (alignDown(point.atS, stepS) - startS) / stepS;
    if (slot >= 0 && slot < slots) points.push({ row, slot, value: point.value });
  }
  return points;
}

/** Ranges that the tier before has to give: what is not derived yet, and of a tier coarser than a window what is in memory too. */
function finerOf(
  source: ReadSource,
  series: DraftSeries,
  tier: Tier,
  tiers: readonly Tier[],
  { startS, slots }: SlotRange,
  budget: Budget,
): FinerDraft[] {
  const { stepS } = tier;
  const index = tiers.indexOf(tier);
  const before = tiers[index - 1];
  if (before === undefined) return [];
  const range: TimeSpan = { fromS: startS, untilS: startS + slots * stepS };
  const memory = unite(source.windows(range.fromS, range.untilS).map(windowSpan), stepS, range);
  const { open, late } = isSealedTier(tier)
    ? { open: missing(source, tier, tiers, range, memory), late: [] }
    : underived(source, tier, tiers, range, memory);
  if (open.length + late.length === 0) return [];
  const rules = rulesInto(source, series, index);
  // A finer value may make the percentiles of a coarser one: it comes with its sketches.
  const finer = { ...series, sketches: true };
  const made: FinerDraft[] = [];
  const add = ({ fromS, untilS }: TimeSpan, late: boolean): void => {
    const coarse = { startS: fromS, slots: (untilS - fromS) / stepS };
    const fine = { startS: fromS, slots: (untilS - fromS) / before.stepS };
    // What is late is in the answer once it is sealed; a read must not fail because somebody writes a year anew.
    if (late && !budget.tries(fine.slots, series.width)) return;
    const draft = draftOf(source, finer, before, tiers, fine, late ? new Budget() : budget);
    made.push({ ...coarse, late, rules, draft });
  };
  for (const span of open) add(span, false);
  for (const span of late) add(span, true);
  return made;
}

/** Of a tier coarser than a window: what finer tiers have and it has not, and what is late in memory. */
function underived(
  source: ReadSource,
  tier: Tier,
  tiers: readonly Tier[],
  range: TimeSpan,
  memory: readonly TimeSpan[],
): { readonly open: readonly TimeSpan[]; readonly late: readonly TimeSpan[] } {
  const index = tiers.indexOf(tier);
  const before = tiers[index - 1];
  const own = unite(blockSpans(source, tier, range), tier.stepS, range);
  const held = [
    ...memory,
    ...tiers.slice(0, index).flatMap((t) => (t !== before && t.stepS < WINDOW_S ? [] : blockSpans(source, t, range))),
  ];
  const open = subtract(unite(held, tier.stepS, range), own);
  return { open, late: subtract(memory, open) };
}

/**
 * Of a tier that seals make: what finer tiers have blocks of and it has none, where memory does not tell. The tier was added later, or a
 * kill came between a late seal and what derives from it.
 */
function missing(
  source: ReadSource,
  tier: Tier,
  tiers: readonly Tier[],
  range: TimeSpan,
  memory: readonly TimeSpan[],
): TimeSpan[] {
  const held = tiers.slice(0, tiers.indexOf(tier)).flatMap((t) => blockSpans(source, t, range));
  const own = [...blockSpans(source, tier, range), ...memory];
  return subtract(unite(held, tier.stepS, range), unite(own, tier.stepS, range));
}

const rulesInto = (source: ReadSource, { ids, schema }: DraftSeries, index: number): Rule[] =>
  Array.from(ids, (id) => ruleInto(schema, index, source.rules[ruleOfTraits(source.traits[id] as number)] as Rule));

const windowSpan = (windowS: number): TimeSpan => ({ fromS: windowS, untilS: windowS + WINDOW_S });

const blockSpans = (source: ReadSource, tier: Tier, { fromS, untilS }: TimeSpan): TimeSpan[] =>
  source
    .overlapping(tierKey(tier), fromS, untilS)
    .map(({ startS, lengthS }) => ({ fromS: startS, untilS: startS + lengthS }));
