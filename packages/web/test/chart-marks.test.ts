import type { Annotation, Grid } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { deployFlags, deploysWithin } from '../src/chart/deploys.ts';
import { type DrawnSeries, pictureOf } from '../src/chart/picture.ts';
import { moveCursor, spanOfSlots, zoomOf } from '../src/chart/selection.ts';
import { sparkPath, thinned } from '../src/chart/spark-path.ts';
import { spreadDomain, spreadPosition } from '../src/chart/spread.ts';
import { tooltipRows } from '../src/chart/tooltip-rows.ts';

const locale = { tag: 'en-GB', timeZone: 'UTC' };
const startS = Date.UTC(2026, 10, 22, 10) / 1000;
const grid: Grid = {
  startS,
  stepS: 10,
  slots: 6,
  fineStepS: 10,
  coveredMs: [1e4, 1e4, 1e4, 1e4, 1e4, 3000],
  openSlot: 5,
};

const drawn = (key: string, values: readonly (number | null)[], mark: DrawnSeries['mark'] = 'line'): DrawnSeries => ({
  key,
  label: key,
  color: 'ok',
  dash: false,
  width: 1.5,
  mark,
  hatched: false,
  values,
});

describe('tooltip rows', () => {
  it('are sorted by value, without what is absent', () => {
    const { rows, total } = tooltipRows([drawn('a', [1]), drawn('b', [null]), drawn('c', [3])], 0);
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['c', 3],
      ['a', 1],
    ]);
    expect(total).toBe(4);
  });

  it('are 12 at most, and say how many there are besides', () => {
    const many = Array.from({ length: 15 }, (_, index) => drawn(`s${index}`, [index]));
    const { rows, more, total } = tooltipRows(many, 0);
    expect(rows).toHaveLength(12);
    expect(rows[0]?.key).toBe('s14');
    expect(more).toBe(3);
    expect(total).toBe(105);
  });
});

describe('selection', () => {
  it('zooms to whole slots, and to no fewer than three', () => {
    expect(zoomOf(grid, spanOfSlots(3, 1))).toEqual({ fromMs: startS * 1000, toMs: (startS + 30) * 1000 });
    expect(zoomOf(grid, spanOfSlots(1, 2))).toBeNull();
  });

  it('arrows move, shift selects, both stop at the ends', () => {
    const none = { slot: null, anchor: null };
    expect(moveCursor(none, 'ArrowLeft', false, 6)).toEqual({ slot: 5, anchor: null });
    expect(moveCursor({ slot: 0, anchor: null }, 'ArrowLeft', false, 6)).toEqual({ slot: 0, anchor: null });
    expect(moveCursor({ slot: 5, anchor: null }, 'ArrowRight', false, 6)).toEqual({ slot: 5, anchor: null });
    const first = moveCursor({ slot: 4, anchor: null }, 'ArrowLeft', true, 6);
    expect(first).toEqual({ slot: 3, anchor: 4 });
    expect(moveCursor(first, 'ArrowLeft', true, 6)).toEqual({ slot: 2, anchor: 4 });
    expect(moveCursor(first, 'ArrowLeft', false, 6)).toEqual({ slot: 2, anchor: null });
    expect(moveCursor(first, 'PageDown', false, 6)).toBe(first);
    expect(moveCursor(none, 'ArrowLeft', false, 0)).toBe(none);
  });
});

