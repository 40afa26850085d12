import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeTicks } from '../src/chart/time-ticks.ts';
import { yScale } from '../src/chart/y-scale.ts';

const us = { tag: 'en-US', timeZone: 'America/New_York' };
const de = { tag: 'de-DE', timeZone: 'Europe/Berlin' };
const spaces = (labels: readonly string[]): string[] => labels.map((label) => label.replaceAll(/[\u00a0\u202f]/g, ' '));

describe('the y axis', () => {
  it.each([
    ['duration', 1500, 200, ['0', '0.5 s', '1.0 s', '1.5 s', '2.0 s']],
    ['duration', 0.4, 100, ['0', '250 µs', '500 µs']],
    ['duration', 0.99, 100, ['0', '1 ms', '2 ms']],
    ['duration', 805, 100, ['0', '0.5 s', '1.0 s']],
    ['duration', 999, 200, ['0', '0.25 s', '0.50 s', '0.75 s', '1.00 s', '1.25 s']],
    ['duration', 700, 100, ['0', '0.5 s', '1.0 s']],
    ['duration', 480, 100, ['0', '250 ms', '500 ms']],
    ['duration', 0.001, 100, ['0', '50 µs', '100 µs']],
    ['duration', 320, 240, ['0', '100 ms', '200 ms', '300 ms', '400 ms']],
    ['duration', 0, 100, ['0', '50 ms', '100 ms']],
    ['count', 1, 100, ['0', '2', '4']],
    ['count', 41_000, 100, ['0', '25k', '50k']],
    ['percent', 0.000_3, 100, ['0', '0.5 %', '1.0 %']],
    ['percent', 0.97, 100, ['0', '50 %', '100 %']],
    ['apdex', 0.3, 100, ['0', '0.5', '1.0']],
    ['bytes', 3.1e8, 100, ['0', '200 MiB', '400 MiB']],
  ] as const)('%s up to %d, %d px high', (kind, max, height, labels) => {
    expect(spaces(yScale(kind, max, height, 'req/min', us).labels)).toEqual(labels);
  });

  it('shows rates in the unit of the page, over data a second', () => {
    const scale = yScale('rate', 7, 110, 'req/min', us);
    expect(scale.labels).toEqual(['0', '200', '400', '600']);
    expect(scale.top).toBeCloseTo(10);
    expect(yScale('rate', 7, 100, 'req/s', us).labels).toEqual(['0', '5', '10']);
  });

  it('uses the separators of the locale', () => {
    expect(spaces(yScale('duration', 1500, 100, 'req/min', de).labels)).toEqual(['0', '1 s', '2 s']);
    expect(spaces(yScale('duration', 400, 100, 'req/min', de).labels)).toEqual(['0', '250 ms', '500 ms']);
    expect(spaces(yScale('apdex', 1, 100, 'req/min', de).labels)).toEqual(['0', '0,5', '1,0']);
  });

  it('keeps percent by its rule: at least 1, a tenth above the data, never above 100', () => {
    expect(yScale('percent', 0, 200).top).toBeCloseTo(0.01);
    expect(yScale('percent', 0.2, 200).top).toBeCloseTo(0.22);
    expect(yScale('percent', 0.95, 200).top).toBeCloseTo(1);
    expect(yScale('percent', 1, 200).top).toBe(1);
  });

  it('holds every value, starts at 0, has 2 to 7 different ticks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('duration', 'count', 'rate', 'percent', 'bytes'),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.integer({ min: 40, max: 900 }),
        fc.constantFrom('req/s', 'req/min'),
        (kind, value, height, rate) => {
          const max = kind === 'percent' ? value / 1e12 : value;
          const { top, ticks, labels } = yScale(kind, max, height, rate, us);
          expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(7);
          expect(ticks.at(-1)).toBeLessThanOrEqual(top * (1 + 1e-9));
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });
});

describe('the x axis', () => {
  const hour = 3_600_000;
  const at = Date.UTC(2026, 10, 22, 13);
  const labels = (fromMs: number, toMs: number, width: number, locale = de): string[] =>
    spaces(timeTicks({ fromMs, toMs }, width, locale, toMs).map(({ label }) => label));

  it('has round local times', () => {
    expect(labels(at, at + hour, 800)).toEqual(['14:00', '14:10', '14:20', '14:30', '14:40', '14:50']);
    expect(labels(at, at + hour, 800, us)[0]).toBe('8:00 AM');
    expect(labels(at, at + 60_000, 900)[1]).toBe('14:00:10');
  });

  it('says the date where the day changes', () => {
    expect(labels(at, at + 24 * hour, 800)).toEqual([
      '15:00\n22. Nov.',
      '18:00',
      '21:00',
      '00:00\n23. Nov.',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
    ]);
    expect(labels(at, at + 7 * 24 * hour, 800)[0]).toBe('23. Nov.');
  });

  it('stays on the wall clock over the end of summer time', () => {
    const night = Date.UTC(2026, 9, 24, 16);
    const found = labels(night, night + 24 * hour, 800);
    expect(found.map((label) => label.slice(0, 5))).toEqual([
      '18:00',
      '21:00',
      '00:00',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
    ]);
  });

  it('has at most 8 labels that rise, inside of the span, and some where there is room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.integer({ min: 60, max: 70_000_000 }),
        fc.integer({ min: 250, max: 2000 }),
        fc.constantFrom(us, de, { tag: 'en-GB', timeZone: 'Asia/Kathmandu' }),
        (startS, lengthS, width, locale) => {
          const ticks = timeTicks({ fromMs: startS * 1000, toMs: (startS + lengthS) * 1000 }, width, locale, 0);
          expect(ticks.length).toBeLessThanOrEqual(9);
          expect(ticks.length).toBeGreaterThanOrEqual(1);
          for (const [index, tick] of ticks.entries()) {
            expect(tick.atMs).toBeGreaterThanOrEqual(startS * 1000);
            expect(tick.atMs).toBeLessThanOrEqual((startS + lengthS) * 1000);
            expect(tick.atMs).toBeGreaterThan(ticks[index - 1]?.atMs ?? -1);
          }
        },
      ),
    );
  });

  it('has none where there is nothing', () => {
    expect(timeTicks({ fromMs: 5, toMs: 5 }, 800, de)).toEqual([]);
    expect(timeTicks({ fromMs: 0, toMs: hour }, 0, de)).toEqual([]);
  });
});
