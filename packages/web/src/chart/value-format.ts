import { formatDuration } from '../format/duration.ts';
import { type FormatLocale, noValue, readerLocale } from '../format/locale.ts';
import { formatApdex, formatBytes, formatCount, formatPercent } from '../format/number.ts';
import { formatRate, type RateUnit } from '../format/rate.ts';
import type { UnitKind } from './types.ts';

/** Writes one value: tooltip, legend, table and caption all use this. */
export type ValueFormat = (value: number | null | undefined) => string;

export function valueFormat(kind: UnitKind, rate: RateUnit, locale: FormatLocale = readerLocale()): ValueFormat {
  switch (kind) {
    case 'duration':
      return (value) => formatDuration(value, locale);
    case 'count':
      return (value) => formatCount(value, locale);
    case 'rate':
      return (value) => formatRate(value, rate, locale);
    case 'percent':
      return (value) => formatPercent(value, locale);
    case 'apdex':
      return (value) => formatApdex(value, locale);
    case 'bytes':
      return (value) => (value === null || value === undefined ? noValue : formatBytes(value, locale));
  }
}
