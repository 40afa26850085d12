import { bucketEstimate, bucketOf, MAX_BUCKET, MIN_BUCKET, Sketch, upperRank } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** 1.083 %: the error at both ends of a bucket of ratio 2^(1/32), in exact arithmetic; a little more for rounding. */
const MAX_ERROR = ((2 ** (1 / 32) - 1) / (2 ** (1 / 32) + 1)) * (1 + 1e-9);

/** Values an application could measure, 1 us to a day, and 0. */
const timings = fc.array(
  fc.oneof(
    { arbitrary: fc.double({ min: 0.001, max: 86_400_000, noNaN: true }), weight: 9 },
    { arbitrary: fc.constant(0), weight: 1 },
  ),
  {
    minLength: 1,
    maxLength: 300,
    size: 'max',
  },
);
const wholeWeights = fc.integer({ min: 1, max: 1_000_000 });

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function expectWithin(estimate: number, exact: number): void {
  expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * MAX_ERROR + 1e-12);
}

const buckets = (sketch: Sketch): [number | undefined, number][] => {
  const out: [number | undefined, number][] = [];
  sketch.forEachBucket((bucket, weight) => out.push([bucket, weight]));
  return out;
};

describe('buckets', () => {
  it.each([
    { value: 1, bucket: -1 },
    { value: 1.001, bucket: 0 },
    { value: 2, bucket: 31 },
    { value: 1024, bucket: 319 },
    { value: 1e-300, bucket: MIN_BUCKET },
    { value: 1e300, bucket: MAX_BUCKET },
  ])('$value falls into $bucket', ({ value, bucket }) => {
    expect(bucketOf(value)).toBe(bucket);
  });

  it('estimate every value of a bucket within the promised error', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e14, noNaN: true }), (value) => {
        expectWithin(bucketEstimate(bucketOf(value)), value);
      }),
    );
  });
});

describe('ranks', () => {
  it('are within the promised error of the exact value, for every quantile', () => {
    fc.assert(
      fc.property(timings, fc.double({ min: 0.1, max: 100, noNaN: true }), (values, p) => {
        const sorted = [...values].sort((a, b) => a - b);
        const sketch = sketchOf(values);
        const [lower, upper] = [sorted[0], sorted.at(-1)];
        expectWithin(sketch.upper(p, lower, upper), sorted[upperRank(p, sorted.length) - 1] as number);
        const middle = sorted.length >> 1;
        const median =
          sorted.length % 2 === 1
            ? (sorted[middle] as number)
            : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
        expectWithin(sketch.median(lower, upper), median);
      }),
    );
  });

  it.each([
    { p: 95, n: 20, rank: 19 },
    { p: 95, n: 1, rank: 1 },
    { p: 50, n: 5, rank: 3 },
    { p: 0.001, n: 3, rank: 1 },
    { p: 100, n: 7, rank: 7 },
  ])('upper_$p of $n values is number $rank', ({ p, n, rank }) => {
    expect(upperRank(p, n)).toBe(rank);
  });

  it('stay within the given ends', () => {
    const sketch = sketchOf([10.01, 10.02]);
    expect(sketch.atRank(1, 10.01, 10.02)).toBeGreaterThanOrEqual(10.01);
    expect(sketch.atRank(2, 10.01, 10.02)).toBeLessThanOrEqual(10.02);
  });

  it('count a weight as that many values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 20 })), {
          minLength: 1,
          maxLength: 30,
          size: 'max',
        }),
        (pairs) => {
          const weighted = new Sketch();
          for (const [value, weight] of pairs) weighted.add(value, weight);
          const repeated = sketchOf(pairs.flatMap(([value, weight]) => Array.from({ length: weight }, () => value)));
          expect(buckets(weighted)).toEqual(buckets(repeated));
          expect(weighted.count).toBe(repeated.count);
        },
      ),
    );
  });

  it('of nothing are gaps', () => {
    const empty = new Sketch();
    expect(empty.isEmpty).toBe(true);
    expect(empty.median()).toBeNaN();
    expect(empty.upper(95)).toBeNaN();
  });
});

