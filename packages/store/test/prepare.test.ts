import { type FlushBatch, isCarpyError, type PointBatch } from '@carpy/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { prepareFlush, preparePoints } from '../src/embedded/prepare.ts';
import type { Prepared, PrepareState } from '../src/embedded/prepare-room.ts';
import type { Section } from '../src/embedded/section.ts';
import { SeriesNumbers } from '../src/embedded/series-numbers.ts';
import { Undecided } from '../src/embedded/undecided.ts';
import type { Tier } from '../src/schema/schema.ts';
import { Schemas } from '../src/schema/schemas.ts';
import { batches } from './batches.ts';
import { SmallIndex } from './small-index.ts';

const T0 = 1_700_000_400;
const DAY_S = 86_400;
const MAX_SERIES = 100_000;
const FLUSH_TIERS: readonly Tier[] = [
  { stepS: 10, retentionS: DAY_S },
  { stepS: 60, retentionS: 14 * DAY_S },
];
const PATTERNS: Readonly<Record<string, readonly Tier[]>> = {
  ten: FLUSH_TIERS,
  minutes: [{ stepS: 60, retentionS: 30 * DAY_S }],
  hours: [{ stepS: 3_600, retentionS: 365 * DAY_S }],
};

let index: SmallIndex;
let state: PrepareState;
let numbers: SeriesNumbers;
let changed: number[];
let make: ReturnType<typeof batches>;

beforeEach(() => {
  index = new SmallIndex();
  changed = [];
  numbers = new SeriesNumbers(MAX_SERIES);
  make = batches();
  const rules = {
    tiersFor: (name: string) => PATTERNS[name.split('.')[0] as string],
    ruleFor: () => ({ method: 'average', xFilesFactor: 0.5 }) as const,
  };
  state = {
    index,
    schemas: new Schemas(rules, FLUSH_TIERS, undefined, T0),
    undecided: new Undecided(undefined, index),
    fineStepS: 10,
    clock: () => T0 * 1000,
    journal: { changed: (id) => changed.push(id) },
  };
});

const points = (batch: PointBatch): Prepared => preparePoints(batch, numbers, state, MAX_SERIES);
const flush = (batch: FlushBatch): Prepared => prepareFlush(batch, numbers, state, MAX_SERIES);
type BySlot = Record<string, Record<string, number>>;
const put = (bySlot: BySlot, slotS: number, name: string, value: number): void => {
  bySlot[slotS - T0] = { ...bySlot[slotS - T0], [name]: value };
};
/** Values by slot and name, as the sections merge: later ones win. */
function valuesOf(sections: readonly Section[]): BySlot {
  const bySlot: BySlot = {};
  for (const { slotS, values } of sections)
    for (const [row, id] of values.ids.entries())
      put(bySlot, slotS, index.nameOf(id) as string, values.values[row] as number);
  return bySlot;
}
/** What points of ten-second series should give. */
function expected(points: readonly (readonly [string, number, number])[]): BySlot {
  const bySlot: BySlot = {};
  for (const [name, atS, value] of points) put(bySlot, Math.floor(atS / 10) * 10, name, value);
  return bySlot;
}

