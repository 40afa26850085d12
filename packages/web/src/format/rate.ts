import { type FormatLocale, formatDecimals, nbsp, noValue, readerLocale, threeDigitDecimals } from './locale.ts';
import { formatCount } from './number.ts';

export type RateUnit = 'req/s' | 'req/min';

/** The unit for a whole page, from its rates in events a second: `req/s` where the greatest is above 2 a second. */
export function rateUnit(perSecond: Iterable<number | null | undefined>): RateUnit {
  for (const value of perSecond) {
    if (value !== null && value !== undefined && value > 2) return 'req/s';
  }
  return 'req/min';
}

/** Multiply a rate a second by this to have it in `unit`. */
export const rateFactor = (unit: RateUnit): number => (unit === 'req/s' ? 1 : 60);

/** From here on, digits say less than their number: `7.97M`. */
const MOST_EXACT = 100_000;

/** The number alone, three significant digits; zero and whole numbers without decimals. */
export function formatRateNumber(
  perSecond: number | null | undefined,
  unit: RateUnit,
  locale: FormatLocale = readerLocale(),
): string {
  if (perSecond === null || perSecond === undefined || !Number.isFinite(perSecond)) return noValue;
  const value = perSecond * rateFactor(unit);
  if (value >= MOST_EXACT) return formatCount(value, locale);
  const whole = Math.abs(value - Math.round(value)) < 1e-9;
  return formatDecimals(value, whole ? 0 : threeDigitDecimals(value), locale);
}

/** `7.02 req/s`, `421 req/min`. */
export function formatRate(
  perSecond: number | null | undefined,
  unit: RateUnit,
  locale: FormatLocale = readerLocale(),
): string {
  const number = formatRateNumber(perSecond, unit, locale);
  return number === noValue ? number : `${number}${nbsp}${unit}`;
}
