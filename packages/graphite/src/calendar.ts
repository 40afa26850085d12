/** The start of the day, week, year … that a moment lies in, by a timezone's clock. */
import { parseTime } from '@carpy/core';

/** Graphite's spellings: by their first letters, so `d`, `day` and `days` are one. Longer ones go before those that they begin with. */
const UNITS: readonly (readonly [start: string, unit: string])[] = [
  ['s', 's'],
  ['min', 'min'],
  ['h', 'h'],
  ['d', 'd'],
  ['w', 'w'],
  ['mon', 'mon'],
  ['y', 'y'],
];

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What a calendar can be cut into: parseTime's letters for a unit, or a weekday that weeks begin with. */
export type CalendarUnit = string;

/** `days`, `weeks`, or `weeks3` for weeks from Wednesday on; undefined for any other text. */
export function calendarUnit(text: string): CalendarUnit | undefined {
  const [, letters = '', digit] = /^([a-z]+)(\d?)$/.exec(text) ?? [];
  const unit = UNITS.find(([start]) => letters.startsWith(start))?.[1];
  if (unit !== 'w') return digit === '' ? unit : undefined;
  return WEEKDAYS[digit === '' ? 0 : Number(digit) - 1];
}

/** @returns Seconds since the epoch. */
export function startOf(unit: CalendarUnit, atS: number, timezone: string): number {
  const text = WEEKDAYS.includes(unit) ? unit : `now/${unit}`;
  return parseTime(text, { nowMs: atS * 1000, timezone }) / 1000;
}
