/**
 * Which series a timer outside `carpy.` has, by the settings: StatsD's statistics, those of each percent threshold, the bins of a
 * histogram, less what `calculatedTimerMetrics` leaves out. Made once; the flush only picks numbers by it.
 */
import type { HistogramSetting, StatsdSettings } from '../settings.ts';

/** In the order in which plain-timer.ts computes them. Idle timers have the first two. */
const BASE = ['count', 'count_ps', 'lower', 'mean', 'median', 'std', 'sum', 'sum_squares', 'upper'] as const;
export const BASE_STATS: number = BASE.length;
export const IDLE_STATS = 2;
/** Statistics of one threshold. */
export const THRESHOLD_STATS = 5;

export interface TimerPlan {
  readonly thresholds: readonly number[];
  /** Upper bounds, exclusive; Infinity for none. */
  readonly bins: readonly number[];
  /** What follows the timer's name, one a series; never empty. */
  readonly suffixes: readonly string[];
  /** The statistic of each suffix, by its place in what plain-timer.ts computes. */
  readonly picks: readonly number[];
  /** How many of them, from the first on, an idle timer has. */
  readonly idle: number;
}

/** The plans of these settings: the first without a histogram, then one a histogram. */
export function timerPlans(settings: StatsdSettings): TimerPlan[] {
  return [planOf(settings, []), ...settings.histogram.map(({ bins }) => planOf(settings, bins))];
}

/** The place of the plan of a timer, by its key with tags: of the first histogram whose metric the key contains. */
export function planOfKey(histogram: readonly HistogramSetting[], key: string): number {
  return histogram.findIndex(({ metric }) => key.includes(metric)) + 1;
}

function planOf(settings: StatsdSettings, bins: HistogramSetting['bins']): TimerPlan {
  const thresholds = settings.percentThresholds;
  const names = [...BASE, ...thresholds.flatMap(thresholdNames), ...bins.map((bin) => `histogram.bin_${spelled(bin)}`)];
  const wanted = new Set(settings.calculatedTimerMetrics);
  // Two thresholds of one name share a series: the later one's numbers are written, as StatsD's are.
  const picks = new Map<string, number>();
  for (const [i, name] of names.entries()) if (wanted.size === 0 || wanted.has(filterWord(name))) picks.set(name, i);
  const idle = [...picks.values()].filter((pick) => pick < IDLE_STATS).length;
  // A timer of which nothing is wanted still needs a name by which it is known; no value is ever written there.
  const suffixes = picks.size === 0 ? ['count'] : [...picks.keys()];
  return {
    thresholds,
    bins: bins.map((bin) => (bin === 'inf' ? Number.POSITIVE_INFINITY : bin)),
    suffixes,
    picks: [...picks.values()],
    idle,
  };
}

function thresholdNames(threshold: number): string[] {
  const name = spelled(threshold).replace('-', 'top');
  return [
    `count_${name}`,
    `mean_${name}`,
    `${threshold > 0 ? 'upper' : 'lower'}_${name}`,
    `sum_${name}`,
    `sum_squares_${name}`,
  ];
}

const spelled = (number: number | 'inf'): string => String(number).replace('.', '_');

/** A statistic as `calculatedTimerMetrics` calls it: `upper_90` is `upper_percent`, all bins are `histogram`. */
function filterWord(name: string): string {
  return name.startsWith('histogram.') ? 'histogram' : name.replace(/_(top)?\d+$/, '_percent');
}
