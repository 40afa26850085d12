/** The eight ways in which plain series roll up, beside whisper's aggregate() and the share of known values that it asks for. */
import { describe, expect, it } from 'vitest';
import { rollUp } from '../src/embedded/roll-up.ts';
import { slotTable } from '../src/embedded/slot-table.ts';
import type { AggregationMethod, Rule } from '../src/schema/schema.ts';
import { askPython, noCarbon } from './graphite-conf-python.ts';
import { randomOf } from './graphite-conf-random.ts';

const METHODS: readonly AggregationMethod[] = ['average', 'sum', 'last', 'max', 'min', 'avg_zero', 'absmax', 'absmin'];

/** The one coarse value of these fine ones; null is none. */
function rolledUp(values: readonly (number | null)[], rule: Rule): number | null {
  const fine = slotTable(values.length);
  for (const [slot, value] of values.entries()) if (value !== null) fine.columns[slot] = value;
  const coarse = slotTable(1);
  rollUp(fine, coarse, rule);
  const value = coarse.columns[0] as number;
  return Number.isNaN(value) ? null : value;
}

describe('rules of plain series', () => {
  const values = [null, -4, 2, null, 3, -1];
  it.each([
    ['average', 0],
    ['sum', 0],
    ['last', -1],
    ['max', 3],
    ['min', -4],
    ['avg_zero', 0],
    ['absmax', -4],
    ['absmin', -1],
  ] as const)('%s: %d', (method, want) => {
    expect(rolledUp(values, { method, xFilesFactor: 0.5 })).toBe(want);
  });

  it.each([
    ['average', [null, 1, 2], 1.5],
    ['avg_zero', [null, 1, 2], 1],
    ['sum', [0.1, 0.2, 0.3], 0.6],
    ['absmax', [-3, 3], -3],
    ['absmin', [3, -3], 3],
    ['last', [0, null], 0],
    ['max', [-0.5, null], -0.5],
  ] as const)('%s of %j: %d', (method, some, want) => {
    expect(rolledUp(some, { method, xFilesFactor: 0 })).toBe(want);
  });

  it.each(METHODS)('%s is nothing where too few are known', (method) => {
    const half = [1, null, 2, null];
    expect(rolledUp(half, { method, xFilesFactor: 0.5 })).not.toBeNull();
    expect(rolledUp(half, { method, xFilesFactor: 0.51 })).toBeNull();
    expect(rolledUp([null, null], { method, xFilesFactor: 0 })).toBeNull();
    expect(rolledUp([1, 2], { method, xFilesFactor: 1 })).not.toBeNull();
  });

  it('each coarse slot takes its own fine ones', () => {
    const fine = slotTable(6);
    fine.columns.set([1, 2, Number.NaN, Number.NaN, 5, Number.NaN]);
    const coarse = slotTable(3);
    rollUp(fine, coarse, { method: 'max', xFilesFactor: 0 });
    expect([...coarse.columns.subarray(0, 3)]).toEqual([2, Number.NaN, 5]);
  });

  it.skipIf(noCarbon !== undefined)("2,000 random slots are whisper's", () => {
    const random = randomOf(7);
    const cases = Array.from({ length: 2_000 }, (_, i) => ({
      method: METHODS[i % METHODS.length] as AggregationMethod,
      xFilesFactor: Math.floor(random() * 11) / 10,
      values: Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
        random() < 0.3 ? null : Math.round((random() - 0.5) * 10 ** Math.floor(random() * 7)) / 1_000,
      ),
    }));
    const script = `
import json, sys, whisper
def value(case):
  known = [v for v in case['values'] if v is not None]
  if not known or float(len(known)) / float(len(case['values'])) < case['xFilesFactor']:
    return None
  return whisper.aggregate(case['method'], known, case['values'])
print(json.dumps([value(case) for case in json.load(sys.stdin)]))`;
    const want = askPython<(number | null)[]>(script, cases);
    for (const [i, { values: some, ...rule }] of cases.entries()) {
      const got = rolledUp(some, rule);
      const whispers = want[i] as number | null;
      // Sums are brought back to decimals here, which whisper's sums of floats miss by a rounding.
      const within = whispers === null ? 0 : 1e-12 * Math.max(1, ...some.map((v) => Math.abs(v ?? 0)));
      const same = got === whispers || (got !== null && whispers !== null && Math.abs(got - whispers) <= within);
      expect(same, `${JSON.stringify(cases[i])}: ${got}, whisper ${whispers}`).toBe(true);
    }
    expect(want.filter((v) => v !== null).length).toBeGreaterThan(500);
  });
});
