import { isCarpyError, isTimezone, parseDuration, parseOffset, parseRange, parseTime } from '@carpy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

// A Wednesday.
const NOW = '2026-03-18T15:21:07Z';
const nowMs = Date.parse(NOW);

const iso = (text: string, timezone = 'UTC'): string => new Date(parseTime(text, { nowMs, timezone })).toISOString();

describe('parseTime', () => {
  it.each([
    ['now', '2026-03-18T15:21:07.000Z'],
    ['-1h', '2026-03-18T14:21:07.000Z'],
    ['-5min', '2026-03-18T15:16:07.000Z'],
    ['-5m', '2026-03-18T15:16:07.000Z'],
    ['-30seconds', '2026-03-18T15:20:37.000Z'],
    ['-1d', '2026-03-17T15:21:07.000Z'],
    ['-1w', '2026-03-11T15:21:07.000Z'],
    ['-2mon', '2026-01-17T15:21:07.000Z'],
    ['-1y', '2025-03-18T15:21:07.000Z'],
    ['-1h30min', '2026-03-18T13:51:07.000Z'],
    ['now-1h', '2026-03-18T14:21:07.000Z'],
    ['now+10s', '2026-03-18T15:21:17.000Z'],
    ['now-1d+2h', '2026-03-17T17:21:07.000Z'],
    ['noon', '2026-03-18T12:00:00.000Z'],
    ['midnight', '2026-03-18T00:00:00.000Z'],
    ['teatime', '2026-03-18T16:00:00.000Z'],
    ['today', '2026-03-18T00:00:00.000Z'],
    ['yesterday', '2026-03-17T00:00:00.000Z'],
    ['tomorrow', '2026-03-19T00:00:00.000Z'],
    ['noon yesterday', '2026-03-17T12:00:00.000Z'],
    ['noonyesterday', '2026-03-17T12:00:00.000Z'],
    ['NOON_Tomorrow', '2026-03-19T12:00:00.000Z'],
    ['6pm', '2026-03-18T18:00:00.000Z'],
    ['6am', '2026-03-18T06:00:00.000Z'],
    ['12am', '2026-03-18T00:00:00.000Z'],
    ['12pm', '2026-03-18T12:00:00.000Z'],
    ['6pm+2h', '2026-03-18T20:00:00.000Z'],
    ['6pm today', '2026-03-18T18:00:00.000Z'],
    ['10:15pm', '2026-03-18T22:15:00.000Z'],
    ['8:50', '2026-03-18T08:50:00.000Z'],
    ['04:00_20110501', '2011-05-01T04:00:00.000Z'],
    ['20091201', '2009-12-01T00:00:00.000Z'],
    ['20091201-1d', '2009-11-30T00:00:00.000Z'],
    ['02/25/09', '2009-02-25T00:00:00.000Z'],
    ['02/25/69', '2069-02-25T00:00:00.000Z'],
    ['02/25/71', '1971-02-25T00:00:00.000Z'],
    ['02/25/2010', '2010-02-25T00:00:00.000Z'],
    ['noon 02/25/2010', '2010-02-25T12:00:00.000Z'],
    ['january 8', '2026-01-08T00:00:00.000Z'],
    ['jan15', '2026-01-15T00:00:00.000Z'],
    ['6pm dec 31', '2026-12-31T18:00:00.000Z'],
    ['monday', '2026-03-16T00:00:00.000Z'],
    ['noon thu', '2026-03-12T12:00:00.000Z'],
    ['wednesday', '2026-03-18T00:00:00.000Z'],
    ['1000000000', '2001-09-09T01:46:40.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['99999999', '1973-03-03T09:46:39.000Z'],
    ['1773847267123', '2026-03-18T15:21:07.123Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T10:30', '2026-02-28T10:30:00.000Z'],
    ['2026-02-28T10:30:15.25Z', '2026-02-28T10:30:15.250Z'],
    ['2026-02-28T10:30:15+02:00', '2026-02-28T08:30:15.000Z'],
    ['2026-02-28 10:30:15-0530', '2026-02-28T16:00:15.000Z'],
    ['now/min', '2026-03-18T15:21:00.000Z'],
    ['now/h', '2026-03-18T15:00:00.000Z'],
    ['now/d', '2026-03-18T00:00:00.000Z'],
    ['now/w', '2026-03-16T00:00:00.000Z'],
    ['now/mon', '2026-03-01T00:00:00.000Z'],
    ['now/y', '2026-01-01T00:00:00.000Z'],
    ['now-1d/d', '2026-03-17T00:00:00.000Z'],
    ['now/d+8h', '2026-03-18T08:00:00.000Z'],
  ])('%s', (text, want) => {
    expect(iso(text)).toBe(want);
  });

  it.each([
    ['midnight', 'Europe/Berlin', '2026-03-17T23:00:00.000Z'],
    ['noon', 'Asia/Kolkata', '2026-03-18T06:30:00.000Z'],
    ['now/d', 'America/New_York', '2026-03-18T04:00:00.000Z'],
    ['today', 'Pacific/Auckland', '2026-03-18T11:00:00.000Z'],
    // Clocks go back on 1 November 2026 in New York: 01:30 comes twice, the second is in standard time.
    ['01:30_20261101', 'America/New_York', '2026-11-01T06:30:00.000Z'],
    // Clocks go forward on 8 March: 02:30 does not exist, standard time makes it 03:30 summer time.
    ['02:30_20260308', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    // An offset is absolute time, over a change of clocks too.
    ['20260308+24h', 'America/New_York', '2026-03-09T05:00:00.000Z'],
    ['2026-07-01T00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
  ])('%s in %s', (text, timezone, want) => {
    expect(iso(text, timezone)).toBe(want);
  });

  it.each([
    ['', 0],
    ['  ', 0],
    ['blah', 0],
    ['noon blah', 5],
    ['-1 fortnight', 3],
    ['-', 1],
    ['-h', 1],
    ['25:00', 0],
    ['13pm', 0],
    ['20260231', 0],
    ['02/30/2026', 0],
    ['january', 7],
    ['now/q', 4],
    ['now-1h/', 7],
    ['2026-02-30', 0],
    ['9'.repeat(200), 128],
  ])('refuses %j at %i', (text, position) => {
    expect(() => iso(text)).toThrow(expect.objectContaining({ code: 'CARPY_BAD_TIME', position }));
  });

  it('names a timezone that is not known', () => {
    expect(() => iso('now', 'Mars/Olympus')).toThrow(/Mars\/Olympus/);
    expect([isTimezone('Mars/Olympus'), isTimezone('Europe/Berlin'), isTimezone('UTC')]).toEqual([false, true, true]);
  });

  it('gives a number or a CarpyError for any text', () => {
    const token = fc.constantFrom(
      ...'now noon today jan mon am pm : / - + _ , 1 12 2026 h d mon /d 20260101'.split(' '),
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 8 }).map((t) => t.join('')),
    );
    fc.assert(
      fc.property(text, (t) => {
        try {
          expect(Number.isFinite(parseTime(t, { nowMs, timezone: 'Europe/Berlin' }))).toBe(true);
        } catch (e) {
          if (!isCarpyError(e)) throw e;
          expect(e.position).toBeLessThanOrEqual(t.length);
        }
      }),
    );
  });

  it('reads back what local clocks show', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const format = (zone: string, ms: number): string =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2 ** 31 }), (zone, s) => {
        const local = format(zone, s * 1000);
        expect(format(zone, parseTime(local.replace(' ', 'T'), { nowMs, timezone: zone }))).toBe(local);
      }),
    );
  });
});

