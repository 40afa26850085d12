import { bucketOf, bucketStart, MAX_BUCKET, MIN_BUCKET, Sketch } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ROWS, rowOf, rowsOf } from '../src/query/views/heatmap-rows.ts';

const rowsFor = (valuesMs: readonly number[]) => {
  const sketch = new Sketch();
  for (const ms of valuesMs) sketch.add(ms);
  return rowsOf((visit) => sketch.forEachBucket(visit));
};

describe('rows of a heatmap', () => {
  it('are none without requests, and one where all took no time', () => {
    expect(rowsFor([]).rows).toBe(0);
    const zero = rowsFor([0, 0]);
    expect(zero.rows).toBe(1);
    expect(rowOf(zero, undefined)).toBe(0);
  });

  it('are as fine as the sketch where durations are alike, and coarser where they are not', () => {
    expect(rowsFor([100, 101, 102]).bucketsPerRow).toBe(1);
    const wide = rowsFor([1, 10, 100, 1000, 10_000]);
    expect(wide.bucketsPerRow).toBeGreaterThan(8);
    expect(wide.rows).toBeGreaterThan(30);
  });

  it('are not squeezed by one request of no time in many', () => {
    const usual = Array.from({ length: 5000 }, (_, i) => 50 + (i % 100));
    expect(rowsFor([0.0001, ...usual])).toEqual(rowsFor(usual));
    const outlier = rowsFor([...usual, 30_000]);
    expect(rowOf(outlier, bucketOf(30_000))).toBe(outlier.rows - 1);
  });

  it('begin at the same edges whichever values came', () => {
    const { firstBucket, bucketsPerRow } = rowsFor([3, 70, 900]);
    expect(firstBucket % bucketsPerRow).toBe(0);
  });

  it('hold every duration between their edges, never more than forty', () => {
    const ms = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 50 }), (values) => {
        const rows = rowsFor(values);
        expect(rows.rows).toBeGreaterThan(0);
        expect(rows.rows).toBeLessThanOrEqual(MAX_ROWS);
        for (const value of values) {
          const bucket = value === 0 ? undefined : bucketOf(value);
          const row = rowOf(rows, bucket);
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThan(rows.rows);
          if (bucket === undefined || bucket === MAX_BUCKET || bucket === MIN_BUCKET) continue;
          const edge = (r: number): number => bucketStart(rows.firstBucket + r * rows.bucketsPerRow);
          expect(value).toBeLessThanOrEqual(edge(row + 1) * (1 + 1e-9));
          if (row > 0) expect(value).toBeGreaterThan(edge(row) * (1 - 1e-9));
        }
      }),
    );
  });
});
