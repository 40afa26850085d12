import { type FormatLocale, formatDecimals, nbsp, noValue, readerLocale, threeDigitDecimals } from './locale.ts';

/**
 * A duration in the unit that suits it, three significant digits: `84.2 µs`, `0.84 ms`, `12.3 ms`, `118 ms`, `1.84 s`, `2 m 05 s`,
 * `1 h 02 m`, `3 d 4 h`. Null and NaN give a dash.
 */
export function formatDuration(ms: number | null | undefined, locale: FormatLocale = readerLocale()): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return noValue;
  const size = Math.abs(Number(ms.toPrecision(3)));
  const sign = ms < 0 && size > 0 ? '-' : '';
  const plain = (value: number, unit: string): string =>
    `${sign}${formatDecimals(value, threeDigitDecimals(value), locale)}${nbsp}${unit}`;
  if (size === 0) return `0${nbsp}ms`;
  if (size < 0.1) return plain(Math.abs(ms) * 1000, 'µs');
  if (size < 1000) return plain(Math.abs(ms), 'ms');
  if (size < 60_000) return plain(Math.abs(ms) / 1000, 's');
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 3600) return sign + pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return sign + pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 100) return `${sign}${formatDecimals(days, 0, locale)}${nbsp}d`;
  return `${sign}${days}${nbsp}d ${hours % 24}${nbsp}h`.replace(' ', nbsp);
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  `${big}${nbsp}${bigUnit}${nbsp}${String(small).padStart(2, '0')}${nbsp}${smallUnit}`;

/** A threshold or step as people say it, no needless digits: `500 ms`, `1.5 s`, `10 s`, `5 min`, `1 h`. */
export function formatPlainDuration(ms: number, locale: FormatLocale = readerLocale()): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ];
  for (const [size, unit] of units) {
    const value = ms / size;
    if (value >= 1 && (Number.isInteger(value) || unit === 's')) return `${trimmed(value, locale)}${nbsp}${unit}`;
  }
  return `${trimmed(ms, locale)}${nbsp}ms`;
}

function trimmed(value: number, locale: FormatLocale): string {
  for (let decimals = 0; decimals < 3; decimals++) {
    if (Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) return formatDecimals(value, decimals, locale);
  }
  return formatDecimals(value, 3, locale);
}

/** How long ago: `now`, `0.8 s ago`, `14 s ago`, `3 min ago`, `5 h ago`, `2 d ago`. A time to come counts as now. */
export function formatAgo(ms: number | null | undefined, locale: FormatLocale = readerLocale()): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return noValue;
  if (ms < 50) return 'now';
  return `${formatAge(ms, locale)} ago`;
}

/** One unit, rounded down but below 10 s: `0.8 s`, `14 s`, `3 min`, `5 h`, `2 d`. */
export function formatAge(ms: number, locale: FormatLocale = readerLocale()): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${formatDecimals(seconds, 1, locale)}${nbsp}s`;
  if (seconds < 60) return `${Math.floor(seconds)}${nbsp}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${nbsp}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${nbsp}h`;
  return `${formatDecimals(Math.floor(seconds / 86_400), 0, locale)}${nbsp}d`;
}
