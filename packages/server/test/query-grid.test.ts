import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseStepS, durationWords, gridAnswer, planGrid } from '../src/query/grid.ts';

const TIERS = [
  { stepS: 10, retentionS: 86_400 },
  { stepS: 60, retentionS: 14 * 86_400 },
];
const NOW_S = 1_700_000_400;
const rangeOf = (lengthS: number, live = true) => ({ fromMs: (NOW_S - lengthS) * 1000, toMs: NOW_S * 1000, live });
const plan = (lengthS: number, maxPoints: number, dataStepS: number) =>
  planGrid(rangeOf(lengthS), maxPoints, dataStepS, 10, NOW_S * 1000, TIERS);

describe('planGrid', () => {
  it.each([
    { lengthS: 300, maxPoints: 500, dataStepS: 10, stepS: 10, slots: 30 },
    { lengthS: 3_600, maxPoints: 500, dataStepS: 10, stepS: 10, slots: 360 },
    { lengthS: 3_600, maxPoints: 200, dataStepS: 10, stepS: 30, slots: 121 },
    { lengthS: 3_600, maxPoints: 500, dataStepS: 60, stepS: 60, slots: 61 },
    { lengthS: 86_400, maxPoints: 500, dataStepS: 60, stepS: 300, slots: 289 },
    { lengthS: 7 * 86_400, maxPoints: 500, dataStepS: 60, stepS: 1_800, slots: 337 },
    { lengthS: 14 * 86_400, maxPoints: 20, dataStepS: 60, stepS: 86_400, slots: 15 },
  ])('$lengthS s in $maxPoints points of $dataStepS s data', ({ lengthS, maxPoints, dataStepS, stepS, slots }) => {
    expect(plan(lengthS, maxPoints, dataStepS)).toMatchObject({ stepS, slots });
  });

  it('says why a step is coarser than the range asks for', () => {
    expect(plan(3_600, 500, 10).stepReason).toBeUndefined();
    expect(plan(3_600, 50, 60).stepReason).toBeUndefined();
    expect(plan(3_600, 500, 60).stepReason).toBeUndefined();
    expect(planGrid(rangeOf(2 * 86_400), 50_000, 60, 10, NOW_S * 1000, TIERS).stepReason).toBe(
      'points older than 1 d are kept at 1 min',
    );
  });

  it('never has more slots than asked for, and holds every fine slot of the range', () => {
    const dataSteps = fc.constantFrom(1, 5, 7, 10, 15, 60);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 * 86_400 }),
        fc.integer({ min: 10, max: 1_000 }),
        dataSteps,
        fc.nat(5_000),
        (lengthS, maxPoints, dataStepS, shiftS) => {
          const toS = NOW_S + shiftS;
          const range = { fromMs: (toS - lengthS) * 1000, toMs: toS * 1000, live: false };
          const made = planGrid(range, maxPoints, dataStepS, dataStepS, toS * 1000, []);
          expect(made.slots).toBeLessThanOrEqual(maxPoints);
          expect(made.slots).toBeGreaterThanOrEqual(1);
          expect(made.stepS % dataStepS).toBe(0);
          expect(made.startS % made.stepS).toBe(0);
          const lastFineS = Math.floor(toS / dataStepS) * dataStepS;
          expect(made.startS + made.slots * made.stepS).toBeGreaterThan(lastFineS);
          if (lengthS >= dataStepS) expect(made.startS).toBeLessThanOrEqual(toS - lengthS + dataStepS);
        },
      ),
    );
  });

  it('a step that divides none of the ladder is doubled until it fits', () => {
    expect(chooseStepS(0, 100 * 86_400, 7, 1_000) % 7).toBe(0);
  });
});

describe('gridAnswer', () => {
  const coverage = (lastMs: number) => ({
    startS: NOW_S - 20,
    stepS: 10,
    coveredMs: Float64Array.of(10_000, 10_000, lastMs),
  });

  it('adds up what was recorded', () => {
    const grid = gridAnswer(plan(1_200, 20, 10), coverage(4_000), rangeOf(1_200), NOW_S * 1000);
    expect(grid.stepS).toBe(300);
    expect(grid.coveredMs.slice(-2)).toEqual([20_000, 4_000]);
  });

  it('the last slot is open while flushes into it are to come', () => {
    expect(gridAnswer(plan(3_600, 500, 60), undefined, rangeOf(3_600), NOW_S * 1000).openSlot).toBe(60);
    expect(gridAnswer(plan(300, 500, 10), coverage(10_000), rangeOf(300), NOW_S * 1000).openSlot).toBeUndefined();
    expect(gridAnswer(plan(300, 500, 10), coverage(0), rangeOf(300), NOW_S * 1000).openSlot).toBe(29);
  });

  it('a range that ended long ago has none', () => {
    const later = (NOW_S + 3_600) * 1000;
    expect(gridAnswer(plan(300, 500, 10), coverage(0), rangeOf(300, false), later).openSlot).toBeUndefined();
  });
});

it.each([
  [10, '10 s'],
  [90, '90 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
  [86_400, '1 d'],
])('%i seconds are %s', (s, words) => {
  expect(durationWords(s)).toBe(words);
});
