import type { HeatmapAnswer } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { cellAlpha, cellsIn, countAt, heatRows, mostInCell, moveCell, rectOf } from '../src/chart/heatmap-cells.ts';
import { durationsWords, heatmapCaption } from '../src/chart/heatmap-words.ts';

const edgesMs = Array.from({ length: 15 }, (_, at) => 2 ** at);
const column = (counts: Record<number, number>): number[] => Array.from({ length: 14 }, (_, row) => counts[row] ?? 0);
const answer: HeatmapAnswer = {
  range: { fromMs: 1_200_000, toMs: 1_380_000, live: false },
  grid: { startS: 1260, stepS: 60, slots: 3, fineStepS: 10, coveredMs: [60_000, 60_000, 60_000] },
  app: 'shop',
  display: 'shop',
  edgesMs,
  columns: [column({ 0: 5, 3: 10 }), null, column({ 13: 1 })],
  median: [8, null, 9000],
  upper_95: [16, null, 9000],
  count: 16,
  withoutSketch: 0,
  annotations: [],
};

describe('cells of a heatmap', () => {
  const rows = heatRows(answer);

  it('count requests, none in a slot without any', () => {
    expect(countAt(answer, rows, 0, 3)).toBe(10);
    expect(countAt(answer, rows, 1, 3)).toBe(0);
    expect(mostInCell(answer)).toBe(10);
  });

  it('a rectangle has their sum, their time and their durations', () => {
    expect(cellsIn(answer, rows, rectOf({ slot: 1, row: 4 }, { slot: 0, row: 2 }))).toEqual({
      fromMs: 1_250_000,
      toMs: 1_370_000,
      overMs: 4,
      untilMs: 32,
      count: 10,
    });
  });

  it('the first row has all that is faster, the last all that is slower', () => {
    const found = cellsIn(answer, rows, { fromSlot: 0, toSlot: 2, fromRow: 0, toRow: 13 });
    expect(found).toMatchObject({ overMs: null, untilMs: null, count: 16 });
  });

  it('few rows get empty ones above and below, and keep their counts', () => {
    const few: HeatmapAnswer = { ...answer, edgesMs: [8, 16, 32], columns: [[4, 6], null, [1, 0]] };
    const padded = heatRows(few);
    expect(padded.edgesMs).toHaveLength(13);
    expect(padded.edgesMs[padded.below]).toBe(8);
    expect(countAt(few, padded, 0, padded.below + 1)).toBe(6);
    expect(countAt(few, padded, 0, 0)).toBe(0);
    const row = { slot: 0, row: padded.below };
    expect(cellsIn(few, padded, rectOf(row, row))).toMatchObject({ overMs: null, untilMs: 16, count: 4 });
  });

  it('opacity grows with the square root, and one request can be seen', () => {
    expect(cellAlpha(0, 100)).toBe(0);
    expect(cellAlpha(1, 1_000_000)).toBeGreaterThan(0.1);
    expect(cellAlpha(100, 100)).toBe(1);
    expect(cellAlpha(25, 100)).toBeCloseTo((cellAlpha(100, 100) + cellAlpha(0.0001, 100)) / 2, 2);
  });

  it.each([
    { from: null, key: 'ArrowUp', to: { slot: 2, row: 7 } },
    { from: { slot: 1, row: 7 }, key: 'ArrowLeft', to: { slot: 0, row: 7 } },
    { from: { slot: 0, row: 7 }, key: 'ArrowLeft', to: { slot: 0, row: 7 } },
    { from: { slot: 0, row: 13 }, key: 'ArrowUp', to: { slot: 0, row: 13 } },
    { from: { slot: 0, row: 13 }, key: 'ArrowDown', to: { slot: 0, row: 12 } },
    { from: { slot: 0, row: 13 }, key: 'x', to: null },
  ])('$key moves from $from to $to', ({ from, key, to }) => {
    expect(moveCell(from, key, 3, 14)).toEqual(to);
  });

  it('are told in words', () => {
    expect(durationsWords({ overMs: null, untilMs: null })).toBe('any duration');
    expect(durationsWords({ overMs: 100, untilMs: null }).replace(/\s/g, ' ')).toBe('over 100 ms');
    expect(durationsWords({ overMs: 100, untilMs: 200 }).replace(/\s/g, ' ')).toBe('100 ms to 200 ms');
    expect(heatmapCaption('Response times', { ...answer, edgesMs: [], columns: [null] })).toBe(
      'Response times: no requests',
    );
  });
});
