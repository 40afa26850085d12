/** What the configuration says about names and numbers, in StatsD's own words where it has them. Plain data: it travels between threads. */

/** Bins of the timers whose key contains `metric` ('' for all); the first that fits is taken. */
export interface HistogramSetting {
  readonly metric: string;
  /** Upper bounds, exclusive, ascending; 'inf' for no bound. */
  readonly bins: readonly (number | 'inf')[];
}

/** Names and numbers of metrics outside `carpy.` (https://github.com/statsd/statsd/blob/master/exampleConfig.js). */
export interface StatsdSettings {
  /** In (-100, 100]; a negative one takes the top. Default [90]. */
  readonly percentThresholds: readonly number[];
  /** Default none. */
  readonly histogram: readonly HistogramSetting[];
  /** The only ones to write of a timer, such as `mean` or `upper_percent`; empty writes all. Default empty. */
  readonly calculatedTimerMetrics: readonly string[];
  /** `stats.NAME` and `stats_counts.NAME` for counters, and the other prefixes fixed. Default false. */
  readonly legacyNamespace: boolean;
  /** First words of names; an empty one leaves its segment out. Only without `legacyNamespace`. */
  readonly globalPrefix: string;
  readonly prefixCounter: string;
  readonly prefixTimer: string;
  readonly prefixGauge: string;
  readonly prefixSet: string;
  /** The segment of the server's own metrics. Default `statsd`. */
  readonly prefixStats: string;
  /** Last segment of every name; '' for none. */
  readonly globalSuffix: string;
  /** Write counters' counts beside their rates. Default true. */
  readonly flushCounts: boolean;
  /** Write nothing for a name that got nothing in a flush. Default false each: zeros, and gauges again. */
  readonly deleteCounters: boolean;
  readonly deleteTimers: boolean;
  readonly deleteSets: boolean;
  readonly deleteGauges: boolean;
  /** Flushes for which a gauge that gets nothing is still written under `deleteGauges`. Default 1: the one in which it came. */
  readonly gaugesMaxTtl: number;
  /** Clean tag values as keys are cleaned. Keys are always cleaned: Graphite has no room for the rest. Default true. */
  readonly keyNameSanitize: boolean;
}

export const DEFAULT_STATSD_SETTINGS: StatsdSettings = {
  percentThresholds: [90],
  histogram: [],
  calculatedTimerMetrics: [],
  legacyNamespace: false,
  globalPrefix: 'stats',
  prefixCounter: 'counters',
  prefixTimer: 'timers',
  prefixGauge: 'gauges',
  prefixSet: 'sets',
  prefixStats: 'statsd',
  globalSuffix: '',
  flushCounts: true,
  deleteCounters: false,
  deleteTimers: false,
  deleteSets: false,
  deleteGauges: false,
  gaugesMaxTtl: 1,
  keyNameSanitize: true,
};
