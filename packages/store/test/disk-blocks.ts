/** Entries of blocks for the tests of what the disk holds; no files. */
import { type BlockEntry, blockFile } from '../src/embedded/block-entry.ts';
import { type Schema, type Tier, tierKey } from '../src/schema/schema.ts';

export const DAY_S = 86_400;

export const DEFAULT_SCHEMA: Schema = {
  gathers: false,
  follows: true,
  tiers: [
    { stepS: 10, retentionS: DAY_S },
    { stepS: 60, retentionS: 14 * DAY_S },
    { stepS: 600, retentionS: 90 * DAY_S },
    { stepS: 3_600, retentionS: 730 * DAY_S },
  ],
};

export function entryOf(tier: Tier, startS: number, lengthS: number, bytes: number, generation = 1): BlockEntry {
  const file = blockFile(tierKey(tier), startS, lengthS, generation);
  const lastS = startS + lengthS - tier.stepS;
  return {
    tier: tierKey(tier),
    stepS: tier.stepS,
    startS,
    lengthS,
    generation,
    file,
    bytes,
    series: 1,
    firstS: startS,
    lastS,
  };
}

/** Blocks of one length, side by side. */
export function blocksOf(given: {
  readonly tier: Tier;
  readonly fromS: number;
  readonly untilS: number;
  readonly lengthS: number;
  readonly bytes: number;
}): BlockEntry[] {
  const entries: BlockEntry[] = [];
  for (let startS = given.fromS; startS < given.untilS; startS += given.lengthS)
    entries.push(entryOf(given.tier, startS, given.lengthS, given.bytes));
  return entries;
}