describe('deploy flags', () => {
  const span = { fromMs: 0, toMs: 1000 };
  const deploy = (whenMs: number, version: string | null, tags: readonly string[] = []): Annotation => ({
    id: `${whenMs}`,
    whenMs,
    app: 'shop',
    servers: ['web-1'],
    version,
    text: 'faster carts',
    tags,
  });

  it('stand for versions and deploys within the span, and for nothing else', () => {
    const flags = deployFlags(
      [deploy(500, '4f2c'), deploy(100, null), deploy(2000, 'x'), deploy(900, null, ['deploy'])],
      span,
      800,
      0,
      locale,
    );
    expect(flags.map(({ at, label }) => [at, label])).toEqual([
      [0.5, '4f2c'],
      [0.9, 'faster ca…'],
    ]);
    expect(flags[0]?.hover).toBe('00:00:00 deploy 4f2c on web-1: faster carts');
  });

  it('join where one near the right end would fly to the left over the one before it', () => {
    const flags = deployFlags([deploy(800, '2.5.0'), deploy(980, '2.6.0')], span, 300, 0, locale);
    expect(flags.map(({ label }) => label)).toEqual(['2.5.0 +1', null]);
  });

  it('join where there is no room beside each other', () => {
    const flags = deployFlags(
      [deploy(500, '4f2c'), deploy(510, '4f2d'), deploy(520, '4f2e'), deploy(900, '5a01')],
      span,
      400,
      0,
      locale,
    );
    expect(flags.map(({ label }) => label)).toEqual(['4f2c +2', null, null, '5a01']);
    expect(flags[0]?.hover.split('\n')).toHaveLength(3);
  });
});

it('a slot tells of its own deploys, to those who cannot hover', () => {
  const at = (whenMs: number, version: string): Annotation => ({
    id: version,
    whenMs,
    app: 'shop',
    servers: [],
    version,
    text: version,
    tags: [],
  });
  const found = deploysWithin([at(20, 'c'), at(15, 'b'), at(10, 'a'), { ...at(12, 'note'), version: null }], {
    fromMs: 10,
    toMs: 20,
  });
  expect(found).toEqual(['deploy b', 'deploy c']);
});

describe('pictures', () => {
  it('hold the open slot back from the line and find points that stand alone', () => {
    const picture = pictureOf(grid, 'count', 'req/min', [drawn('a', [1, null, 2, 3, null, 9])], new Set());
    expect(picture.lineValues).toEqual([[1, null, 2, 3, null, null]]);
    expect(picture.lone).toEqual([[0]]);
    expect(picture.max).toBe(9);
    expect(picture.xS[0]).toBe(startS - 5);
  });

  it('close over layers that the legend took out', () => {
    const series = [
      drawn('a', [1, 1, 1, 1, 1, 1], 'area'),
      drawn('b', [2, 2, 2, 2, 2, 2], 'area'),
      drawn('m', [9, 9, 9, 9, 9, 9]),
    ];
    expect(pictureOf(grid, 'duration', 'req/s', series, new Set()).layers[1]?.edges.upper[0]).toBe(3);
    const without = pictureOf(grid, 'duration', 'req/s', series, new Set(['a', 'm']));
    expect(without.layers.map(({ edges }) => edges.upper[0])).toEqual([2]);
    expect(without.max).toBe(2);
  });
});

describe('sparks and strips', () => {
  it('a spark breaks at gaps, and a lone value is a dash', () => {
    expect(sparkPath([0, 10, null, 5], 31, 13, 10)).toBe('M1.5 11.5L10.8 1.5M29.5 6.5h1.5');
    expect(sparkPath([null], 31, 13, 10)).toBe('');
    expect(sparkPath([0, 0], 31, 13, 0)).toBe('M1.5 11.5L29.5 11.5');
  });

  it('thinning keeps every peak', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index === 57 ? 900 : 1));
    expect(Math.max(...thinned(values, 10).map((value) => value ?? 0))).toBe(900);
    expect(thinned(values, 10)).toHaveLength(10);
    expect(thinned([null, null, null, 1], 2)).toEqual([null, 1]);
  });

  it('strips share one logarithmic axis', () => {
    const domain = spreadDomain([
      { lower: 1, upper: 100 },
      { lower: null, upper: null },
      { lower: 10, upper: 1000 },
    ]);
    expect(domain).toEqual({ minMs: 1, maxMs: 1000 });
    expect(spreadPosition(1, domain)).toBe(0);
    expect(spreadPosition(1000, domain)).toBe(1);
    expect(spreadPosition(10, domain)).toBeCloseTo(1 / 3);
    expect(spreadPosition(0, domain)).toBe(0);
    expect(spreadDomain([])).toEqual({ minMs: 1, maxMs: 10 });
    expect(spreadDomain([{ lower: 0, upper: 0 }]).maxMs).toBeGreaterThan(0);
  });
});
