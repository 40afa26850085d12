/** What the aggregator works with beside the settings of names and numbers. */
import type { DropLog, NameTable } from '@carpy/core';
import type { DogStatsdEvent } from '../protocol/dogstatsd-event.ts';
import type { StatsdSettings } from '../settings.ts';

export interface AggregatorOptions {
  /** The writer's numbers, shared with everything else that writes through it. Default one of its own. */
  readonly names?: NameTable;
  /** Where drops are counted. Default one of its own. */
  readonly drops?: DropLog;
  readonly settings?: Partial<StatsdSettings>;
  /** Values a timer and flush of which percentiles are exact; the rest go into a sketch. Default 10,000. */
  readonly maxTimingsPerTimer?: number;
  /** The same for all timers together. Default 1,048,576 (12 bytes each, 20 with weights). */
  readonly maxTimings?: number;
  /** Timers that may be past these bounds in one flush; further ones lose what is past, counted. Default 20,000. */
  readonly maxSketches?: number;
  /** Distinct members of all sets in a flush. Default 1,000,000, with at most 64 MiB of them. */
  readonly maxSetMembers?: number;
  /** The flush interval by which a counter that came with a stamp of its own becomes a rate, seconds. Default 10. */
  readonly stepS?: number;
  /** Takes a value that came with a stamp of its own: `id` is the series' number in `names`. False when there is no room. Default: none is taken. */
  readonly onPoint?: (id: number, atS: number, value: number) => boolean;
  /** Takes a DogStatsD event. Default: it is counted and dropped. */
  readonly onEvent?: (event: DogStatsdEvent) => void;
  /**
   * Names of the bound that only the server's own counters may take: they tell of losses, and there are losses when all names are taken.
   * Default 0.
   */
  readonly ownNames?: number;
}
