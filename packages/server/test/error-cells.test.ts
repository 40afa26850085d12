import { describe, expect, it } from 'vitest';
import { ErrorCells, type ErrorPlace, HOUR_MS } from '../src/errors/error-cells.ts';
import { groupCounts, tallies } from '../src/errors/error-tally.ts';

const START_MS = 490_000 * HOUR_MS;
const place = (n: number, app = 'shop'): ErrorPlace => ({ app, transaction: `T${n}`, server: 'web', version: '1' });

function sums(cells: ErrorCells, fromMs = START_MS, toMs = START_MS + HOUR_MS): Record<string, number> {
  const found: Record<string, number> = {};
  cells.each(fromMs, toMs, ({ text }, { app, transaction }, count) => {
    const key = `${app} ${text} ${transaction}`;
    found[key] = (found[key] ?? 0) + count;
  });
  return found;
}
const total = (cells: ErrorCells): number => Object.values(sums(cells)).reduce((sum, n) => sum + n, 0);

describe('ErrorCells', () => {
  it('counts by minute, (start, end]', () => {
    const cells = new ErrorCells();
    for (const ms of [1, 60_000, 60_001, 120_000]) cells.add(START_MS + ms, 'a', place(1), 1);
    expect(sums(cells, START_MS, START_MS + 60_000)).toEqual({ 'shop a T1': 2 });
    expect(sums(cells, START_MS + 60_000, START_MS + 120_000)).toEqual({ 'shop a T1': 2 });
    expect(sums(cells)).toEqual({ 'shop a T1': 4 });
  });

  it('loses no error in a flood: past the bound places go, then groups', () => {
    const cells = new ErrorCells();
    for (let i = 0; i < 50_000; i++)
      cells.add(START_MS + 1 + (i % 60) * 60_000, `g${i}`, place(i % 300, `app${i % 3}`), 1);
    expect(total(cells)).toBe(50_000);
    expect(cells.columns(490_000).counts.length).toBeLessThan(20_100);
    cells.add(START_MS + 1, 'g0', place(0, 'app0'), 5);
    expect(sums(cells)['app0 g0 T0']).toBe(6);
  });

  it('counts a group as one, however many others came between', () => {
    const cells = new ErrorCells();
    cells.add(START_MS + 1, 'a', place(1), 1);
    for (let i = 0; i < 110_000; i++) cells.add(START_MS + 1 + (i % 20) * HOUR_MS, `g${i}`, place(1), 1);
    cells.add(START_MS + 10 * HOUR_MS + 1, 'a', place(1), 2);
    const scope = { app: 'shop', fromMs: START_MS, toMs: START_MS + 20 * HOUR_MS, servers: [] };
    const spans = { startMs: START_MS, bucketMs: HOUR_MS, length: 20 };
    expect(groupCounts(cells, scope, { T1: 10 }, undefined).get('a')).toBe(30);
    const tally = tallies(cells, scope, {}, spans, { fingerprints: new Set(['a', 'b']) });
    expect([...tally.keys()]).toEqual(['a']);
    expect(tally.get('a')?.trend.flatMap((n, hour) => (n > 0 ? [[hour, n]] : []))).toEqual([
      [0, 1],
      [10, 2],
    ]);
  });

  it('comes back as it was written, and lets minutes go without losing a count', () => {
    const cells = new ErrorCells();
    for (let i = 0; i < 1_000; i++) cells.add(START_MS + 1 + (i % 60) * 60_000, `g${i % 7}`, place(i % 5), 0.5);
    const again = new ErrorCells();
    expect(again.load(structuredClone(cells.columns(490_000)))).toBe(true);
    expect(sums(again)).toEqual(sums(cells));
    again.add(START_MS + 1, 'g0', place(0), 0.5);
    cells.add(START_MS + 1, 'g0', place(0), 0.5);
    expect(again.columns(490_000)).toEqual(cells.columns(490_000));
    const before = sums(cells);
    expect(cells.age(START_MS + 30 * HOUR_MS, 0)).toEqual([]);
    expect(cells.columns(490_000).counts).toHaveLength(35);
    expect(sums(cells, START_MS + 30 * 60_000, START_MS + 31 * 60_000)).toEqual(before);
    expect(cells.age(START_MS + 30 * HOUR_MS, START_MS + HOUR_MS)).toEqual([490_000]);
    expect(sums(cells)).toEqual({});
  });
});
