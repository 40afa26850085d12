import { expect, it } from 'vitest';
import { chooseTier } from '../src/embedded/tier-choice.ts';

const tiers = [
  { stepS: 10, retentionS: 1_000 },
  { stepS: 60, retentionS: 10_000 },
  { stepS: 600, retentionS: 100_000 },
];
const base = { ids: [], untilS: 200_000, nowS: 200_000, sketches: 'none' } as const;

it.each([
  [{ by: 'age' }, 1_000, 0],
  [{ by: 'age' }, 1_001, 1],
  [{ by: 'age' }, 150_000, 2],
  [{ by: 'points', maxPoints: 100 }, 1_000, 0],
  [{ by: 'points', maxPoints: 99 }, 1_000, 1],
  [{ by: 'points', maxPoints: 1 }, 1_000, 2],
  [{ by: 'step', stepS: 10 }, 500, 0],
  [{ by: 'step', stepS: 30 }, 500, 1],
  [{ by: 'step', stepS: 10 }, 5_000, 1],
  [{ by: 'step', stepS: 3_600 }, 500, 2],
] as const)('%j over the last %i s: tier %i', (tier, ageS, expected) => {
  expect(chooseTier({ ...base, fromS: 200_000 - ageS, tier }, tiers, true)).toBe(expected);
});

it('needs a tier with sketches only where the range is sealed, and never a finer one than chosen', () => {
  const ask = { ...base, fromS: 199_500, tier: { by: 'age' }, sketches: 'required' } as const;
  expect(chooseTier(ask, tiers, false)).toBe(0);
  expect(chooseTier(ask, tiers, true)).toBe(1);
  expect(chooseTier({ ...ask, tier: { by: 'step', stepS: 600 } }, tiers, true)).toBe(2);
  expect(chooseTier(ask, tiers.slice(0, 1), true)).toBe(0);
});
