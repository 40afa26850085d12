/**
 * Which blocks are to be merged or derived next. A span is merged when it is over, level by level; blocks that lie over a merged one are
 * folded into it when they are many, or when they hold series that are gone.
 */
import { alignDown } from '@carpy/core';
import { type Tier, tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';
import { dropClockS, type EngineState, nowS } from './engine-state.ts';
import { sourcesOf } from './jobs/derive.ts';
import type { DeriveJob, Job, MergeJob } from './jobs/job.ts';
import { deriveSpanS, finalLengthS, isOver, keeps, LEVELS_S, type Span } from './levels.ts';
import type { LogName } from './log.ts';

/** Blocks of one span before they are folded into one: each costs every read of the span a look. */
const MAX_LAYERS = 6;

/** The next job; undefined when nothing is to be done now. The oldest span of the finest tier comes first. */
export function nextJob(state: EngineState): Job | undefined {
  for (const tier of state.schemas.tiers()) {
    // Derived before merged: a merged block says of its whole span that it is derived.
    const job = nextDerive(state, tier) ?? nextMerge(state, tier);
    if (job !== undefined) return job;
  }
  return undefined;
}

function nextMerge(state: EngineState, tier: Tier): MergeJob | undefined {
  const now = nowS(state);
  const entries = state.blocks.of(tierKey(tier));
  const final = finalLengthS(tier);
  for (const lengthS of LEVELS_S) {
    if (lengthS > final) break;
    const spans = new Map<number, BlockEntry[]>();
    for (const entry of entries) {
      if (entry.lengthS > lengthS) continue;
      const startS = alignDown(entry.startS, lengthS);
      const inside = spans.get(startS) ?? [];
      inside.push(entry);
      spans.set(startS, inside);
    }
    for (const [startS, inside] of [...spans].sort((a, b) => a[0] - b[0])) {
      if (!isOver(startS, lengthS, now) || !keeps(tier, startS + lengthS, dropClockS(state))) continue;
      // Merged without its last window, a fine tier would say that the coarser ones lack it, and they would wait for it to be derived.
      if (isUnsealed(state, startS, lengthS)) continue;
      const whole = inside.filter((b) => b.lengthS === lengthS).length;
      if (whole === inside.length && whole <= MAX_LAYERS && !inside.some((b) => state.gone.holds(b))) continue;
      return {
        ...base(state, now),
        type: 'merge',
        tier,
        startS,
        lengthS,
        // The coarser tiers' too: gaps of this one are closed in them.
        blocks: overlapping(state, state.schemas.tiers(), startS, lengthS),
      };
    }
  }
  return undefined;
}

/** True when a window of the span waits for its first seal. */
function isUnsealed({ open, frozen }: EngineState, startS: number, lengthS: number): boolean {
  const within = (name: LogName): boolean => name !== 'late' && name >= startS && name < startS + lengthS;
  return [...open.keys()].some(within) || frozen.some((log) => within(log.name));
}

/** A span of a tier that the tiers before it have blocks of and it has none: it is coarser than a window, or was added later. */
function nextDerive(state: EngineState, tier: Tier): DeriveJob | undefined {
  const froms = new Map<string, Tier>();
  for (const source of sourcesOf(state.schemas.toStored().schemas, tier))
    if (source !== undefined) froms.set(tierKey(source.from), source.from);
  for (const key of froms.keys())
    for (const entry of state.blocks.of(key)) {
      const span = underived(state, tier, entry);
      if (span === undefined) continue;
      const blocks = overlapping(state, [...froms.values()], span.startS, span.lengthS);
      return { ...base(state, nowS(state)), type: 'derive', tier, ...span, blocks };
    }
  return undefined;
}

/** The longest span of the tier with some of the block's in it that is over and that the tier has nothing of. */
function underived(state: EngineState, tier: Tier, { startS, lengthS }: BlockEntry): Span | undefined {
  const least = deriveSpanS(tier);
  const lengths = LEVELS_S.filter(
    (length) => length >= least && length <= Math.max(least, finalLengthS(tier)),
  ).reverse();
  for (let atS: number = alignDown(startS, least); atS < startS + lengthS; atS += least) {
    for (const length of lengths) {
      const span = { startS: alignDown(atS, length), lengthS: length };
      const endS = span.startS + length;
      if (!isOver(span.startS, length, nowS(state)) || !keeps(tier, endS, dropClockS(state))) continue;
      if (state.blocks.overlapping(tierKey(tier), span.startS, endS).length === 0) return span;
    }
  }
  return undefined;
}

/** True while a coarser tier that keeps the block's time is yet to be derived from it: till then the block stays, whatever its retention. */
export function isAwaited(state: EngineState, { tier: from, startS, lengthS }: BlockEntry): boolean {
  const { schemas } = state.schemas.toStored();
  for (const tier of state.schemas.tiers()) {
    if (!sourcesOf(schemas, tier).some((source) => source !== undefined && tierKey(source.from) === from)) continue;
    const least = deriveSpanS(tier);
    for (let atS: number = alignDown(startS, least); atS < startS + lengthS; atS += least) {
      if (!keeps(tier, atS + least, dropClockS(state))) continue;
      if (state.blocks.overlapping(tierKey(tier), atS, atS + least).length === 0) return true;
    }
  }
  return false;
}

const overlapping = (state: EngineState, tiers: readonly Tier[], startS: number, lengthS: number): BlockEntry[] =>
  tiers.flatMap((tier) => [...state.blocks.overlapping(tierKey(tier), startS, startS + lengthS)]);

/** What every job of this moment is told. */
export function base(
  state: EngineState,
  now: number,
): Omit<MergeJob, 'type' | 'tier' | 'startS' | 'lengthS' | 'blocks'> {
  const stored = state.schemas.toStored();
  return {
    dir: state.dir,
    generation: state.nextGeneration,
    traits: state.index.traits,
    schemas: stored.schemas,
    rules: stored.rules,
    nowS: now,
    clockS: dropClockS(state),
  };
}

/** Blocks that a job's new block stands in the place of. */
export function replacedBy(state: EngineState, { tier, startS, lengthS }: MergeJob): BlockEntry[] {
  return overlapping(state, [tier], startS, lengthS).filter(
    (b) => b.startS >= startS && b.startS + b.lengthS <= startS + lengthS,
  );
}