describe('parseRange', () => {
  it('keeps order, swaps what is reversed, refuses an empty range', () => {
    expect(parseRange({ from: '-1h', until: 'now', nowMs })).toEqual({ fromMs: nowMs - 3_600_000, untilMs: nowMs });
    expect(parseRange({ from: 'now', until: '-1h', nowMs })).toEqual({ fromMs: nowMs - 3_600_000, untilMs: nowMs });
    expect(() => parseRange({ from: '-1h', until: '-60min', nowMs })).toThrow(
      expect.objectContaining({ code: 'CARPY_BAD_TIME' }),
    );
  });
});

describe('parseDuration', () => {
  it.each([
    ['5min', 300_000],
    ['1h30m', 5_400_000],
    ['10s', 10_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['2 weeks', 1_209_600_000],
    ['1month', 2_592_000_000],
  ])('%s', (text, want) => {
    expect(parseDuration(text)).toBe(want);
  });

  it.each(['', '5', 'min', '-5min', '0s', '1h-30m', '5parsecs'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'CARPY_BAD_TIME' }));
  });

  it('knows signs as an offset', () => {
    expect([parseOffset('-1h'), parseOffset('+1h30min'), parseOffset('1d')]).toEqual([
      -3_600_000, 5_400_000, 86_400_000,
    ]);
  });
});
