import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { blocksToGiveUp, type TierChain } from '../src/embedded/disk-bound.ts';
import { blocksOf, DAY_S, DEFAULT_SCHEMA, entryOf } from './disk-blocks.ts';

const T0_S = 20_000 * DAY_S;
const [fine, minute] = DEFAULT_SCHEMA.tiers as [(typeof DEFAULT_SCHEMA.tiers)[0], (typeof DEFAULT_SCHEMA.tiers)[0]];
const bytesOf = (entries: readonly BlockEntry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);
const files = (entries: readonly BlockEntry[]): string[] => entries.map(({ file }) => file);
const giveUp = (
  entries: readonly BlockEntry[],
  maxBytes: number,
  chains: readonly TierChain[] = [DEFAULT_SCHEMA],
): BlockEntry[] => blocksToGiveUp(entries, bytesOf(entries), maxBytes, chains);

describe('what goes when there is no room', () => {
  const days = (tier: typeof fine, count: number, bytes: number): BlockEntry[] =>
    blocksOf({ tier, fromS: T0_S, untilS: T0_S + count * DAY_S, lengthS: DAY_S, bytes });

  it('is nothing while the bound is kept', () => {
    expect(giveUp(days(fine, 3, 100), 300)).toEqual([]);
  });

  it('is the finest tier, the oldest first, down to 98 % of the bound', () => {
    const [first, second, ...rest] = days(fine, 5, 100);
    const coarse = days(minute, 5, 20);
    expect(giveUp([...rest, ...coarse, second as BlockEntry, first as BlockEntry], 450)).toEqual([first, second]);
  });

  it('is what a coarser tier tells of too, before what nothing else tells of', () => {
    const own = days(fine, 4, 100);
    const coarse = [entryOf(minute, T0_S + DAY_S, DAY_S, 10), entryOf(minute, T0_S + 2 * DAY_S, 2 * DAY_S, 10)];
    expect(giveUp([...own, ...coarse], 400)).toEqual([own[1]]);
    expect(giveUp([...own, ...coarse], 150)).toEqual([own[1], own[2], own[0]]);
  });

  it('is never judged by a tier of another schema', () => {
    const other = { tiers: [{ stepS: 30, retentionS: 30 * DAY_S }] };
    const alone = blocksOf({
      tier: other.tiers[0] as typeof fine,
      fromS: T0_S,
      untilS: T0_S + 3 * DAY_S,
      lengthS: DAY_S,
      bytes: 100,
    });
    const own = days(fine, 3, 100);
    const coarse = days(minute, 3, 100);
    expect(giveUp([...own, ...alone, ...coarse], 720, [DEFAULT_SCHEMA, other])).toEqual(own.slice(0, 2));
    // A tier that two schemas share is covered only where both have a coarser one.
    const ends = { tiers: [fine] };
    expect(giveUp([...own, ...coarse], 520, [DEFAULT_SCHEMA, ends])).toEqual([own[0]]);
  });

  it('is never the newest day of a tier, however small the bound', () => {
    const own = blocksOf({ tier: fine, fromS: T0_S, untilS: T0_S + 2 * DAY_S, lengthS: 7_200, bytes: 10 });
    expect(giveUp(own, 0)).toEqual(own.slice(0, 12));
  });

  it('takes blocks that overlap together', () => {
    const [first, second, third] = days(fine, 3, 100) as [BlockEntry, BlockEntry, BlockEntry];
    const late = entryOf(fine, T0_S + 600, 600, 1, 9);
    expect(files(giveUp([late, first, second, third], 290))).toEqual(files([first, late]));
  });

  it('holds the bound, day by day, and gives up the fine before the coarse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 2_500, max: 9_000 }),
        (load, maxBytes) => {
          let entries: BlockEntry[] = [];
          for (const [day, bytes] of load.entries()) {
            const fromS = T0_S + day * DAY_S;
            const untilS = fromS + DAY_S;
            entries.push(
              ...blocksOf({ tier: fine, fromS, untilS, lengthS: 7_200, bytes }),
              ...blocksOf({ tier: minute, fromS, untilS, lengthS: DAY_S, bytes: 2 * bytes }),
            );
            const gone = new Set(giveUp(entries, maxBytes));
            if (gone.size > 0 && bytesOf(entries) <= maxBytes) throw new Error('given up without need');
            entries = entries.filter((entry) => !gone.has(entry));
            expect(bytesOf(entries)).toBeLessThanOrEqual(maxBytes);
            const kept = entries.filter(({ stepS }) => stepS === fine.stepS);
            const coarseGone = [...gone].some(({ stepS }) => stepS === minute.stepS);
            // A day of the coarse tier goes only when of the fine one there is but the newest.
            if (coarseGone) expect(kept.every(({ startS }) => startS >= fromS)).toBe(true);
            // What is left of each tier has no hole.
            for (const { stepS } of [fine, minute]) {
              const left = entries.filter((entry) => entry.stepS === stepS);
              const spanS = untilS - Math.min(...left.map(({ startS }) => startS));
              expect(left.reduce((sum, { lengthS }) => sum + lengthS, 0)).toBe(spanS);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
