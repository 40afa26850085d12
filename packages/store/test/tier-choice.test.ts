import { expect, it } from 'vitest';
import { chooseTier, type TierRequest, type TierSeries, tierParts } from '../src/embedded/tier-choice.ts';
import type { Tier } from '../src/schema/schema.ts';

const tiers: readonly Tier[] = [
  { stepS: 10, retentionS: 1_000 },
  { stepS: 60, retentionS: 10_000 },
  { stepS: 600, retentionS: 100_000 },
];
const series: TierSeries = { schema: { tiers, gathers: false, follows: true }, former: [], coarseSketches: false };
const base: TierRequest = { fromS: 199_500, untilS: 200_000, nowS: 200_000, tier: { by: 'age' }, sketches: 'none' };
const stepOf = (request: Partial<TierRequest>, of: Partial<TierSeries> = {}, sealed = true): number =>
  chooseTier({ ...base, ...request }, { ...series, ...of }, () => sealed).stepS;

it.each([
  [{ by: 'age' }, 1_000, 10],
  [{ by: 'age' }, 1_001, 60],
  [{ by: 'age' }, 150_000, 600],
  [{ by: 'points', maxPoints: 100 }, 1_000, 10],
  [{ by: 'points', maxPoints: 99 }, 1_000, 60],
  [{ by: 'points', maxPoints: 1 }, 1_000, 600],
  [{ by: 'step', stepS: 10 }, 500, 10],
  [{ by: 'step', stepS: 30 }, 500, 60],
  [{ by: 'step', stepS: 10 }, 5_000, 60],
  [{ by: 'step', stepS: 3_600 }, 500, 600],
] as const)('%j over the last %i s: %i s', (tier, ageS, expected) => {
  expect(stepOf({ fromS: 200_000 - ageS, tier })).toBe(expected);
});

it('needs a tier with sketches only where the range is sealed, and never a finer one than chosen', () => {
  const sketches = 'required';
  expect(stepOf({ sketches }, {}, false)).toBe(10);
  expect(stepOf({ sketches })).toBe(60);
  expect(stepOf({ sketches }, { coarseSketches: true })).toBe(600);
  expect(stepOf({ sketches, tier: { by: 'step', stepS: 600 } })).toBe(600);
  const short = { ...series.schema, tiers: tiers.slice(0, 1) };
  expect(stepOf({ sketches }, { schema: short })).toBe(10);
  expect(stepOf({ sketches }, { schema: short, coarseSketches: true })).toBe(10);
});

it('never answers a tier that only gathers', () => {
  const schema = {
    ...series.schema,
    tiers: [
      { stepS: 600, retentionS: 1e6 },
      { stepS: 3_600, retentionS: 1e6 },
    ],
    gathers: true,
  };
  expect(stepOf({}, { schema })).toBe(3_600);
});

it('takes a tier that the schema had before too, where the range reaches back to it', () => {
  const former = [{ tiers: [{ stepS: 5, retentionS: 1_000 }, ...tiers.slice(1)], untilS: 199_700 }];
  expect(stepOf({}, { former })).toBe(60);
  expect(stepOf({ fromS: 199_700 }, { former })).toBe(10);
  expect(stepOf({ join: true }, { former })).toBe(10);
  const nothingAlike = [{ tiers: [{ stepS: 5, retentionS: 1_000 }], untilS: 199_700 }];
  expect(stepOf({}, { former: nothingAlike })).toBe(10);
});

it('joins tiers end to end, each part from where the one before no longer keeps', () => {
  const request = { ...base, fromS: 100_050, join: true };
  const parts = tierParts(request, series, tiers[0] as Tier);
  expect(parts.map((p) => [p.tier.stepS, p.fromS, p.untilS])).toEqual([
    [10, 199_019, 200_000],
    [60, 190_199, 199_019],
    [600, 100_050, 190_199],
  ]);
  expect(tierParts({ ...request, join: false }, series, tiers[0] as Tier)).toHaveLength(1);
});

it('joins what the schema was before, and before that', () => {
  const old = { stepS: 20, retentionS: 50_000 };
  const older = { stepS: 40, retentionS: 50_000 };
  const former = [
    { tiers: [older], untilS: 198_000 },
    { tiers: [old], untilS: 199_500 },
  ];
  const parts = tierParts({ ...base, fromS: 190_000, join: true }, { ...series, former }, tiers[0] as Tier);
  expect(parts.map((p) => [p.tier.stepS, p.fromS, p.untilS])).toEqual([
    [10, 199_519, 200_000],
    [20, 198_039, 199_519],
    [40, 190_000, 198_039],
  ]);
});
