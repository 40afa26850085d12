import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisUnit,
  type FormatLocale,
  formatAgo,
  formatApdex,
  formatBytes,
  formatCount,
  formatDate,
  formatDelta,
  formatDuration,
  formatEstimate,
  formatInteger,
  formatMoment,
  formatPercent,
  formatPlainDuration,
  formatRange,
  formatRate,
  formatTick,
  formatTime,
  rateUnit,
  zoneOffsetMs,
} from '../src/format/index.ts';

const us: FormatLocale = { tag: 'en-US', timeZone: 'America/New_York' };
const de: FormatLocale = { tag: 'de-DE', timeZone: 'Europe/Berlin' };
/** Tables below are written with common spaces; what is shown has none that may break. */
const nb = (text: string): string => text.replaceAll(' ', '\u00a0');

it.each([
  [325_814, '≈ 326k'],
  [20_034, '≈ 20k'],
  [6_556, '≈ 6,560'],
  [34, '≈ 34'],
  [33.6, '≈ 34'],
  [0, '≈ 0'],
  [null, '–'],
])('an estimate of %s is shown as %s: no more digits than it knows', (value, want) => {
  expect(formatEstimate(value, us)).toBe(nb(want));
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms', '0 ms'],
    [0.0842, '84.2 µs', '84,2 µs'],
    [0.84, '0.84 ms', '0,84 ms'],
    [0.9996, '1.00 ms', '1,00 ms'],
    [9.996, '10.0 ms', '10,0 ms'],
    [12.3, '12.3 ms', '12,3 ms'],
    [118.4, '118 ms', '118 ms'],
    [999.6, '1.00 s', '1,00 s'],
    [1842, '1.84 s', '1,84 s'],
    [59_960, '1 m 00 s', '1 m 00 s'],
    [125_000, '2 m 05 s', '2 m 05 s'],
    [3_599_600, '1 h 00 m', '1 h 00 m'],
    [3_720_000, '1 h 02 m', '1 h 02 m'],
    [273_600_000, '3 d 4 h', '3 d 4 h'],
    [-12.3, '-12.3 ms', '-12,3 ms'],
  ])('%d ms is %s, %s in German', (ms, english, german) => {
    expect(formatDuration(ms, us)).toBe(nb(english));
    expect(formatDuration(ms, de)).toBe(nb(german));
  });

  it('gives a dash for what is not there', () => {
    expect([null, undefined, Number.NaN].map((ms) => formatDuration(ms, us))).toEqual(['–', '–', '–']);
  });

  it('never breaks, never mixes separators, never shows more than three digits below a minute', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        const english = formatDuration(ms, us);
        const german = formatDuration(ms, de);
        expect(english).not.toContain(' ');
        expect(english).not.toContain(',');
        expect(german).not.toContain('.');
        expect(german).toBe(english.replace('.', ','));
        if (ms < 59_000) expect(english.replace(/\D/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('formatPlainDuration', () => {
  it.each([
    [500, '500 ms'],
    [1500, '1.5 s'],
    [10_000, '10 s'],
    [90_000, '90 s'],
    [300_000, '5 min'],
    [21_600_000, '6 h'],
    [172_800_000, '2 d'],
  ])('%d ms is %s', (ms, text) => expect(formatPlainDuration(ms, us)).toBe(nb(text)));
});

describe('formatAgo', () => {
  it.each([
    [-5000, 'now'],
    [820, '0.8 s ago'],
    [14_900, '14 s ago'],
    [200_000, '3 min ago'],
    [18_100_000, '5 h ago'],
    [200_000_000, '2 d ago'],
  ])('%d ms is %s', (ms, text) => expect(formatAgo(ms, us).replaceAll('\u00a0', ' ')).toBe(text));
});

describe('numbers', () => {
  it.each([
    [0, '0', '0'],
    [0.25, '0.25', '0,25'],
    [1234, '1,234', '1.234'],
    [9999, '9,999', '9.999'],
    [12_345, '12.3k', '12,3k'],
    [99_960, '100k', '100k'],
    [1_200_000, '1.2M', '1,2M'],
    [999_999, '1M', '1M'],
    [4_560_000_000, '4.56G', '4,56G'],
  ])('counts: %d', (count, english, german) => {
    expect(formatCount(count, us)).toBe(english);
    expect(formatCount(count, de)).toBe(german);
  });

  it('writes every digit where a count must add up', () => {
    expect(formatInteger(25_312, us)).toBe('25,312');
    expect(formatInteger(25_312, de)).toBe('25.312');
  });

  it.each([
    [0, '0 %'],
    [0.000_01, '< 0.01 %'],
    [0.000_2, '0.02 %'],
    [0.000_94, '0.09 %'],
    [0.002, '0.2 %'],
    [0.026, '2.6 %'],
    [0.0996, '10 %'],
    [0.12, '12 %'],
    [0.9994, '99.9 %'],
    [0.999_99, '99.9 %'],
    [1, '100 %'],
    [1.3, '130 %'],
  ])('shares: %d is %s', (share, text) => expect(formatPercent(share, us)).toBe(nb(text)));

  it('never rounds a share to none or all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), (share) => {
        expect(formatPercent(share, us)).not.toBe(nb('0 %'));
        expect(formatPercent(share, us)).not.toBe(nb('100 %'));
      }),
    );
  });

  it.each([
    [512, '512 B'],
    [1536, '1.50 KiB'],
    [1023 * 1024, '1.00 MiB'],
    [312 * 1024 ** 2, '312 MiB'],
  ])('bytes: %d is %s', (bytes, text) => expect(formatBytes(bytes, us)).toBe(nb(text)));

  it('writes Apdex with two decimals', () => {
    expect(formatApdex(0.9, us)).toBe('0.90');
    expect(formatApdex(0.9, de)).toBe('0,90');
  });
});

