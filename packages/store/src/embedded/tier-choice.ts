/** Which tier a read takes, and from which tiers the time before it comes. Pure arithmetic. */
import { alignDown } from '@carpy/core';
import { type Schema, type Tier, tierKey } from '../schema/schema.ts';
import type { FormerTiers } from '../schema/schemas.ts';
import type { ReadRequest } from '../store.ts';

export type TierRequest = Pick<ReadRequest, 'fromS' | 'untilS' | 'nowS' | 'tier' | 'sketches' | 'join'>;

/** What a choice is made for: series of one schema that keep sketches alike. */
export interface TierSeries {
  readonly schema: Schema;
  /** Of the schema, oldest first. */
  readonly former: readonly FormerTiers[];
  /** Timers other than transactions' outcomes: sketches only from COARSE_SKETCH_S on. */
  readonly coarseSketches: boolean;
}

/** From this step on every timer keeps sketches in sealed data. */
const COARSE_SKETCH_S = 600;

/**
 * The tier to read. `isSealed`: some of the range is sealed in that tier, where the finest one has no sketches.
 * A request that needs sketches gets the tier it would get without, or the finest that has them, whichever is coarser. Where the range
 * reaches back to other tiers that the schema had before, a tier that both have is taken before one that has only the newer part.
 */
export function chooseTier(request: TierRequest, series: TierSeries, isSealed: (tier: Tier) => boolean): Tier {
  const tiers = readable(series.schema);
  const fits = fitsRange(request);
  const former = request.join === true ? [] : series.former.filter((f) => request.fromS < f.untilS);
  const shared =
    former.length === 0 ? tiers : tiers.filter((t) => former.every((f) => f.tiers.some((own) => sameTier(own, t))));
  const last = (shared.at(-1) ?? tiers.at(-1)) as Tier;
  const chosen = shared.find(fits) ?? tiers.find(fits) ?? last;
  if (request.sketches !== 'required' || !isSealed(chosen)) return chosen;
  const first = series.coarseSketches ? tiers.findIndex((t) => t.stepS >= COARSE_SKETCH_S) : 1;
  const finest = tiers.at(Math.min(first, tiers.length - 1)) as Tier;
  return finest.stepS > chosen.stepS ? finest : chosen;
}

/** A range of slots in one tier. */
export interface TierPart {
  readonly tier: Tier;
  /** The tiers among which it is, finest first: the schema's own or former ones. */
  readonly tiers: readonly Tier[];
  /** (fromS, untilS], as a request has it. */
  readonly fromS: number;
  readonly untilS: number;
}

/** The parts of a range in order from the newest, each of the step of the one before or a coarser one. One part without `join`. */
export function tierParts(request: TierRequest, series: TierSeries, chosen: Tier): TierPart[] {
  const { fromS, untilS, nowS } = request;
  if (request.join !== true) return [{ tier: chosen, tiers: series.schema.tiers, fromS, untilS }];
  const parts: TierPart[] = [];
  let era: Era = { tier: chosen, tiers: series.schema.tiers, older: series.former };
  let endS = untilS;
  for (;;) {
    const { tier, tiers, older } = era;
    const beginS = Math.max(nowS - tier.retentionS, hadSince(tier, older));
    const before = beginS > fromS ? eraBefore(tier, beginS, series, nowS) : undefined;
    if (before === undefined) {
      parts.push({ tier, tiers, fromS, untilS: endS });
      return parts;
    }
    // The slot of the coarser tier that holds the border is its last one, so that the two parts meet.
    const { stepS } = before.tier;
    const borderS = Math.max(fromS, Math.min(endS, alignDown(Math.floor(beginS), stepS) + stepS - 1));
    if (borderS < endS || parts.length === 0) parts.push({ tier, tiers, fromS: borderS, untilS: endS });
    endS = borderS;
    // Each begins earlier than the one before, so this ends.
    era = before;
  }
}

/** A tier in the time in which its schema had it. */
interface Era {
  readonly tier: Tier;
  readonly tiers: readonly Tier[];
  /** What the schema had before. */
  readonly older: readonly FormerTiers[];
}

/** Since when a schema has had a tier without a break; -Infinity: from the start. */
const hadSince = (tier: Tier, older: readonly FormerTiers[]): number =>
  older.findLast((f) => !f.tiers.some((t) => sameTier(t, tier)))?.untilS ?? Number.NEGATIVE_INFINITY;

/** What has the time before a moment: the finest tier of that time that is not finer. */
function eraBefore({ stepS }: Tier, beforeS: number, { schema, former }: TierSeries, nowS: number): Era | undefined {
  const at = former.findIndex((f) => beforeS <= f.untilS);
  const tiers = at < 0 ? readable(schema) : (former[at] as FormerTiers).tiers;
  const tier = tiers.find((t) => t.stepS >= stepS && t.stepS % stepS === 0 && t.retentionS > nowS - beforeS);
  return tier && { tier, tiers: at < 0 ? schema.tiers : tiers, older: at < 0 ? former : former.slice(0, at) };
}

/** Tiers that answer: one that only gathers does not. */
const readable = ({ tiers, gathers }: Schema): readonly Tier[] => (gathers ? tiers.slice(1) : tiers);

const sameTier = (a: Tier, b: Tier): boolean => tierKey(a) === tierKey(b);

function fitsRange({ tier: choice, fromS, untilS, nowS, join }: TierRequest): (tier: Tier) => boolean {
  // With `join` the older part may come from another tier.
  const oldestS = join === true ? untilS : fromS;
  return ({ stepS, retentionS }) => {
    if (retentionS < nowS - oldestS) return false;
    if (choice.by === 'points') return (untilS - fromS) / stepS <= choice.maxPoints;
    return choice.by === 'age' || stepS >= choice.stepS;
  };
}
