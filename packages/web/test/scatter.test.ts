import { describe, expect, it } from 'vitest';
import { logAxis } from '../src/chart/duration-axis.ts';
import { brushOf } from '../src/chart/scatter-brush.ts';
import { nearest, pointsOf, type ScatterPoint, sampleWords, stepPoint } from '../src/chart/scatter-points.ts';
import { formatDurations, parseDurations } from '../src/state/durations.ts';
import { formatViewQuery, parseViewQuery } from '../src/state/view-query.ts';

const size = { width: 1000, height: 200 };
const span = { fromMs: 0, toMs: 100_000 };

describe('a drag over a scatter', () => {
  const axis = { minMs: 0, maxMs: 1000, log: false, ticks: [] };

  it.each([
    { what: 'sideways', to: { x: 300, y: 55 }, time: { fromMs: 10_000, toMs: 30_000 }, durations: null },
    { what: 'down', to: { x: 105, y: 150 }, time: null, durations: { overMs: 250, untilMs: 750 } },
    {
      what: 'slanting',
      to: { x: 300, y: 150 },
      time: { fromMs: 10_000, toMs: 30_000 },
      durations: { overMs: 250, untilMs: 750 },
    },
    {
      what: 'backwards',
      from: { x: 300, y: 150 },
      to: { x: 100, y: 50 },
      time: { fromMs: 10_000, toMs: 30_000 },
      durations: { overMs: 250, untilMs: 750 },
    },
  ])('$what marks what it crosses', ({ from = { x: 100, y: 50 }, to, time, durations }) => {
    expect(brushOf(from, to, size, span, axis)).toMatchObject({ time, durations });
  });

  it('sideways is drawn over the whole height, down over the whole width', () => {
    expect(brushOf({ x: 100, y: 50 }, { x: 300, y: 50 }, size, span, axis)?.rect).toMatchObject({ top: 0, height: 1 });
    expect(brushOf({ x: 100, y: 50 }, { x: 100, y: 150 }, size, span, axis)?.rect).toMatchObject({ left: 0, width: 1 });
  });

  it('that is short marks nothing', () => {
    expect(brushOf({ x: 100, y: 50 }, { x: 106, y: 56 }, size, span, axis)).toBeNull();
  });

  it('on a logarithmic axis a half of the height is the root of the ends', () => {
    const log = logAxis(1, 10_000, 200, { tag: 'en-GB', timeZone: 'UTC' });
    const durations = brushOf({ x: 0, y: 0 }, { x: 0, y: 100 }, size, span, log)?.durations;
    expect(durations?.overMs).toBeCloseTo(100, 6);
    expect(durations?.untilMs).toBeCloseTo(10_000, 6);
  });
});

const point = (id: string, startMs: number, durationMs: number): ScatterPoint => ({
  id,
  startMs,
  durationMs,
  error: false,
  weight: 1,
});

describe('points', () => {
  it('stand oldest first', () => {
    const points = pointsOf({
      ids: ['b', 'a'],
      startMs: [20, 10],
      durationMs: [1, 2],
      error: [1, 0],
      weight: [1, 24.4],
      matched: 2,
      seen: 2,
      kept: 2,
    });
    expect(points).toEqual([
      { ...point('a', 10, 2), weight: 24.4 },
      { ...point('b', 20, 1), error: true },
    ]);
    expect(points.map(sampleWords)).toEqual(['one of about 24', '']);
  });

  it('the nearest within reach is found', () => {
    const placed = [
      { x: 10, y: 10 },
      { x: 20, y: 10 },
    ];
    expect(nearest(placed, { x: 17, y: 12 }, 14)).toBe(1);
    expect(nearest(placed, { x: 40, y: 12 }, 14)).toBe(-1);
    expect(nearest([], { x: 0, y: 0 }, 14)).toBe(-1);
  });

  it('arrows walk by time and by duration, and stay at the ends', () => {
    const points = [point('a', 1, 50), point('b', 2, 300), point('c', 3, 100), point('d', 4, 100)];
    expect(stepPoint(points, null, 'ArrowUp')).toBe(3);
    expect(stepPoint(points, 3, 'ArrowLeft')).toBe(2);
    expect(stepPoint(points, 0, 'ArrowLeft')).toBe(0);
    expect(stepPoint(points, 3, 'ArrowUp')).toBe(1);
    expect(stepPoint(points, 1, 'ArrowUp')).toBe(1);
    expect(stepPoint(points, 1, 'ArrowDown')).toBe(3);
    expect(stepPoint(points, 3, 'ArrowDown')).toBe(2);
    expect(stepPoint(points, 2, 'ArrowDown')).toBe(0);
    expect(stepPoint(points, 1, 'x')).toBeNull();
    expect(stepPoint([], null, 'ArrowUp')).toBeNull();
  });
});

describe('bounds of durations in the address', () => {
  it.each([
    ['200..1000', { overMs: 200, untilMs: 1000 }],
    ['0.5..', { overMs: 0.5, untilMs: null }],
    ['..50', { overMs: null, untilMs: 50 }],
    ['..', undefined],
    ['50', undefined],
    ['', undefined],
    ['9..3', undefined],
    ['1e9..', undefined],
    ['a..b', undefined],
  ])('%s', (text, want) => {
    expect(parseDurations(text)).toEqual(want);
    expect(parseViewQuery(`?ms=${text}`).durations).toBe(want === undefined ? '' : text);
    if (want !== undefined) expect(formatDurations(want)).toBe(text);
  });

  it('are written to three digits and come back', () => {
    const durations = formatDurations({ overMs: 123.456, untilMs: 98_765 });
    expect(durations).toBe('123..98800');
    expect(parseViewQuery(formatViewQuery({ ...parseViewQuery(''), durations })).durations).toBe(durations);
  });
});