describe('merging', () => {
  it('gives the sketch of all values, in any order and grouping', () => {
    fc.assert(
      fc.property(fc.array(timings, { minLength: 1, maxLength: 5 }), fc.boolean(), (parts, backwards) => {
        const merged = new Sketch();
        for (const part of backwards ? [...parts].reverse() : parts) merged.merge(sketchOf(part));
        expect(merged.encode()).toEqual(sketchOf(parts.flat()).encode());
      }),
    );
  });

  it('starts from nothing again after clear', () => {
    const sketch = sketchOf([0, 1, 1e6]);
    sketch.clear();
    expect(sketch.isEmpty).toBe(true);
    sketch.add(5);
    expect(sketch.encode()).toEqual(sketchOf([5]).encode());
  });
});

describe('the encoded form', () => {
  it('decodes to the same sketch, whole weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), wholeWeights), { maxLength: 200, size: 'max' }),
        (pairs) => {
          const sketch = new Sketch();
          for (const [value, weight] of pairs) sketch.add(value, weight);
          const decoded = Sketch.decode(sketch.encode());
          expect(buckets(decoded)).toEqual(buckets(sketch));
          expect(decoded.encode()).toEqual(sketch.encode());
        },
      ),
    );
  });

  it('decodes to the same sketch, broken weights', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0.5, max: 1e6, noNaN: true })),
          { maxLength: 50, size: 'max' },
        ),
        (pairs) => {
          const sketch = new Sketch();
          for (const [value, weight] of pairs) sketch.add(value, weight);
          expect(buckets(Sketch.decode(sketch.encode()))).toEqual(buckets(sketch));
        },
      ),
    );
  });

  it('is two bytes when empty', () => {
    expect(new Sketch().encode()).toHaveLength(2);
  });

  it('merges into a sketch that holds something', () => {
    const sketch = sketchOf([1, 2]);
    sketch.mergeEncoded(sketchOf([0, 2, 300]).encode());
    expect(sketch.encode()).toEqual(sketchOf([1, 2, 0, 2, 300]).encode());
  });

  it('refuses what is no sketch', () => {
    expect(() => Sketch.decode(new Uint8Array())).toThrow(RangeError);
    expect(() => Sketch.decode(Uint8Array.of(9, 0))).toThrow(RangeError);
    const bytes = sketchOf([1, 20, 300]).encode();
    for (let cut = 1; cut < bytes.length; cut++)
      expect(() => Sketch.decode(bytes.subarray(0, cut))).toThrow(RangeError);
  });

  it('of any bytes decodes or throws a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          Sketch.decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a sketch that is filled again', () => {
  it('is the same, byte for byte, as a new one', () => {
    const weighted = fc.array(fc.tuple(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom(1, 3, 0.5)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(weighted, { minLength: 1, maxLength: 5 }), fc.boolean(), (fillings, byBytes) => {
        const again = new Sketch();
        for (const filling of fillings) {
          const fresh = new Sketch();
          const counts = new Map<number | undefined, number>();
          again.clear();
          for (const [value, weight] of filling) {
            const bucket = value === 0 ? undefined : bucketOf(value);
            counts.set(bucket, (counts.get(bucket) ?? 0) + weight);
            fresh.add(value, weight);
            if (!byBytes) again.add(value, weight);
          }
          if (byBytes) again.mergeEncoded(fresh.encode());
          expect(again.encode()).toEqual(fresh.encode());
          expect(again.count).toBe(fresh.count);
          expect(again.median()).toBe(fresh.median());
          expect(again.upper(95)).toBe(fresh.upper(95));
          expect(new Map(buckets(again))).toEqual(counts);
        }
      }),
    );
  });
});
