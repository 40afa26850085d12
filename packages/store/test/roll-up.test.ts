/** Roll-ups against the plain definition, worked out value by value. */
import { type SeriesKind, Sketch, summarise, upperRank } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rollUp } from '../src/embedded/roll-up.ts';
import { mergeSlot, type SlotTable, slotTable } from '../src/embedded/slot-table.ts';
import type { Rule } from '../src/schema/schema.ts';
import { USUAL_RULES } from '../src/schema/usual-rules.ts';

const SLOTS = 60;
const RATIO = 6;

function valueTable(kind: SeriesKind, values: readonly (number | undefined)[]): SlotTable {
  const table = slotTable(SLOTS, kind);
  values.forEach((value, slot) => {
    if (value !== undefined) mergeSlot(table, slot, Float64Array.of(value), 0, 1, undefined);
  });
  return table;
}

const mean = (all: readonly number[]): number => all.reduce((n, v) => n + v, 0) / all.length;
const total = (all: readonly number[]): number => all.reduce((n, v) => n + v, 0);

const cases: readonly [SeriesKind, string, (all: readonly number[]) => number, number][] = [
  ['counter', 'x', total, 0],
  ['gauge', 'x', (all) => all.at(-1) as number, 0],
  ['set', 'x', (all) => Math.max(...all), 0],
  ['plain', 'load.avg', mean, 0.5],
  ['plain', 'hits.count', total, 0],
  ['plain', 'x.lower', (all) => Math.min(...all), 0.1],
  ['plain', 'x.upper_90', (all) => Math.max(...all), 0.1],
];

describe('rollUp', () => {
  it.each(cases)('%s %s', (kind, name, expected, xFilesFactor) => {
    const values = fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 }), { nil: undefined }), {
      minLength: SLOTS,
      maxLength: SLOTS,
    });
    fc.assert(
      fc.property(values, (all) => {
        const coarse = slotTable(SLOTS / RATIO, kind);
        rollUp(valueTable(kind, all), coarse, USUAL_RULES.ruleFor(name));
        for (let slot = 0; slot < SLOTS / RATIO; slot++) {
          const present = all.slice(slot * RATIO, (slot + 1) * RATIO).filter((v) => v !== undefined);
          const enough = present.length > 0 && present.length / RATIO >= xFilesFactor;
          expect(coarse.columns[slot]).toBe(enough ? expected(present) : Number.NaN);
        }
      }),
    );
  });

  it('timers: as if all timings had come in one flush, percentiles within 1.08 %', () => {
    const timing = fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 1_000);
    const flushes = fc.array(fc.array(timing, { maxLength: 8 }), { minLength: RATIO, maxLength: RATIO });
    fc.assert(
      fc.property(flushes, (all) => {
        const fine = slotTable(RATIO, 'timer');
        const columns = new Float64Array(6);
        all.forEach((timings, slot) => {
          if (timings.length === 0) return;
          summarise(Float64Array.from(timings).sort(), columns, 0);
          const sketch = new Sketch();
          for (const t of timings) sketch.add(t);
          mergeSlot(fine, slot, columns, 0, 1, sketch.encode());
        });
        const coarse = slotTable(1, 'timer');
        rollUp(fine, coarse, USUAL_RULES.ruleFor(''));
        const sorted = all.flat().sort((a, b) => a - b);
        if (sorted.length === 0) {
          expect(coarse.columns[0]).toBeNaN();
          return;
        }
        const [count, sum, lower, upper, median, upper95] = coarse.columns;
        expect(count).toBe(sorted.length);
        expect(sum).toBeCloseTo(total(sorted), 6);
        expect(lower).toBe(sorted[0]);
        expect(upper).toBe(sorted.at(-1));
        const n = sorted.length;
        const middle = ((sorted[(n - 1) >> 1] as number) + (sorted[n >> 1] as number)) / 2;
        expect(Math.abs((median as number) - middle)).toBeLessThanOrEqual(middle * 0.0109 + 0.0005);
        const p95 = sorted[upperRank(95, n) - 1] as number;
        expect(Math.abs((upper95 as number) - p95)).toBeLessThanOrEqual(p95 * 0.0109 + 0.0005);
        expect(Sketch.decode(coarse.sketches[0] as Uint8Array).count).toBe(n);
      }),
    );
  });

  it('timers: one fine slot alone keeps its own exact columns', () => {
    const fine = slotTable(RATIO, 'timer');
    const sketch = new Sketch();
    for (const t of [1.234, 5.678, 9.012]) sketch.add(t);
    const columns = Float64Array.of(3, 15.924, 1.234, 9.012, 5.678, 9.012);
    mergeSlot(fine, 2, columns, 0, 1, sketch.encode());
    const coarse = slotTable(1, 'timer');
    rollUp(fine, coarse, USUAL_RULES.ruleFor(''));
    expect([...coarse.columns]).toEqual([...columns]);
  });

  it('timers: without sketches percentiles are weighted by count, and no sketch is made up', () => {
    const fine = slotTable(RATIO, 'timer');
    mergeSlot(fine, 0, Float64Array.of(1, 10, 10, 10, 10, 10), 0, 1, undefined);
    mergeSlot(fine, 3, Float64Array.of(3, 90, 20, 40, 30, 40), 0, 1, undefined);
    const coarse = slotTable(1, 'timer');
    rollUp(fine, coarse, USUAL_RULES.ruleFor(''));
    expect([...coarse.columns]).toEqual([4, 100, 10, 40, 25, 32.5]);
    expect(coarse.sketches[0]).toBeUndefined();
  });
});

describe('usual rules', () => {
  it.each<[string, Rule['method']]>([
    ['stats.timers.x.count', 'sum'],
    ['a.request_count', 'sum'],
    ['a.sum', 'sum'],
    ['a.lower', 'min'],
    ['a.min', 'min'],
    ['a.admin', 'average'],
    ['a.upper', 'max'],
    ['a.upper_95', 'max'],
    ['a.max', 'max'],
    ['a.account', 'average'],
    ['a.count.rate', 'average'],
    ['a.count;dc=eu', 'sum'],
    ['a.rate;kind=count', 'average'],
  ])('%s: %s', (name, method) => {
    expect(USUAL_RULES.ruleFor(name).method).toBe(method);
  });
});