describe('formatDelta', () => {
  it.each([
    [112, 100, 'ratio', '▲ 12 %', 'up'],
    [88, 100, 'ratio', '▼ 12 %', 'down'],
    [340, 100, 'ratio', '▲ 3.4×', 'up'],
    [100.1, 100, 'ratio', '±0 %', 'same'],
    [0.026, 0.002, 'points', '▲ 2.4 points', 'up'],
    [0.72, 0.95, 'difference', '▼ 0.23', 'down'],
  ] as const)('%d after %d (%s) is %s', (now, before, kind, text, direction) => {
    expect(formatDelta(now, before, kind, us)).toEqual({ text: nb(text), direction });
  });

  it('says nothing where there is nothing to compare', () => {
    expect(formatDelta(5, null, 'ratio', us)).toBeNull();
    expect(formatDelta(5, 0, 'ratio', us)).toBeNull();
  });
});

describe('rates', () => {
  it('chooses one unit for a page', () => {
    expect(rateUnit([0.1, null, 2])).toBe('req/min');
    expect(rateUnit([0.1, 2.1])).toBe('req/s');
    expect(rateUnit([])).toBe('req/min');
  });

  it('writes both', () => {
    expect(formatRate(7.0166, 'req/min', us)).toBe(nb('421 req/min'));
    expect(formatRate(7.0166, 'req/s', de)).toBe(nb('7,02 req/s'));
    expect(formatRate(0, 'req/s', us)).toBe(nb('0 req/s'));
    expect(formatRate(7_972_454, 'req/s', us)).toBe(nb('7.97M req/s'));
    expect(formatRate(null, 'req/s', us)).toBe('–');
  });
});

describe('axes', () => {
  it.each([
    [0.4, 'µs'],
    [999, 'ms'],
    [1500, 's'],
    [90_000, 'min'],
    [7_200_000, 'h'],
  ])('a maximum of %d ms is shown in %s', (ms, unit) => expect(axisUnit(ms).unit).toBe(unit));

  it('gives all ticks of an axis the decimals of its step', () => {
    expect([0, 0.5, 1].map((value) => formatTick(value, 0.5, 's', us))).toEqual(['0', nb('0.5 s'), nb('1.0 s')]);
    expect(formatTick(2.5, 2.5, '', de)).toBe('2,5');
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 22, 13, 5, 10, 212);

  it('keeps the clock of the locale', () => {
    expect(formatTime(at, 'minute', de)).toBe('14:05');
    expect(formatTime(at, 'minute', us)).toBe(nb('8:05 AM'));
    expect(formatTime(at, 'second', de)).toBe('14:05:10');
    expect(formatTime(at, 'ms', de)).toBe('14:05:10,212');
    expect(formatTime(at, 'ms', us)).toBe(nb('8:05:10.212 AM'));
  });

  it('names the year only where it is another', () => {
    expect(formatDate(at, at, us)).toBe('Nov 22');
    expect(formatDate(at, at, de)).toBe('22. Nov.');
    expect(formatDate(at, Date.UTC(2027, 1, 1), us)).toBe('Nov 22, 2026');
  });

  it('names the day only where it is another', () => {
    expect(formatMoment(at, at, 'minute', de)).toBe('14:05');
    expect(formatMoment(at, at + 86_400_000, 'minute', de)).toBe('22. Nov., 14:05');
  });

  it('says once what both ends of a range share', () => {
    const hour = Date.UTC(2026, 10, 22, 13);
    expect(formatRange(hour, hour + 3_600_000, hour, de)).toBe('14:00–15:00');
    expect(formatRange(hour + 10_000, hour + 20_000, hour, de)).toBe('14:00:10–14:00:20');
    expect(formatRange(hour, hour + 36_000_000, hour, de)).toBe('22. Nov., 14:00 – 23. Nov., 00:00');
  });

  it('knows summer time', () => {
    expect(zoneOffsetMs(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(7_200_000);
    expect(zoneOffsetMs(Date.UTC(2026, 0, 1), 'Europe/Berlin')).toBe(3_600_000);
    expect(zoneOffsetMs(Date.UTC(2026, 0, 1, 0, 0, 0, 700), 'Asia/Kolkata')).toBe(19_800_000);
  });
});
