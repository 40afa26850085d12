import { expect, it } from 'vitest';
import {
  absoluteRange,
  presets,
  readRangeText,
  requestTime,
  resolveRange,
  shiftHalf,
  youngFrom,
  zoomOut,
  zoomTo,
} from '../src/state/range.ts';

const now = Date.UTC(2026, 0, 10, 12, 0, 0);
const minute = 60_000;
const hour = 60 * minute;
const lastHour = { from: '-1h', to: 'now' };

it('resolves every preset to a range before now', () => {
  for (const preset of presets) {
    const resolved = resolveRange(preset, now);
    expect(resolved, preset.label).toBeDefined();
    expect(resolved?.fromMs).toBeLessThan(resolved?.toMs ?? 0);
    expect(resolved?.toMs).toBeLessThanOrEqual(now);
  }
});

it('does not resolve what is no time', () => {
  expect(resolveRange({ from: 'quux', to: 'now' }, now)).toBeUndefined();
});

it('zooms to whole ends, and stays live where the drag ends in the last bucket', () => {
  expect(zoomTo(now - 50 * minute, now - 40 * minute, now, 10_000)).toEqual(
    absoluteRange(now - 50 * minute, now - 40 * minute),
  );
  expect(zoomTo(now - 15 * minute, now, now, 10_000)).toEqual({ from: '-15min', to: 'now' });
  expect(zoomTo(now - 90_000, now - 9000, now, 10_000)).toEqual({ from: '-90s', to: 'now' });
});

it('zooms out to twice the length', () => {
  expect(zoomOut(lastHour, now)).toEqual({ from: '-2h', to: 'now' });
  expect(zoomOut(absoluteRange(now - 6 * hour, now - 4 * hour), now)).toEqual(
    absoluteRange(now - 7 * hour, now - 3 * hour),
  );
  expect(zoomOut(absoluteRange(now - hour, now - minute), now)).toEqual(absoluteRange(now - 118 * minute, now));
});

it('shifts by half a range, and never past now', () => {
  expect(shiftHalf(lastHour, -1, now)).toEqual(absoluteRange(now - 90 * minute, now - 30 * minute));
  expect(shiftHalf(absoluteRange(now - 90 * minute, now - 30 * minute), 1, now)).toEqual(lastHour);
  expect(shiftHalf(lastHour, 1, now)).toEqual(lastHour);
  expect(shiftHalf(absoluteRange(now - 90 * minute, now - 30 * minute), 1, now + 2 * minute)).toEqual(lastHour);
  expect(shiftHalf({ from: 'quux', to: 'now' }, 1, now)).toBeUndefined();
});

it.each([
  ['an old app', now - 9 * hour, true, '-1h'],
  ['an app of 20 min', now - 20 * minute, true, String(now - 20 * minute)],
  ['an app of 19 min 45 s', now - 20 * minute + 15_000, true, String(now - 19 * minute)],
  ['an app of 3 min 15 s', now - 3 * minute - 15_000, true, String(now - 3 * minute - 20_000)],
  ['an app of 1 min', now - minute, true, '-2min'],
  ['a range that somebody chose', now - minute, false, '-1h'],
  ['an app without a point', null, true, '-1h'],
])('begins for %s where its data do', (_, firstPointMs, isDefault, want) => {
  expect(youngFrom(lastHour, isDefault, firstPointMs, now)).toBe(want);
});

it.each([
  ['90m', { from: '-90min', to: 'now' }],
  ['2 d', { from: '-2d', to: 'now' }],
  ['-3h to -1h', { from: '-3h', to: '-1h' }],
  ['yesterday', { from: 'now-1d/d', to: 'now/d' }],
  ['today', { from: 'now/d', to: 'now' }],
  ['now/d', { from: 'now/d', to: 'now' }],
])('reads %s', (typed, want) => {
  expect(readRangeText(typed, now)).toEqual(want);
});

it('reads a day and clock times as absolute ends of the reader’s zone', () => {
  expect(readRangeText('2026-01-03', now)).toEqual(
    absoluteRange(new Date(2026, 0, 3).getTime(), new Date(2026, 0, 4).getTime()),
  );
  const clock = readRangeText('14:00-15:30', now);
  expect(Number(clock?.to) - Number(clock?.from)).toBe(90 * minute);
});

it.each(['', '   ', 'quux', '2026-13-45', 'x'.repeat(200)])('refuses %j', (typed) => {
  expect(readRangeText(typed, now)).toBeUndefined();
});

it('sends days as epoch ms of the reader’s zone, and relative ends as they are', () => {
  expect(requestTime('-1h', now)).toBe('-1h');
  expect(requestTime('now', now)).toBe('now');
  expect(requestTime(String(now), now)).toBe(String(now));
  expect(requestTime('quux', now)).toBe('quux');
  const today = new Date(now);
  expect(requestTime('now/d', now)).toBe(
    String(new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime()),
  );
});
