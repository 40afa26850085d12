/** What a chart shows, in words: its caption, and what a screen reader says of it. */
import type { Grid } from '@carpy/api';
import { formatPlainDuration } from '../format/duration.ts';
import { type FormatLocale, formatDecimals, nbsp, readerLocale } from '../format/locale.ts';
import { formatMoment, formatRange } from '../format/time.ts';
import { runsOfState, type SlotState } from './coverage.ts';
import { slotSpan } from './grid.ts';
import { summarise } from './summary.ts';
import type { ValueFormat } from './value-format.ts';

export interface NamedValues {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

const spoken = 3;

/** "Response time: p95 118 ms, min 90 ms at 10:05, max 410 ms at 10:40; median …; 1 gap". The first three series are told. */
export function captionOf(
  title: string,
  series: readonly NamedValues[],
  states: readonly SlotState[],
  grid: Grid,
  format: ValueFormat,
  nowMs: number = Date.now(),
  locale: FormatLocale = readerLocale(),
): string {
  // Slots of minutes and more are named by their stamp: "18:59:50" for a slot of 6 h would be exact, and no help.
  const at = (slot: number): string =>
    grid.stepS < 60
      ? formatMoment(slotSpan(grid, slot).fromMs, nowMs, 'second', locale)
      : formatMoment((grid.startS + slot * grid.stepS) * 1000, nowMs, 'minute', locale);
  const parts: string[] = [];
  let silent = 0;
  for (const { label, values } of series) {
    const { last, min, max, minSlot, maxSlot } = summarise(values, states);
    if (last === null) {
      silent++;
    } else if (parts.length < spoken) {
      const name = label.toLowerCase() === title.toLowerCase() ? '' : `${label} `;
      if (min === max) parts.push(`${name}${format(last)} throughout`);
      else
        parts.push(
          `${name}${format(last)}, min ${format(min)} at ${at(minSlot)}, max ${format(max)} at ${at(maxSlot)}`,
        );
    }
  }
  if (parts.length === 0) parts.push('no values');
  const more = series.length - silent - spoken;
  if (more > 0) parts.push(`${more} more series`);
  const gaps = runsOfState(states, 'missing').length;
  if (gaps > 0) parts.push(`${gaps} ${gaps === 1 ? 'gap' : 'gaps'} not recorded`);
  return `${title}: ${parts.join('; ')}`;
}

/** What is known of a slot's recording, for tooltip and table; undefined where all is well. */
export function coverageNote(
  grid: Grid,
  slot: number,
  state: SlotState | undefined,
  locale: FormatLocale = readerLocale(),
): string | undefined {
  if (state === 'missing') return 'not recorded';
  if (state === 'open') return 'still filling';
  if (state === 'future') return 'not yet';
  const coveredMs = grid.coveredMs[slot] ?? 0;
  const stepMs = grid.stepS * 1000;
  if (coveredMs <= 0 || coveredMs >= stepMs * 0.95) return undefined;
  // "4 of 10 s" while both share a unit, as people say it.
  const unitMs = stepMs >= 3_600_000 ? 3_600_000 : stepMs >= 120_000 ? 60_000 : 1000;
  const covered = coveredMs / unitMs;
  const decimals = Math.abs(covered - Math.round(covered)) < 0.05 ? 0 : 1;
  const unit = unitMs === 1000 ? 's' : unitMs === 60_000 ? 'min' : 'h';
  return `covered ${formatDecimals(covered, decimals, locale)} of ${formatDecimals(stepMs / unitMs, 0, locale)}${nbsp}${unit}`;
}

/** A slot's events, start to end: "14:05:10–14:05:20". */
export function slotTitle(
  grid: Grid,
  slot: number,
  nowMs: number = Date.now(),
  locale: FormatLocale = readerLocale(),
): string {
  const { fromMs, toMs } = slotSpan(grid, slot);
  return formatRange(fromMs, toMs, nowMs, locale);
}

/** "step 10 s, percentiles of 1 min each"; the grid's `stepReason` says why it is no finer. */
export function stepNote(grid: Grid, locale: FormatLocale = readerLocale()): string {
  const step = `step ${formatPlainDuration(grid.stepS * 1000, locale)}`;
  if (grid.percentileStepS === undefined) return step;
  return `${step}, percentiles of ${formatPlainDuration(grid.percentileStepS * 1000, locale)} each`;
}
