import { type FormatLocale, formatDecimals, nbsp, readerLocale } from './locale.ts';

/** Axes pick one unit from their maximum, and every tick has as many decimals as the step needs. */
export interface AxisUnit {
  readonly unit: 'µs' | 'ms' | 's' | 'min' | 'h';
  /** ms in one of the unit. */
  readonly unitMs: number;
}

/** < 1 ms: µs; < 1 s: ms; < 60 s: s; < 60 min: min; then h. For an axis, `maxMs` is its top: `1,000 ms` is never a tick. */
export function axisUnit(maxMs: number): AxisUnit {
  if (maxMs < 1) return { unit: 'µs', unitMs: 0.001 };
  if (maxMs < 1000) return { unit: 'ms', unitMs: 1 };
  if (maxMs < 60_000) return { unit: 's', unitMs: 1000 };
  if (maxMs < 3_600_000) return { unit: 'min', unitMs: 60_000 };
  return { unit: 'h', unitMs: 3_600_000 };
}

/** Decimals that tell ticks of this step apart, at most 6. */
export function stepDecimals(step: number): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return decimals;
  }
  return 6;
}

/** A tick with its unit, `0` bare: `1.5 s`. `value` and `step` in that unit. */
export function formatTick(value: number, step: number, unit: string, locale: FormatLocale = readerLocale()): string {
  if (value === 0) return '0';
  const number = formatDecimals(value, stepDecimals(step), locale);
  return unit === '' ? number : `${number}${nbsp}${unit}`;
}
