/**
 * Which blocks go when the store takes more room than it may (--max-disk). Pure. The finest tier's oldest go first, as long as a coarser
 * tier still tells of that time; then the next tier's; what no coarser tier tells of goes last, the oldest first. The newest blocks of
 * each tier always stay.
 */
import { type Tier, tierKey } from '../schema/schema.ts';
import type { BlockEntry } from './block-entry.ts';

/** Room is made down to this share of the bound, so that not every block written means another one given up. */
const DOWN_TO = 0.98;
/** What reaches into the last day of its tier stays, whatever the bound. */
const KEEP_S = 86_400;

/** Tiers that follow each other, finest first: a schema's, or those that it had before. */
export interface TierChain {
  readonly tiers: readonly Tier[];
}

/** Blocks of one tier that overlap, one chain after the other: they go together, else what an earlier one says would come back. */
interface Group {
  readonly tier: string;
  readonly stepS: number;
  readonly startS: number;
  endS: number;
  bytes: number;
  readonly entries: BlockEntry[];
}

/**
 * Blocks to remove, in the order in which they go; none while the bound is kept. It may free too little, when the last day alone is more.
 * `chains` say which tier a coarser one stands in for.
 */
export function blocksToGiveUp(
  entries: readonly BlockEntry[],
  usedBytes: number,
  maxBytes: number,
  chains: readonly TierChain[],
): BlockEntry[] {
  if (usedBytes <= maxBytes) return [];
  const tiers = groupsByTier(entries);
  const given: BlockEntry[] = [];
  let excess = usedBytes - maxBytes * DOWN_TO;
  const giveUp = (group: Group): void => {
    for (const entry of group.entries) given.push(entry);
    excess -= group.bytes;
  };
  const left: Group[] = [];
  for (const groups of [...tiers.values()].sort(finestFirst)) {
    const { tier, endS: newestS } = groups.at(-1) as Group;
    const kept: Group[] = [];
    for (const group of groups) {
      if (group.endS > newestS - KEEP_S) kept.push(group);
      else if (excess > 0 && isCovered(group, tiers, chains)) giveUp(group);
      else {
        kept.push(group);
        left.push(group);
      }
    }
    tiers.set(tier, kept);
  }
  left.sort((a, b) => a.endS - b.endS || a.stepS - b.stepS);
  for (const group of left) {
    if (excess <= 0) break;
    giveUp(group);
  }
  return given;
}

const finestFirst = (a: readonly Group[], b: readonly Group[]): number => {
  const [one, other] = [a[0] as Group, b[0] as Group];
  return one.stepS - other.stepS || (one.tier < other.tier ? -1 : 1);
};

/** Groups of each tier, by start. */
function groupsByTier(entries: readonly BlockEntry[]): Map<string, Group[]> {
  const tiers = new Map<string, Group[]>();
  for (const entry of [...entries].sort((a, b) => a.startS - b.startS || a.generation - b.generation)) {
    const { tier, stepS, startS, lengthS, bytes } = entry;
    const groups = tiers.get(tier) ?? [];
    tiers.set(tier, groups);
    const last = groups.at(-1);
    if (last === undefined || last.endS <= startS) {
      groups.push({ tier, stepS, startS, endS: startS + lengthS, bytes, entries: [entry] });
      continue;
    }
    last.endS = Math.max(last.endS, startS + lengthS);
    last.bytes += bytes;
    last.entries.push(entry);
  }
  return tiers;
}

/** True when in each chain that has the group's tier, a coarser tier has blocks over the group's whole span. */
function isCovered(group: Group, tiers: ReadonlyMap<string, readonly Group[]>, chains: readonly TierChain[]): boolean {
  let known = false;
  for (const chain of chains) {
    const at = chain.tiers.findIndex((tier) => tierKey(tier) === group.tier);
    if (at < 0) continue;
    known = true;
    const coarser = chain.tiers.slice(at + 1);
    if (!coarser.some((tier) => covers(tiers.get(tierKey(tier)) ?? [], group.startS, group.endS))) return false;
  }
  return known;
}

/** True when groups, sorted by start and apart from each other, hold a whole span. */
function covers(groups: readonly Group[], startS: number, endS: number): boolean {
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((groups[middle] as Group).endS <= startS) low = middle + 1;
    else high = middle;
  }
  let atS = startS;
  for (let i = low; atS < endS; i++) {
    const group = groups[i];
    if (group === undefined || group.startS > atS) return false;
    atS = group.endS;
  }
  return true;
}
