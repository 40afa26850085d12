/** Every deliberate difference from StatsD 0.9.0 in what is flushed, whatever was sent. */
import type { StatsdSettings } from '@carpy/statsd';
import type { Flush } from './flush.ts';

/** What must be flushed here: a value, nothing, or a value of our own making. */
export type Wanted = number | undefined | 'any';

/** A difference of what is flushed rather than of what a line means. */
export interface NameDifference {
  readonly id: string;
  readonly what: string;
  readonly reason: string;
  /** What must be flushed here under `name`; 'agree' where there is no difference. `there` is StatsD's flush. */
  readonly here: (name: string, there: Flush, settings: StatsdSettings) => Wanted | 'agree';
}

export const nameDifferences: readonly NameDifference[] = [
  {
    id: 'top-of-all',
    what: 'a threshold such as -80 that takes in every value',
    reason: 'the figures of all of them; there NaN',
    here(name, there) {
      const [, statistic] = /\.(mean|sum|sum_squares)_top[\d_]+(?=[.;]|$)/.exec(name) ?? [];
      if (statistic === undefined || !Number.isNaN(there.get(name))) return 'agree';
      const top = (of: string): number => there.get(name.replace(/(?:mean|sum|sum_squares)(?=_top)/, of)) as number;
      const all = (of: string): number => there.get(name.replace(/(?:mean|sum|sum_squares)_top[\d_]+/, of)) as number;
      return statistic === 'mean' ? all('sum') / top('count') : all(statistic);
    },
  },
  {
    id: 'not-finite',
    what: 'sums beyond the range of a double',
    reason: 'not written: nothing would ever average an Infinity away',
    here: (name, there) => (Number.isFinite(there.get(name) ?? 0) ? 'agree' : undefined),
  },
  {
    id: 'own-times',
    what: '`processing_time`, `graphiteStats.calculationtime`, `timestamp_lag`',
    reason: 'written, but of our own work',
    here: (name) =>
      isOwn(name, 'processing_time', 'graphiteStats.calculationtime', 'timestamp_lag') ? 'any' : 'agree',
  },
  {
    id: 'graphite-stats',
    what: '`graphiteStats.last_flush`, `.last_exception`, `.flush_time`, `.flush_length`',
    reason: 'about the connection to Graphite: not written where there is none',
    here: (name) =>
      isOwn(
        name,
        ...['last_flush', 'last_exception', 'flush_time', 'flush_length'].map((fact) => `graphiteStats.${fact}`),
      )
        ? undefined
        : 'agree',
  },
  {
    id: 'own-more',
    what: '`timers_sketched`, `names`',
    reason: 'written beside StatsD’s own metrics',
    here: (name) => (isOwn(name, 'timers_sketched', 'names') ? 'any' : 'agree'),
  },
];

/** Whether a flushed name is one of the server's own metrics; those of cases have the case in their name. */
const isOwn = (name: string, ...metrics: readonly string[]): boolean =>
  !/q\d+q/.test(name) && metrics.some((metric) => new RegExp(`\\.${metric.replace('.', '\\.')}(?:\\.|$)`).test(name));
