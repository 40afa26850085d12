/** Local times as strftime writes them, in English: what `xFormat` takes. */
import { type LocalParts, localParts, timezoneOffsetMs } from '@carpy/core';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const DAY_MS = 86_400_000;

interface Moment extends LocalParts {
  readonly atS: number;
  readonly zone: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 is 1 January. */
  readonly yearDay: number;
}

const two = (n: number, filler = '0'): string => String(n).padStart(2, filler);
const hour12 = (m: Moment): number => m.hour % 12 || 12;
/** Weeks of the year that began on the given weekday; days before the first are in week 0. */
const week = (m: Moment, firstDay: number): string =>
  two(Math.floor((m.yearDay + 6 - ((m.weekday - firstDay + 7) % 7)) / 7));

const fields: Readonly<Record<string, (m: Moment) => string>> = {
  '%': () => '%',
  A: (m) => DAYS[m.weekday] as string,
  a: (m) => (DAYS[m.weekday] as string).slice(0, 3),
  B: (m) => MONTHS[m.month - 1] as string,
  b: (m) => (MONTHS[m.month - 1] as string).slice(0, 3),
  h: (m) => (MONTHS[m.month - 1] as string).slice(0, 3),
  C: (m) => two(Math.floor(m.year / 100)),
  d: (m) => two(m.day),
  e: (m) => two(m.day, ' '),
  H: (m) => two(m.hour),
  k: (m) => two(m.hour, ' '),
  I: (m) => two(hour12(m)),
  l: (m) => two(hour12(m), ' '),
  j: (m) => String(m.yearDay).padStart(3, '0'),
  M: (m) => two(m.minute),
  m: (m) => two(m.month),
  n: () => ' ',
  P: (m) => (m.hour < 12 ? 'am' : 'pm'),
  p: (m) => (m.hour < 12 ? 'AM' : 'PM'),
  S: (m) => two(m.second),
  s: (m) => String(m.atS),
  t: () => ' ',
  U: (m) => week(m, 0),
  u: (m) => String(m.weekday || 7),
  W: (m) => week(m, 1),
  w: (m) => String(m.weekday),
  Y: (m) => String(m.year),
  y: (m) => two(m.year % 100),
  Z: (m) => m.zone,
  z: (m) => {
    const minutes = Math.round(timezoneOffsetMs(m.atS * 1_000, m.zone) / 60_000);
    return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
  },
};

/** Fields made of others. */
const composed: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  T: '%H:%M:%S',
  v: '%e-%b-%Y',
  X: '%H:%M:%S',
  x: '%m/%d/%y',
};

/** Fields that are not known stay as they were written. @param atS Seconds since the epoch. */
export function strftime(format: string, atS: number, zone: string): string {
  const parts = localParts(atS * 1_000, zone);
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  const yearStart = new Date(0);
  yearStart.setUTCFullYear(parts.year, 0, 1);
  const moment: Moment = {
    ...parts,
    atS,
    zone,
    weekday: date.getUTCDay(),
    yearDay: Math.round((date.getTime() - yearStart.getTime()) / DAY_MS) + 1,
  };
  return format.replace(/%([%A-Za-z])/g, (whole, letter: string) => {
    const parts = composed[letter];
    return parts === undefined ? (fields[letter]?.(moment) ?? whole) : strftime(parts, atS, zone);
  });
}
