import { type FormatLocale, readerLocale } from './locale.ts';

/** Points in time, epoch ms, in the locale's zone and clock (24 h where the locale has it). */

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: FormatLocale, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale.tag} ${locale.timeZone} ${key}`;
  let format = formats.get(id);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale.tag, { timeZone: locale.timeZone, ...options });
    formats.set(id, format);
  }
  return format;
}

/** True where the locale writes 2:05 PM. */
export function twelveHours(locale: FormatLocale = readerLocale()): boolean {
  return dateFormat(locale, 'cycle', { hour: 'numeric' }).resolvedOptions().hour12 === true;
}

/** `14:05`, `2:05 PM`; with seconds `14:05:10`; with ms `14:05:10.212` (the locale's decimal sign). */
export function formatTime(
  atMs: number,
  precision: 'minute' | 'second' | 'ms' = 'minute',
  locale: FormatLocale = readerLocale(),
): string {
  const hour = twelveHours(locale) ? 'numeric' : '2-digit';
  const options: Intl.DateTimeFormatOptions = { hour, minute: '2-digit' };
  if (precision !== 'minute') options.second = '2-digit';
  if (precision === 'ms') options.fractionalSecondDigits = 3;
  // Before PM browsers put a narrow no-break space or a common one; one form for all, and it must not break.
  return dateFormat(locale, precision, options)
    .format(atMs)
    .replaceAll(/[ \u202f]/g, '\u00a0');
}

/** `22 Nov` (`Nov 22`, `22. Nov.`); with its year where that is not the year of `nowMs`. */
export function formatDate(atMs: number, nowMs: number = Date.now(), locale: FormatLocale = readerLocale()): string {
  const year = (ms: number): string => dateFormat(locale, 'year', { year: 'numeric' }).format(ms);
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (year(atMs) === year(nowMs)) return dateFormat(locale, 'date', options).format(atMs);
  return dateFormat(locale, 'date year', { ...options, year: 'numeric' }).format(atMs);
}

/** Date and time, `22 Nov, 14:05`; today's time alone. */
export function formatMoment(
  atMs: number,
  nowMs: number = Date.now(),
  precision: 'minute' | 'second' | 'ms' = 'minute',
  locale: FormatLocale = readerLocale(),
): string {
  const time = formatTime(atMs, precision, locale);
  return sameDay(atMs, nowMs, locale) ? time : `${formatDate(atMs, nowMs, locale)}, ${time}`;
}

/** Both ends, what they share said once: `14:05–15:05`, `22 Nov, 14:05–15:05`, `21 Nov, 23:00 – 22 Nov, 01:00`. */
export function formatRange(
  fromMs: number,
  toMs: number,
  nowMs: number = Date.now(),
  locale: FormatLocale = readerLocale(),
): string {
  const precision = fromMs % 60_000 !== 0 || toMs % 60_000 !== 0 ? 'second' : 'minute';
  if (sameDay(fromMs, toMs, locale)) {
    return `${formatMoment(fromMs, nowMs, precision, locale)}–${formatTime(toMs, precision, locale)}`;
  }
  const moment = (ms: number): string => `${formatDate(ms, nowMs, locale)}, ${formatTime(ms, precision, locale)}`;
  return `${moment(fromMs)} – ${moment(toMs)}`;
}

/** True when both are on one calendar day of the zone. */
export function sameDay(aMs: number, bMs: number, locale: FormatLocale = readerLocale()): boolean {
  return Math.abs(aMs - bMs) < 90_000_000 && localDay(aMs, locale) === localDay(bMs, locale);
}

/** The calendar day of the zone, as a number that grows by one a day. */
export const localDay = (atMs: number, locale: FormatLocale = readerLocale()): number =>
  Math.floor((atMs + zoneOffsetMs(atMs, locale.timeZone)) / 86_400_000);

interface ZoneClock {
  readonly format: Intl.DateTimeFormat;
  /** The quarter of an hour asked for last, and its offset: clocks change at whole quarters only, and neighbours are asked for in rows. */
  quarter: number;
  offsetMs: number;
}

const clocks = new Map<string, ZoneClock>();
const quarterMs = 900_000;

/** What to add to UTC to have the zone's wall clock, ms, at that moment (summer time and all). */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    const number = 'numeric';
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    });
    clock = { format, quarter: Number.NaN, offsetMs: 0 };
    clocks.set(timeZone, clock);
  }
  const quarter = Math.floor(atMs / quarterMs);
  if (clock.quarter !== quarter) {
    const parts: Record<string, number> = {};
    for (const part of clock.format.formatToParts(atMs)) parts[part.type] = Number(part.value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    clock.offsetMs = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
    clock.quarter = quarter;
  }
  return clock.offsetMs;
}
