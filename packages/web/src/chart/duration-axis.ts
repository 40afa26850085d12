/** A y axis of durations for heatmap and scatter, logarithmic or from 0. Pure. */
import { formatDuration, formatPlainDuration } from '../format/duration.ts';
import { type FormatLocale, readerLocale } from '../format/locale.ts';
import { yScale } from './y-scale.ts';

export interface DurationTick {
  readonly ms: number;
  readonly label: string;
}

export interface DurationAxis {
  /** Ends, ms; of a logarithmic axis both above 0. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly log: boolean;
  readonly ticks: readonly DurationTick[];
}

/** Where a duration stands: 0 at the bottom of the axis, 1 at its top, held within. */
export function shareOf({ minMs, maxMs, log }: DurationAxis, ms: number): number {
  const share = log ? Math.log(ms / minMs) / Math.log(maxMs / minMs) : (ms - minMs) / (maxMs - minMs);
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}

/** The duration at a share of the axis, ms. */
export const durationAt = ({ minMs, maxMs, log }: DurationAxis, share: number): number =>
  log ? minMs * (maxMs / minMs) ** share : minMs + (maxMs - minMs) * share;

/** Between two labels. */
const leastTickPx = 20;

export function logAxis(
  minMs: number,
  maxMs: number,
  heightPx: number,
  locale: FormatLocale = readerLocale(),
): DurationAxis {
  const leastShare = (leastTickPx / heightPx) * Math.log(maxMs / minMs);
  const apart = (ticks: readonly number[]): boolean =>
    ticks.every((ms, at) => at === 0 || Math.log(ms / (ticks[at - 1] as number)) >= leastShare);
  const decades = (factors: readonly number[]): number[] => {
    const answer: number[] = [];
    for (let power = Math.floor(Math.log10(minMs)); power <= Math.ceil(Math.log10(maxMs)); power++) {
      for (const factor of factors) {
        const ms = Number(`${factor}e${power}`);
        if (ms >= minMs && ms <= maxMs) answer.push(ms);
      }
    }
    return answer;
  };
  const nice = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]].map(decades).find(apart);
  // Within a part of a decade nothing round may lie: then the ends and their middle are told as they are.
  const ticks =
    nice !== undefined && nice.length >= 2
      ? nice.map((ms) => ({ ms, label: formatPlainDuration(ms, locale) }))
      : [minMs, Math.sqrt(minMs * maxMs), maxMs].map((ms) => ({ ms, label: formatDuration(ms, locale) }));
  return { minMs, maxMs, log: true, ticks };
}

/** From 0 to at least `maxMs`. */
export function linearAxis(maxMs: number, heightPx: number, locale: FormatLocale = readerLocale()): DurationAxis {
  const { top, ticks, labels } = yScale('duration', maxMs, heightPx, 'req/s', locale);
  return {
    minMs: 0,
    maxMs: top,
    log: false,
    ticks: ticks.map((ms, at) => ({ ms, label: labels[at] ?? '' })),
  };
}
