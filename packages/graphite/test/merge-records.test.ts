import { coarserGrid, columnOf, commonGrid, mergeRecords, readColumn, wholeGrid } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apdexRecord, timerRecord } from './records.ts';

const list = (values: Float64Array): number[] => [...values];
const gap = Number.NaN;
/** What a sketch promises: 1.08 % of the truth. */
const close = (got: number, want: number, off = 0): void =>
  expect(Math.abs(got - want)).toBeLessThanOrEqual(0.0109 * want + off + 1e-9);
/** A median between two timings is stored in whole thousandths of a millisecond. */
const HALF_OF_STORED = 0.0005;

describe('timers', () => {
  const a = timerRecord([[10, 20], [], [5], [1, 2, 3]]);
  const b = timerRecord([[40], [8], [], []], { path: 'carpy.shop.web-2.checkout.ok' });

  it('adds counts and sums, takes the least and the greatest, weighs the mean by count', () => {
    const merged = mergeRecords([a, b]);
    expect(merged).toMatchObject({ kind: 'timer', startS: 600, stepS: 60, slots: 4 });
    expect(list(columnOf(merged, 'count'))).toEqual([3, 1, 1, 3]);
    expect(list(columnOf(merged, 'sum'))).toEqual([70, 8, 5, 6]);
    expect(list(columnOf(merged, 'lower'))).toEqual([10, 8, 5, 1]);
    expect(list(columnOf(merged, 'upper'))).toEqual([40, 8, 5, 3]);
    expect(list(columnOf(merged, 'mean'))).toEqual([70 / 3, 8, 5, 2]);
  });

  it('leaves a gap where no record has anything', () => {
    const merged = mergeRecords([timerRecord([[], [3]])]);
    for (const column of [
      'count',
      'sum',
      'mean',
      'lower',
      'upper',
      'median',
      'upper_95',
      'upper_99',
      'mean_90',
      'lower_top10',
    ]) {
      expect(columnOf(merged, column)[0]).toBeNaN();
    }
  });

  it('answers the stored percentiles of a slot that only one input makes up, exactly', () => {
    const merged = mergeRecords([timerRecord([[1, 2, 3, 4, 1000]], { sketches: false })]);
    expect(readColumn(merged, 'median')).toEqual({ values: Float64Array.of(3), weightedSlots: 0 });
    expect(readColumn(merged, 'upper_95')).toEqual({ values: Float64Array.of(1000), weightedSlots: 0 });
  });

  it('weighs percentiles by count where a sketch lacks, and says so', () => {
    const idle = timerRecord([[500], [500]], { path: 'b', sketches: (slot) => slot === 1 });
    const merged = mergeRecords([
      timerRecord([
        [1, 1, 1],
        [1, 1, 1],
      ]),
      idle,
    ]);
    const { values, weightedSlots } = readColumn(merged, 'upper_95');
    expect(values[0]).toBe((1 * 3 + 500) / 4);
    close(values[1] as number, 500);
    expect(weightedSlots).toBe(1);
    expect(readColumn(merged, 'upper_99')).toMatchObject({ weightedSlots: 1 });
    expect(columnOf(merged, 'upper_99')[0]).toBeNaN();
  });

  it('merges over time on a coarser grid, aligned to the epoch', () => {
    const record = timerRecord([[1], [2], [3], [4], [5]], { startS: 660 });
    const merged = mergeRecords([record], coarserGrid(commonGrid([record]), 180));
    expect(merged).toMatchObject({ startS: 540, stepS: 180, slots: 3 });
    expect(list(columnOf(merged, 'sum'))).toEqual([1, 2 + 3 + 4, 5]);
    expect(list(columnOf(merged, 'count'))).toEqual([1, 3, 1]);
  });

  it('merges the whole range into one slot', () => {
    const merged = mergeRecords([a, b], wholeGrid([a, b]));
    expect(merged).toMatchObject({ startS: 600, stepS: 240, slots: 1 });
    expect([columnOf(merged, 'count')[0], columnOf(merged, 'sum')[0], columnOf(merged, 'upper')[0]]).toEqual([
      8, 89, 40,
    ]);
  });

  it('brings records of two steps and starts to the step they share', () => {
    const fine = timerRecord([[1], [2], [3], [4], [5], [6], [7]], { startS: 620, stepS: 10 });
    const coarse = timerRecord([[100], [200]], { startS: 600, stepS: 60 });
    const merged = mergeRecords([fine, coarse]);
    expect(merged).toMatchObject({ startS: 600, stepS: 60, slots: 2 });
    expect(list(columnOf(merged, 'sum'))).toEqual([1 + 2 + 3 + 4 + 100, 5 + 6 + 7 + 200]);
  });

  it('takes no records and records without slots', () => {
    expect(mergeRecords([])).toMatchObject({ slots: 0 });
    expect(mergeRecords([timerRecord([])], wholeGrid([timerRecord([])]))).toMatchObject({ slots: 0 });
  });

  it('merges as the raw timings would, for any servers, slots and step', () => {
    const timing = fc.oneof(fc.nat(5_000_000), fc.nat(20)).map((n) => n / 1000);
    const server = fc.array(fc.array(timing, { maxLength: 12 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(server, { minLength: 2, maxLength: 4 }), fc.constantFrom(1, 2, 3), (servers, factor) => {
        const records = servers.map((timings) => timerRecord(timings, { startS: 0 }));
        const merged = mergeRecords(records, coarserGrid(commonGrid(records), 60 * factor));
        const read = Object.fromEntries(
          [
            'count',
            'sum',
            'lower',
            'upper',
            'median',
            'upper_50',
            'upper_95',
            'upper_99_9',
            'mean_90',
            'lower_top10',
            'mean_top10',
          ].map((c) => [c, columnOf(merged, c)]),
        );
        for (let k = 0; k < merged.slots; k++) {
          const all = servers.flatMap((s) => s.slice(k * factor, (k + 1) * factor).flat()).sort((x, y) => x - y);
          const at = (column: string): number => read[column]?.[k] as number;
          if (all.length === 0) {
            expect(at('count')).toBeNaN();
            continue;
          }
          const n = all.length;
          const rank = (p: number): number => Math.max(1, Math.round((p / 100) * n));
          const mean = (values: number[]): number => values.reduce((x, y) => x + y, 0) / values.length;
          expect(at('count')).toBe(n);
          expect(at('sum')).toBeCloseTo(mean(all) * n, 2);
          expect(at('lower')).toBe(all[0]);
          expect(at('upper')).toBe(all[n - 1]);
          close(
            at('median'),
            n % 2 === 1 ? (all[n >> 1] as number) : ((all[n / 2 - 1] as number) + (all[n / 2] as number)) / 2,
            HALF_OF_STORED,
          );
          close(at('upper_50'), all[rank(50) - 1] as number);
          close(at('upper_95'), all[rank(95) - 1] as number);
          close(at('upper_99_9'), all[rank(99.9) - 1] as number);
          close(at('mean_90'), mean(all.slice(0, rank(90))));
          close(at('lower_top10'), all[n - rank(10)] as number);
          close(at('mean_top10'), mean(all.slice(n - rank(10))));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('apdex', () => {
  it('adds counts and scores the sums', () => {
    const merged = mergeRecords([
      apdexRecord([[8, 0, 0], undefined, [0, 2, 0]]),
      apdexRecord([[0, 0, 8], undefined, [2, 0, 0]]),
    ]);
    expect(list(columnOf(merged, 'satisfied'))).toEqual([8, gap, 2]);
    expect(list(columnOf(merged, 'score'))).toEqual([0.5, gap, 0.75]);
    expect(list(columnOf(merged, 'frustrated'))).toEqual([8, gap, 0]);
  });

  it('scores the whole range from its counts, not from its scores', () => {
    const record = apdexRecord([
      [100, 0, 0],
      [0, 0, 1],
    ]);
    const merged = mergeRecords([record], wholeGrid([record]));
    expect(columnOf(merged, 'score')[0]).toBe(100 / 101);
  });
});

describe('what is refused', () => {
  it.each(['upper_0', 'upper_101', 'p95', 'upper_', 'mean_9999', 'lower_top0', 'constructor', ''])(
    'column %j',
    (column) => {
      expect(() => columnOf(mergeRecords([timerRecord([[1]])]), column)).toThrow(
        expect.objectContaining({ code: 'CARPY_BAD_TARGET' }),
      );
    },
  );
  it('a timer and an Apdex record together', () => {
    expect(() => mergeRecords([timerRecord([[1]]), apdexRecord([[1, 0, 0]])])).toThrow(/two kinds/);
  });
});
