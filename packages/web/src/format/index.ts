/** One formatter for axis, tooltip, table and export. */
export { type AxisUnit, axisUnit, formatTick } from './axis.ts';
export { formatAge, formatAgo, formatDuration, formatPlainDuration } from './duration.ts';
export { type FormatLocale, formatDecimals, nbsp, noValue, setReaderLocale } from './locale.ts';
export {
  type Delta,
  formatApdex,
  formatBytes,
  formatCount,
  formatDelta,
  formatEstimate,
  formatInteger,
  formatPercent,
} from './number.ts';
export { formatRate, formatRateNumber, type RateUnit, rateUnit } from './rate.ts';
export {
  formatDate,
  formatMoment,
  formatRange,
  formatTime,
  sameDay,
  twelveHours,
  zoneOffsetMs,
} from './time.ts';
