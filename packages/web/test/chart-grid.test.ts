import type { Grid } from '@carpy/api';
import { eventsOfSlot } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captionOf, coverageNote, slotTitle, stepNote } from '../src/chart/caption.ts';
import { drawnValues, runsOfState, runsOfValues, slotStates } from '../src/chart/coverage.ts';
import { gridSpan, nearestSlot, slotAt, slotCentreMs, slotSpan } from '../src/chart/grid.ts';
import { countsOf, ratesOf } from '../src/chart/rates.ts';
import { summarise } from '../src/chart/summary.ts';
import { valueFormat } from '../src/chart/value-format.ts';

const locale = { tag: 'en-GB', timeZone: 'UTC' };
const startS = Date.UTC(2026, 10, 22, 10) / 1000;

const gridOf = (coveredS: readonly number[], openSlot?: number): Grid => ({
  startS,
  stepS: 10,
  slots: coveredS.length,
  fineStepS: 10,
  coveredMs: coveredS.map((s) => s * 1000),
  ...(openSlot === undefined ? {} : { openSlot }),
});

describe('time on a chart', () => {
  it('draws a slot where its events were', () => {
    const grid: Grid = { startS, stepS: 60, slots: 3, fineStepS: 10, coveredMs: [6e4, 6e4, 6e4] };
    const { afterS, untilS } = eventsOfSlot(startS, 60, 10);
    expect(slotSpan(grid, 0)).toEqual({ fromMs: afterS * 1000, toMs: untilS * 1000 });
    expect(gridSpan(grid)).toEqual({ fromMs: (startS - 10) * 1000, toMs: (startS + 170) * 1000 });
    expect(slotTitle(grid, 0, startS * 1000, locale)).toBe('09:59:50–10:00:50');
  });

  it('finds the slot of every moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 499 }),
        fc.constantFrom(10, 60, 600),
        (slots, at, stepS) => {
          const grid: Grid = { startS, stepS, slots, fineStepS: 10, coveredMs: [] };
          const slot = at % slots;
          expect(slotAt(grid, slotCentreMs(grid, slot))).toBe(slot);
          expect(slotAt(grid, slotSpan(grid, slot).fromMs)).toBe(slot);
          expect(slotAt(grid, gridSpan(grid).toMs)).toBeNull();
          expect(slotAt(grid, gridSpan(grid).fromMs - 1)).toBeNull();
          expect(nearestSlot(grid, gridSpan(grid).toMs + 1e6)).toBe(slots - 1);
        },
      ),
    );
  });
});

describe('gap, zero, late and partial', () => {
  //                      whole, none, part with values, half without, open, after
  const grid = gridOf([10, 0, 4, 5, 3, 0], 4);
  const counts = [3, null, 2, null, 1, null];

  it('are four states', () => {
    expect(slotStates(grid, [counts])).toEqual(['recorded', 'missing', 'partial', 'recorded', 'open', 'future']);
  });

  it('a value of any series makes a slot with little coverage partial', () => {
    expect(slotStates(gridOf([4]), [[null], [7]])).toEqual(['partial']);
    expect(slotStates(gridOf([4]), [[null], [null]])).toEqual(['missing']);
  });

  it('counts are zero where nothing came while the server recorded, and the open slot keeps its own', () => {
    expect(drawnValues(counts, 'count', slotStates(grid, [counts]), grid)).toEqual([3, null, 2, 0, 1, null]);
    expect(countsOf(counts, grid)).toEqual([3, null, 2, 0, 1, null]);
  });

  it('means break where nothing came, and wait for the open slot', () => {
    expect(drawnValues([3, null, 2, null, 1, null], 'duration', slotStates(grid, [counts]), grid)).toEqual([
      3,
      null,
      2,
      null,
      null,
      null,
    ]);
  });

  it('rates are of the time that was recorded', () => {
    expect(ratesOf(counts, grid)).toEqual([0.3, null, 0.5, 0, 1 / 3, null]);
    expect(ratesOf([20], gridOf([0]))).toEqual([2]);
  });

  it('are told in words', () => {
    const states = slotStates(grid, [counts]);
    const note = (slot: number): string | undefined => coverageNote(grid, slot, states[slot], locale);
    expect([0, 1, 2, 3, 4, 5].map(note)).toEqual([
      undefined,
      'not recorded',
      'covered 4 of 10\u00a0s',
      'covered 5 of 10\u00a0s',
      'still filling',
      'not yet',
    ]);
    const minutes: Grid = { ...grid, stepS: 600, coveredMs: [270_000] };
    expect(coverageNote(minutes, 0, 'recorded', locale)).toBe('covered 4.5 of 10\u00a0min');
  });

  it('runs are found to their ends', () => {
    expect(runsOfState(['missing', 'recorded', 'missing', 'missing'], 'missing')).toEqual([
      { from: 0, to: 0 },
      { from: 2, to: 3 },
    ]);
    expect(runsOfValues([null, 1, null, 2, 3])).toEqual([
      { from: 1, to: 1 },
      { from: 3, to: 4 },
    ]);
    expect(runsOfValues(Float64Array.of(Number.NaN, 1))).toEqual([{ from: 1, to: 1 }]);
    expect(runsOfValues([])).toEqual([]);
  });
});

describe('figures and captions', () => {
  const grid = gridOf([10, 10, 0, 10, 10, 4], 5);
  const values = [118, 90, null, 410, 118, 7];
  const states = slotStates(grid, [values]);

  it('leaves the open slot out', () => {
    expect(summarise(values, states)).toEqual({ last: 118, min: 90, mean: 184, max: 410, minSlot: 1, maxSlot: 3 });
    expect(summarise([null], ['recorded'])).toMatchObject({ last: null, min: null, mean: null, max: null });
  });

  it('states the finding', () => {
    const say = (title: string, series: Parameters<typeof captionOf>[1]): string =>
      captionOf(
        title,
        series,
        states,
        grid,
        valueFormat('duration', 'req/s', locale),
        startS * 1000,
        locale,
      ).replaceAll('\u00a0', ' ');
    expect(say('Response time', [{ label: 'p95', values }])).toBe(
      'Response time: p95 118 ms, min 90.0 ms at 10:00:00, max 410 ms at 10:00:20; 1 gap not recorded',
    );
    expect(say('p95', [{ label: 'p95', values: [5, 5, null, 5, 5, null] }])).toBe(
      'p95: 5.00 ms throughout; 1 gap not recorded',
    );
    expect(
      say(
        'Stack',
        ['a', 'b', 'c', 'd', 'e'].map((label) => ({ label, values: [1, 1, null, 1, 1, null] })),
      ),
    ).toContain('; 2 more series;');
    expect(say('Nothing', [{ label: 'p95', values: [null, null, null, null, null, null] }])).toBe(
      'Nothing: no values; 1 gap not recorded',
    );
  });

  it('tells the step, and that of percentiles where it is another', () => {
    expect(stepNote(grid, locale).replaceAll('\u00a0', ' ')).toBe('step 10 s');
    expect(stepNote({ ...grid, percentileStepS: 60 }, locale).replaceAll('\u00a0', ' ')).toBe(
      'step 10 s, percentiles of 1 min each',
    );
  });
});
