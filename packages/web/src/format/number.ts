import { type FormatLocale, formatDecimals, nbsp, noValue, readerLocale, threeDigitDecimals } from './locale.ts';

type Value = number | null | undefined;
const absent = (value: Value): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value);

/** `1,234`, from 10,000 on three digits and a letter: `12.3k`, `1.2M`, `4.56G`. Fractions below 10,000 keep three digits. */
export function formatCount(value: Value, locale: FormatLocale = readerLocale()): string {
  if (absent(value)) return noValue;
  const size = Math.abs(value);
  if (size < 9_999.5) {
    if (Math.abs(value - Math.round(value)) < 1e-9) return formatDecimals(value, 0, locale);
    return formatDecimals(value, threeDigitDecimals(value), locale);
  }
  const rounded = Number(value.toPrecision(3));
  const [scale, letter] =
    Math.abs(rounded) < 1e6
      ? ([1e3, 'k'] as const)
      : Math.abs(rounded) < 1e9
        ? ([1e6, 'M'] as const)
        : ([1e9, 'G'] as const);
  return `${trimZeros(rounded / scale, locale)}${letter}`;
}

function trimZeros(value: number, locale: FormatLocale): string {
  for (let decimals = 0; decimals < 2; decimals++) {
    if (Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) return formatDecimals(value, decimals, locale);
  }
  return formatDecimals(value, 2, locale);
}

/** Every digit: `25,312`. For sentences and tables, where a count must add up. */
export const formatInteger = (value: Value, locale: FormatLocale = readerLocale()): string =>
  absent(value) ? noValue : formatDecimals(value, 0, locale);

/** An estimate, marked as one, with the three digits that it may claim: `≈ 326k`, `≈ 6,560`, `≈ 34`. */
export const formatEstimate = (value: Value, locale: FormatLocale = readerLocale()): string =>
  absent(value) ? noValue : `≈${nbsp}${formatCount(Math.round(Number(value.toPrecision(3))), locale)}`;

/**
 * A share, 0 to 1, in percent: `0.02 %`, `0.2 %`, `2.6 %`, `12 %`. Never rounds to 0 or 100 what is neither: `< 0.01 %`, `99.9 %`.
 */
export function formatPercent(share: Value, locale: FormatLocale = readerLocale()): string {
  if (absent(share)) return noValue;
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size === 0) return `0${nbsp}%`;
  if (size < 0.005) return `<${nbsp}${formatDecimals(0.01, 2, locale)}${nbsp}%`;
  if (size < 0.095) return `${formatDecimals(percent, 2, locale)}${nbsp}%`;
  if (size < 9.95) return `${formatDecimals(percent, 1, locale)}${nbsp}%`;
  if (size >= 99.5 && size < 100) return `${formatDecimals(Math.floor(percent * 10) / 10, 1, locale)}${nbsp}%`;
  return `${formatDecimals(percent, 0, locale)}${nbsp}%`;
}

/** Binary: `512 B`, `1.5 KiB`, `312 MiB`, `1.84 GiB`. */
export function formatBytes(bytes: Value, locale: FormatLocale = readerLocale()): string {
  if (absent(bytes)) return noValue;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let index = 0;
  while (Math.abs(Number(value.toPrecision(3))) >= 1000 && index < units.length - 1) {
    value /= 1024;
    index++;
  }
  const decimals = index === 0 ? 0 : threeDigitDecimals(value);
  return `${formatDecimals(value, decimals, locale)}${nbsp}${units[index]}`;
}

/** Two decimals, `0.93`. */
export const formatApdex = (score: Value, locale: FormatLocale = readerLocale()): string =>
  absent(score) ? noValue : formatDecimals(score, 2, locale);

export interface Delta {
  /** With its arrow: `▲ 12 %`, `▼ 0.23`, `▲ 2.4 points`, `▲ 3.4×`, `±0 %`. */
  readonly text: string;
  readonly direction: 'up' | 'down' | 'same';
}

/**
 * The change from `before` to `now`. `ratio` in percent, from three times on as a factor; `points` for shares (0 to 1), in
 * percentage points; `difference` for Apdex. Null where either is absent or the ratio has no base.
 * Up is not bad in itself: the caller knows which way is worse.
 */
export function formatDelta(
  now: Value,
  before: Value,
  kind: 'ratio' | 'points' | 'difference' = 'ratio',
  locale: FormatLocale = readerLocale(),
): Delta | null {
  if (absent(now) || absent(before)) return null;
  const arrow = (amount: number, text: string): Delta => ({
    text: `${amount > 0 ? '▲' : '▼'}${nbsp}${text}`,
    direction: amount > 0 ? 'up' : 'down',
  });
  if (kind === 'points') {
    const points = (now - before) * 100;
    if (Math.abs(points) < 0.05) return { text: `±0${nbsp}points`, direction: 'same' };
    return arrow(points, `${formatDecimals(Math.abs(points), 1, locale)}${nbsp}points`);
  }
  if (kind === 'difference') {
    const difference = now - before;
    if (Math.abs(difference) < 0.005) return { text: '±0', direction: 'same' };
    return arrow(difference, formatDecimals(Math.abs(difference), 2, locale));
  }
  if (before <= 0) return now === before ? { text: `±0${nbsp}%`, direction: 'same' } : null;
  const share = now / before - 1;
  if (Math.abs(share) < 0.005) return { text: `±0${nbsp}%`, direction: 'same' };
  if (share >= 2) return arrow(share, `${formatDecimals(now / before, 1, locale)}×`);
  return arrow(share, `${formatDecimals(Math.abs(share) * 100, 0, locale)}${nbsp}%`);
}
