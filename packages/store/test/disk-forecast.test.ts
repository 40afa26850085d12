import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { forecastDisk } from '../src/embedded/disk-forecast.ts';
import { blocksOf, DAY_S, DEFAULT_SCHEMA } from './disk-blocks.ts';

const NOW_S = 20_000 * DAY_S;
const fine = { stepS: 10, retentionS: 2 * DAY_S };
const coarse = { stepS: 60, retentionS: 20 * DAY_S };
const chains = [{ tiers: [fine, coarse] }];
const bytesOf = (entries: readonly BlockEntry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);

const forecast = (
  entries: readonly BlockEntry[],
  room: { maxBytes?: number; freeBytes?: number; otherBytes?: number },
): ReturnType<typeof forecastDisk> =>
  forecastDisk({
    entries,
    chains,
    usedBytes: bytesOf(entries) + (room.otherBytes ?? 0),
    maxBytes: room.maxBytes,
    freeBytes: room.freeBytes,
    nowS: NOW_S,
  });

describe('what a day adds', () => {
  it('is not known without blocks', () => {
    expect(forecast([], { maxBytes: 1e9 })).toEqual({ bytesADay: undefined, fullAtS: undefined });
  });

  it('is the sum of the newest day of each tier', () => {
    const entries = [
      ...blocksOf({ tier: fine, fromS: NOW_S - 2 * DAY_S, untilS: NOW_S, lengthS: 7_200, bytes: 1_000 }),
      ...blocksOf({ tier: coarse, fromS: NOW_S - 3 * DAY_S, untilS: NOW_S, lengthS: DAY_S, bytes: 5_000 }),
    ];
    expect(forecast(entries, {}).bytesADay).toBeCloseTo(17_000, 6);
  });

  it('is extrapolated from what there is, gaps left out, and guessed for a tier without blocks', () => {
    const entries = [
      ...blocksOf({ tier: fine, fromS: NOW_S - 7_200, untilS: NOW_S - 3_600, lengthS: 600, bytes: 100 }),
      ...blocksOf({ tier: fine, fromS: NOW_S - 1_200, untilS: NOW_S, lengthS: 600, bytes: 100 }),
    ];
    // 100 bytes each 600 s, and a sixth of it for the tier of 60 s.
    expect(forecast(entries, {}).bytesADay).toBeCloseTo(14_400 * (1 + 1 / 6), 6);
  });

  it('takes a share of a block that reaches beyond the day, and all blocks of one span', () => {
    const tier = DEFAULT_SCHEMA.tiers[3] as typeof fine;
    const month = blocksOf({ tier, fromS: NOW_S - 30 * DAY_S, untilS: NOW_S, lengthS: 30 * DAY_S, bytes: 30_000 });
    const late = blocksOf({ tier, fromS: NOW_S - DAY_S, untilS: NOW_S, lengthS: DAY_S, bytes: 50 });
    expect(forecast([...month, ...late], {}).bytesADay).toBeCloseTo(1_050, 6);
  });
});

describe('when it is full', () => {
  const young = blocksOf({ tier: coarse, fromS: NOW_S - DAY_S, untilS: NOW_S, lengthS: 7_200, bytes: 1_000 });

  it('is when the bound or the free room is reached, whichever is nearer', () => {
    const day = 12_000;
    expect(forecast(young, { maxBytes: day * 11 }).fullAtS).toBeCloseTo(NOW_S + 10 * DAY_S, 3);
    expect(forecast(young, { freeBytes: day * 5 }).fullAtS).toBeCloseTo(NOW_S + 5 * DAY_S, 3);
    expect(forecast(young, { maxBytes: day * 11, freeBytes: day * 5 }).fullAtS).toBeCloseTo(NOW_S + 5 * DAY_S, 3);
  });

  it('is never, where retention takes what comes, and where there is no bound', () => {
    expect(forecast(young, { maxBytes: 12_000 * 22 }).fullAtS).toBeUndefined();
    expect(forecast(young, {}).fullAtS).toBeUndefined();
  });

  it('is now, when it is', () => {
    expect(forecast(young, { maxBytes: 12_000 }).fullAtS).toBe(NOW_S);
    expect(forecast(young, { freeBytes: 0 }).fullAtS).toBe(NOW_S);
  });

  it('is what a simulation day by day finds', () => {
    const tierBlocks = (tier: typeof fine, lengthS: number): fc.Arbitrary<BlockEntry[]> =>
      fc
        .record({ days: fc.integer({ min: 1, max: 25 }), bytes: fc.integer({ min: 1, max: 9_000 }) })
        .map(({ days, bytes }) => blocksOf({ tier, fromS: NOW_S - days * DAY_S, untilS: NOW_S, lengthS, bytes }));
    let full = 0;
    fc.assert(
      fc.property(
        tierBlocks(fine, 7_200),
        tierBlocks(coarse, DAY_S),
        fc.double({ min: 1.001, max: 2, noNaN: true }),
        fc.integer({ min: 0, max: 50_000 }),
        (ofFine, ofCoarse, share, otherBytes) => {
          const entries = [...ofFine, ...ofCoarse];
          const maxBytes = (bytesOf(entries) + otherBytes) * share;
          const { fullAtS } = forecast(entries, { maxBytes, otherBytes });
          const rates = [
            { tier: fine, old: ofFine, aDay: 12 * (ofFine[0] as BlockEntry).bytes },
            { tier: coarse, old: ofCoarse, aDay: (ofCoarse[0] as BlockEntry).bytes },
          ];
          const at = (days: number): number =>
            rates.reduce((sum, { tier, old, aDay }) => {
              const goneS = NOW_S + days * DAY_S - tier.retentionS;
              const kept = old.filter(({ startS, lengthS }) => startS + lengthS > goneS);
              return sum + bytesOf(kept) + aDay * Math.min(days, tier.retentionS / DAY_S);
            }, otherBytes);
          const untilDay = fullAtS === undefined ? 60 : (fullAtS - NOW_S) / DAY_S;
          for (let day = 0; day < untilDay; day++) expect(at(day)).toBeLessThan(maxBytes * (1 + 1e-9));
          if (fullAtS === undefined) return;
          full++;
          // Just before, since what expires at that very moment is gone.
          expect(at(untilDay - 1e-6)).toBeGreaterThan(maxBytes * (1 - 1e-5));
        },
      ),
    );
    expect(full).toBeGreaterThan(0);
  });
});
