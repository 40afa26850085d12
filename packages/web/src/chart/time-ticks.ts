/** The x axis: round local times, 5 to 8 where there is room, the date where the day changes. */
import { type FormatLocale, readerLocale } from '../format/locale.ts';
import { formatDate, formatTime, localDay, twelveHours, zoneOffsetMs } from '../format/time.ts';
import type { SpanMs } from './grid.ts';

export interface TimeTick {
  readonly atMs: number;
  /** A second line, after `\n`, at the first tick of a new day. */
  readonly label: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * minute),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * hour),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 224, 448].map((n) => n * day),
];

/** Width of a label with its room, CSS pixels of an 11 px monospaced face. */
const labelPx = (stepMs: number, locale: FormatLocale): number => {
  const letters = stepMs >= day ? 6 : (stepMs < minute ? 8 : 5) + (twelveHours(locale) ? 3 : 0);
  return letters * 6.7 + 20;
};

/** Ticks of a span on a plot `widthPx` wide, none so near the right end that its label would leave the plot. */
export function timeTicks(
  span: SpanMs,
  widthPx: number,
  locale: FormatLocale = readerLocale(),
  nowMs: number = Date.now(),
): TimeTick[] {
  const length = span.toMs - span.fromMs;
  if (!(length > 0) || !(widthPx > 0)) return [];
  const stepMs =
    steps.find((step) => length / step <= Math.min(8, widthPx / labelPx(step, locale))) ?? (steps.at(-1) as number);
  const halfLabelMs = ((labelPx(stepMs, locale) - 20) / 2 / widthPx) * length;
  const ticks: TimeTick[] = [];
  let lastDay: number | undefined;
  const edgeDay = localDay(span.fromMs, locale);
  const manyDays = localDay(span.toMs, locale) !== edgeDay;
  for (
    let atMs = alignUp(span.fromMs, stepMs, locale.timeZone);
    atMs <= span.toMs;
    atMs = alignUp(atMs + stepMs / 2, stepMs, locale.timeZone)
  ) {
    // Left of the plot is room under the y axis; right of it the canvas ends, and would cut a label.
    if (atMs + halfLabelMs > span.toMs) continue;
    const thisDay = localDay(atMs, locale);
    if (stepMs >= day) {
      ticks.push({ atMs, label: formatDate(atMs, nowMs, locale) });
      continue;
    }
    const time = formatTime(atMs, stepMs < minute ? 'second' : 'minute', locale);
    const changed = manyDays && thisDay !== lastDay;
    ticks.push({ atMs, label: changed ? `${time}\n${formatDate(atMs, nowMs, locale)}` : time });
    lastDay = thisDay;
  }
  return ticks;
}

/** The first moment at or after `atMs` whose local wall clock is a multiple of the step (days: midnight, counted from 1970). */
function alignUp(atMs: number, stepMs: number, timeZone: string): number {
  const offset = zoneOffsetMs(atMs, timeZone);
  let answer = Math.ceil((atMs + offset) / stepMs) * stepMs - offset;
  // The clock may change on the way there; a step of more than an hour must land on the wall clock of the other side.
  const change = zoneOffsetMs(answer, timeZone) - offset;
  if (change !== 0 && stepMs > hour) answer -= change;
  return answer;
}