describe('points', () => {
  it('go to the slot of their series’ own finest step', () => {
    const { sections, result } = points(
      make.points([
        ['ten.a', T0 + 19.7, 1],
        ['minutes.a', T0 + 19, 2],
        ['hours.a', T0 + 1_199, 3],
      ]),
    );
    expect(valuesOf(sections)).toEqual({ 10: { 'ten.a': 1 }, 0: { 'minutes.a': 2 }, 600: { 'hours.a': 3 } });
    expect(result).toEqual({ stored: 3, rejected: 0, rejectedNames: [] });
  });

  it('are refused and counted when no tier keeps them, when they lie too far ahead, and when they are no number', () => {
    const { sections, result } = points(
      make.points([
        ['ten.old', T0 - 14 * DAY_S - 1, 1],
        ['minutes.old', T0 - 14 * DAY_S - 1, 1],
        ['ten.ahead', T0 + DAY_S + 1, 1],
        ['ten.nan', T0, Number.NaN],
        ['ten.infinite', T0, Number.NEGATIVE_INFINITY],
        ['ten.stamp', Number.NaN, 1],
      ]),
    );
    expect(sections).toHaveLength(1);
    expect(sections[0]?.values.ids.length).toBe(1);
    expect(result.stored).toBe(1);
    expect(result.rejectedNames).toEqual(['ten.old', 'ten.ahead', 'ten.nan', 'ten.infinite', 'ten.stamp']);
  });

  it('remember the day of a value, and only the last one', () => {
    points(make.points([['ten.a', T0, 1]]));
    points(make.points([['ten.a', T0 - 3 * DAY_S, 1]]));
    expect(index.seenDay[0]).toBe(Math.floor(T0 / DAY_S));
  });

  it('of one batch: sections have ascending ids, each once, and the later point of a slot stays', () => {
    const point = fc.record({
      series: fc.integer({ min: 0, max: 3_000 }),
      atS: fc.integer({ min: T0, max: T0 + 90 }),
      value: fc.integer({ min: 0, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (all) => {
        const sent = all.map((p) => [`ten.s${p.series}`, p.atS, p.value] as const);
        const { sections } = points(make.points(sent));
        expect(valuesOf(sections)).toEqual(expected(sent));
        expect(new Set(sections.map((s) => s.slotS)).size).toBe(sections.length);
        for (const { values } of sections)
          expect([...values.ids]).toEqual([...new Set(values.ids)].sort((a, b) => a - b));
      }),
    );
  });

  it('of many slots and series come through whole', () => {
    const all: [string, number, number][] = [];
    for (let i = 0; i < 3_000; i++) all.push([`ten.s${(i * 7_919) % 500}`, T0 + ((i * 31) % 6_000), i]);
    const { sections } = points(make.points(all));
    expect(valuesOf(sections)).toEqual(expected(all));
  });

  it('of a batch that contradicts itself are refused', () => {
    const batch = { ...make.points([['ten.a', T0, 1]]), values: new Float64Array(2) };
    expect(() => points(batch)).toThrow('differ in length');
  });
});

describe('a flush', () => {
  it('puts plain values whose series has another step into the slot of that step', () => {
    const { sections, result } = flush(
      make.flush({ slotS: T0 + 70, plain: { 'ten.a': 1, 'minutes.a': 2, other: 3 }, counters: { c: 4 } }),
    );
    expect(valuesOf(sections)).toEqual({ 70: { 'ten.a': 1, other: 3, c: 4 }, 60: { 'minutes.a': 2 } });
    expect(result.stored).toBe(4);
    expect(sections.map((s) => [s.slotS - T0, s.stepS, s.coveredMs])).toEqual([
      [70, 10, 10_000],
      [60, 0, 0],
    ]);
  });

  it('leaves out what is no number, and counts it', () => {
    const { sections, result } = flush(make.flush({ slotS: T0, gauges: { g: Number.POSITIVE_INFINITY, h: 1 } }));
    expect(valuesOf(sections)).toEqual({ 0: { h: 1 } });
    expect(result).toEqual({ stored: 1, rejected: 1, rejectedNames: ['g'] });
  });

  it('of another step is refused', () => {
    try {
      flush(make.flush({ slotS: T0, stepS: 30 }));
      expect.unreachable();
    } catch (e) {
      expect(isCarpyError(e) && e.code).toBe('CARPY_BAD_REQUEST');
    }
  });

  it('that is older than every tier brings nothing', () => {
    const { sections, result } = flush(make.flush({ slotS: T0 - 15 * DAY_S, gauges: { g: 1 }, timers: { t: [1] } }));
    expect(sections).toEqual([]);
    expect(result.rejected).toBe(2);
  });
});

it('declares the old name of a number anew when its series is gone', () => {
  points(
    make.points([
      ['ten.a', T0, 1],
      ['ten.b', T0, 1],
    ]),
  );
  numbers.forget(new Set([0]), () => ({ name: 'ten.a', kind: 'plain' }));
  index.remove(0);
  const { sections } = points(
    make.points([
      ['ten.a', T0 + 10, 2],
      ['ten.b', T0 + 10, 3],
    ]),
  );
  expect(valuesOf(sections)).toEqual({ 10: { 'ten.a': 2, 'ten.b': 3 } });
  expect(index.idOf('ten.a')).toBe(2);
  expect(changed).toEqual([0, 1, 2]);
});
