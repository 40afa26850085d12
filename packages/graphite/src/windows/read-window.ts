/** The window of a moving function, and its series read from one window earlier. */
import { parseOffset } from '@carpy/core';
import type { Call } from '../evaluate/call.ts';
import { type Param, param } from '../function.ts';
import type { Series } from '../series.ts';

/** The largest number of points, or seconds, a window may have. */
const MAX_WINDOW = 1e9;

export const WINDOW_SIZE: Param = param.required('intOrInterval', 'windowSize', {
  suggestions: [5, 7, 10, '1min', '5min', '10min', '30min', '1hour'],
});

export interface ReadWindow {
  /** As series' tags have it. */
  readonly text: string;
  /** As series' names have it: an interval in quotes. */
  readonly shown: string;
  /** Seconds or points, as the window was given. */
  readonly size: number;
  readonly previewS: number;
  /** From `previewS` before the call's range on. */
  readonly series: readonly Series[];
  pointsOf(series: Series): number;
}

/**
 * A window given in points is that many points of each series, and the longest step decides how much earlier to read.
 * @throws CarpyError CARPY_BAD_TARGET for a window below 0 or beyond all bounds.
 */
export function readWindow(call: Call): ReadWindow {
  const { text, value } = call.scalar('windowSize') ?? { text: '', value: 0 };
  const { range } = call;
  const isInterval = typeof value === 'string';
  const size = isInterval ? Math.floor(Math.abs(parseOffset(text)) / 1000) : Math.trunc(Number(value));
  if (!(size >= 0 && size <= MAX_WINDOW)) throw call.refuse('windowSize', `a window from 0 to ${MAX_WINDOW}`);
  const longestStepS = isInterval ? 1 : Math.max(0, ...call.series('seriesList').map((s) => s.stepS));
  const previewS = size * longestStepS;
  return {
    text,
    shown: isInterval ? `"${text}"` : text,
    size,
    previewS,
    series: call.seriesAt('seriesList', { fromS: range.fromS - previewS, untilS: range.untilS }),
    pointsOf: (s) => (isInterval ? Math.floor(previewS / s.stepS) : size),
  };
}
