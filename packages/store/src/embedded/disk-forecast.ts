/**
 * What a day adds to the disk at the present rate, and when that fills it. Pure. Each tier grows by itself until it is as old as its
 * retention; from then on what comes takes the place of what goes.
 */

import { type Tier, tierKey } from '../schema/schema.ts';
import type { DiskStatus } from '../store.ts';
import type { BlockEntry } from './block-entry.ts';
import type { TierChain } from './disk-bound.ts';

const DAY_S = 86_400;

export interface ForecastInput {
  readonly entries: readonly BlockEntry[];
  /** Tiers without blocks yet are guessed from the one before. */
  readonly chains: readonly TierChain[];
  /** All that the store takes, blocks and the rest. */
  readonly usedBytes: number;
  readonly maxBytes: number | undefined;
  readonly freeBytes: number | undefined;
  readonly nowS: number;
}

/** How one tier grows. */
interface Growth {
  readonly retentionS: number;
  readonly bytesAS: number;
  readonly entries: readonly BlockEntry[];
}

export function forecastDisk(input: ForecastInput): Pick<DiskStatus, 'bytesADay' | 'fullAtS'> {
  const growths = growthsOf(input);
  if (growths.length === 0) return { bytesADay: undefined, fullAtS: undefined };
  const bytesAS = growths.reduce((sum, growth) => sum + growth.bytesAS, 0);
  return { bytesADay: bytesAS * DAY_S, fullAtS: fullAtS(input, growths) };
}

function growthsOf({ entries, chains }: ForecastInput): Growth[] {
  const byTier = new Map<string, BlockEntry[]>();
  for (const entry of entries) {
    const same = byTier.get(entry.tier);
    if (same === undefined) byTier.set(entry.tier, [entry]);
    else same.push(entry);
  }
  const growths = new Map<string, Growth>();
  for (const [tier, own] of byTier) {
    const retentionS = Number(tier.slice(tier.indexOf('-') + 1));
    growths.set(tier, { retentionS, bytesAS: rateOf(own), entries: own });
  }
  // A coarser tier that has no block yet has a value for as many as its step is longer.
  for (const { tiers } of chains) {
    for (const [i, tier] of tiers.entries()) {
      const before = i === 0 ? undefined : growths.get(tierKey(tiers[i - 1] as Tier));
      if (before === undefined || growths.has(tierKey(tier))) continue;
      const bytesAS = (before.bytesAS * (tiers[i - 1] as Tier).stepS) / tier.stepS;
      growths.set(tierKey(tier), { retentionS: tier.retentionS, bytesAS, entries: [] });
    }
  }
  return [...growths.values()];
}

/** Bytes a second of the tier's newest day, of the part of it that has blocks. */
function rateOf(entries: readonly BlockEntry[]): number {
  let newestS = Number.NEGATIVE_INFINITY;
  for (const { startS, lengthS } of entries) newestS = Math.max(newestS, startS + lengthS);
  const fromS = newestS - DAY_S;
  let bytes = 0;
  let heldS = 0;
  let reachedS = fromS;
  for (const entry of [...entries].sort((a, b) => a.startS - b.startS)) {
    const endS = entry.startS + entry.lengthS;
    if (endS <= fromS) continue;
    bytes += (entry.bytes * (endS - Math.max(fromS, entry.startS))) / entry.lengthS;
    heldS += Math.max(0, endS - Math.max(reachedS, entry.startS));
    reachedS = Math.max(reachedS, endS);
  }
  return bytes / heldS;
}

/** At `atS` so many bytes go, and growth changes by so much. */
interface Change {
  readonly atS: number;
  readonly bytes: number;
  readonly bytesAS: number;
}

function fullAtS(
  { usedBytes, maxBytes, freeBytes, nowS }: ForecastInput,
  growths: readonly Growth[],
): number | undefined {
  const limit = Math.min(maxBytes ?? Number.POSITIVE_INFINITY, usedBytes + (freeBytes ?? Number.POSITIVE_INFINITY));
  if (usedBytes >= limit) return nowS;
  let atS = nowS;
  let bytes = usedBytes;
  let bytesAS = growths.reduce((sum, growth) => sum + growth.bytesAS, 0);
  for (const change of changesOf(growths, nowS)) {
    if (bytes + bytesAS * (change.atS - atS) >= limit) return atS + (limit - bytes) / bytesAS;
    bytes += bytesAS * (change.atS - atS) - change.bytes;
    bytesAS -= change.bytesAS;
    atS = change.atS;
  }
  return undefined;
}

/** Old blocks reach their retention one by one; what comes from now on goes as fast as it comes once the first of it does. */
function changesOf(growths: readonly Growth[], nowS: number): Change[] {
  const changes: Change[] = [];
  for (const { retentionS, bytesAS, entries } of growths) {
    changes.push({ atS: nowS + retentionS, bytes: 0, bytesAS });
    for (const { startS, lengthS, bytes } of entries)
      changes.push({ atS: Math.max(nowS, startS + lengthS + retentionS), bytes, bytesAS: 0 });
  }
  return changes.sort((a, b) => a.atS - b.atS);
}
