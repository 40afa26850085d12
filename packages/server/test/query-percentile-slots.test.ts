import { describe, expect, it } from 'vitest';
import { planGrid } from '../src/query/grid.ts';
import { openFrom, planPercentiles, repeated } from '../src/query/percentile-slots.ts';

const END_S = 1_700_000_400;
const grid = (fromS: number, toS: number) =>
  planGrid({ fromMs: fromS * 1000, toMs: toS * 1000, live: true }, 500, 10, 10, toS * 1000, []);

describe('percentile slots', () => {
  it('hold the whole grid, the first widened to a whole one', () => {
    const plan = planPercentiles(grid(END_S - 100, END_S), 60);
    expect(plan).toMatchObject({ startS: END_S - 120, stepS: 60, slots: 3 });
  });

  it.each([
    { what: 'flushes are to come', nowS: END_S + 49, coveredMs: 50_000, open: 2 },
    { what: 'its last flush cannot be read yet', nowS: END_S + 51, coveredMs: 50_000, open: 2 },
    { what: 'its last flush is there', nowS: END_S + 51, coveredMs: 59_990, open: 3 },
    { what: 'its last flush never came', nowS: END_S + 61, coveredMs: 50_000, open: 3 },
  ])('$what: open from $open', ({ nowS, coveredMs, open }) => {
    const plan = planPercentiles(grid(END_S - 120, END_S + 50), 60);
    expect(plan).toMatchObject({ startS: END_S - 120, slots: 3 });
    const coverage = { startS: plan.startS, stepS: 60, coveredMs: Float64Array.of(60_000, 60_000, coveredMs) };
    expect(openFrom(plan, coverage, nowS * 1000)).toBe(open);
  });

  it('repeat over the grid until the one that is open', () => {
    const fine = grid(END_S - 30, END_S + 70);
    const plan = planPercentiles(fine, 60);
    const values = repeated(fine, { plan, outcomes: [], openFrom: 2 }, Float64Array.of(1, 2, 3));
    expect([...values]).toEqual([1, 1, 2, 2, 2, 2, 2, 2, Number.NaN, Number.NaN]);
  });
});
