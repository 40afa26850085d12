/** Settings of the aggregator, in StatsD's own words where it has them. */
import type { DropLog, NameTable } from '@carpy/core';

/** First words of names outside `carpy.`; an empty one leaves its segment out. */
export interface StatsdPrefixes {
  readonly global: string;
  readonly counters: string;
  readonly timers: string;
  readonly gauges: string;
  readonly sets: string;
  /** The segment of the server's own metrics. */
  readonly own: string;
}

export interface AggregatorOptions {
  /** The writer's numbers, shared with everything else that writes through it. Default one of its own. */
  readonly names?: NameTable;
  /** Where drops are counted. Default one of its own. */
  readonly drops?: DropLog;
  /** Percentiles of timers outside `carpy.`, in (-100, 100]; a negative one takes the top. Default [90]. */
  readonly percentThresholds?: readonly number[];
  readonly prefixes?: Partial<StatsdPrefixes>;
  /** Write nothing for a name outside `carpy.` that got nothing in a flush. Default false, as in StatsD: zeros, and gauges again. */
  readonly deleteIdleStats?: boolean;
  /** Values a timer and flush of which percentiles are exact; the rest go into a sketch. Default 10,000. */
  readonly maxTimingsPerTimer?: number;
  /** The same for all timers together. Default 1,048,576 (12 bytes each, 20 with weights). */
  readonly maxTimings?: number;
  /** Timers that may be past these bounds in one flush; further ones lose what is past, counted. Default 20,000. */
  readonly maxSketches?: number;
  /** Distinct members of all sets in a flush. Default 1,000,000, with at most 64 Mi characters. */
  readonly maxSetMembers?: number;
}

export const DEFAULT_PREFIXES: StatsdPrefixes = {
  global: 'stats',
  counters: 'counters',
  timers: 'timers',
  gauges: 'gauges',
  sets: 'sets',
  own: 'statsd',
};
