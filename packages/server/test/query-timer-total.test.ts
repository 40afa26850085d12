import { COUNT, LOWER, MEDIAN, Sketch, SUM, summarise, UPPER, UPPER_95 } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimerTotal } from '../src/query/timer-total.ts';

/** One slot of data with its sketch. */
function slotOf(values: readonly number[], withSketch = true) {
  const columns = new Float64Array(6).fill(Number.NaN);
  const sketch = new Sketch();
  if (values.length > 0) {
    summarise(Float64Array.from(values).sort(), columns, 0);
    if (withSketch) for (const v of values) sketch.add(v);
  }
  const bytes = sketch.isEmpty ? new Uint8Array() : sketch.encode();
  return {
    id: 1,
    kind: 'timer' as const,
    startS: 0,
    stepS: 10,
    slots: 1,
    columns,
    sketches: { bytes, ends: Uint32Array.of(bytes.length) },
  };
}

function totalOf(groups: readonly (readonly number[])[], withSketch = true): TimerTotal {
  const total = new TimerTotal();
  for (const values of groups) total.addSlot(slotOf(values, withSketch), 0);
  return total;
}

const timings = fc.array(
  fc.integer({ min: 1, max: 60_000_000 }).map((us) => us / 1000),
  { maxLength: 30 },
);
const exact = (p: number, sorted: readonly number[]): number =>
  sorted[Math.max(1, Math.round((p / 100) * sorted.length)) - 1] as number;

describe('TimerTotal', () => {
  it('merges as if all timings had been in one timer', () => {
    fc.assert(
      fc.property(fc.array(timings, { maxLength: 8 }), (groups) => {
        const all = groups.flat().sort((a, b) => a - b);
        const total = totalOf(groups);
        expect(total.count).toBe(all.length);
        if (all.length === 0) {
          expect(total.p95Ms()).toBeNaN();
          return;
        }
        expect(total.sumMs).toBeCloseTo(
          all.reduce((a, b) => a + b, 0),
          1,
        );
        expect(total.lowerMs).toBe(all[0]);
        expect(total.upperMs).toBe(all.at(-1));
        for (const [got, p] of [
          [total.p95Ms(), 95],
          [total.p99Ms(), 99],
        ] as const) {
          expect(Math.abs(got / exact(p, all) - 1)).toBeLessThan(0.0109);
        }
      }),
    );
  });

  it('does not mind the order, nor whether totals are merged or slots added', () => {
    fc.assert(
      fc.property(fc.array(timings, { minLength: 2, maxLength: 8 }), (groups) => {
        const forward = totalOf(groups);
        const halves = new TimerTotal();
        halves.merge(totalOf(groups.slice(1).reverse()));
        halves.merge(totalOf(groups.slice(0, 1)));
        expect(halves.count).toBe(forward.count);
        expect(halves.p95Ms()).toEqual(forward.p95Ms());
        expect(halves.medianMs()).toEqual(forward.medianMs());
        expect(halves.p99Ms()).toEqual(forward.p99Ms());
      }),
    );
  });

  it('a record alone keeps its own exact median and upper_95', () => {
    const total = totalOf([[], [10.123, 20.456, 30.789], []]);
    expect(total.medianMs()).toBe(20.456);
    expect(total.p95Ms()).toBe(30.789);
    expect(total.p99Ms()).toBe(30.789);
  });

  it('weights by count where there are no sketches, and then has no p99', () => {
    const total = totalOf([[10, 10, 10], [50]], false);
    expect(total.medianMs()).toBe((10 * 3 + 50) / 4);
    expect(total.p95Ms()).toBe((10 * 3 + 50) / 4);
    expect(total.p99Ms()).toBeNaN();
    expect(total.upperMs).toBe(50);
  });

  it('a few records without sketches weigh in with the merged rest', () => {
    const total = totalOf([
      [10, 10, 10, 10, 10],
      [10, 10, 10, 10, 10],
    ]);
    total.merge(totalOf([[100]], false));
    expect(total.count).toBe(11);
    expect(total.p95Ms()).toBeCloseTo((10 * 10 + 100) / 11, 0);
    expect(total.p99Ms()).toBeCloseTo(10, 0);
  });

  it('is empty again after clear', () => {
    const total = totalOf([[1, 2, 3], [4]]);
    total.clear();
    expect([total.count, total.sumMs]).toEqual([0, 0]);
    for (const v of [total.meanMs(), total.medianMs(), total.p95Ms(), total.p99Ms(), total.lowerMs])
      expect(v).toBeNaN();
  });

  it('columns are where core says', () => {
    const { columns } = slotOf([3, 1, 2]);
    expect([COUNT, SUM, LOWER, UPPER, MEDIAN, UPPER_95].map((c) => columns[c])).toEqual([3, 6, 1, 3, 2, 3]);
  });
});
