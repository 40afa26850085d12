/** What one aggregator holds, for the parts that work on it: names, what lasts over flushes, and the open interval. */
import type { NameTable } from '@carpy/core';
import type { StatsdSettings } from '../settings.ts';
import type { Entries } from './entries.ts';
import type { Closed } from './flush-writer.ts';
import type { NameResolver } from './name-resolver.ts';
import type { SetMembers } from './set-members.ts';
import type { TimingLog } from './timing-log.ts';

export interface AggregateState {
  readonly settings: StatsdSettings;
  readonly names: NameTable;
  readonly entries: Entries;
  readonly resolver: NameResolver;
  /** Of the open interval. */
  timings: TimingLog;
  members: SetMembers;
  /** Flushes begun. */
  flush: number;
  /** Stamp of the last flush, seconds since the epoch; 0 before the first. */
  lastSlotS: number;
  /** The interval that is being written; undefined when none is. */
  closed: Closed | undefined;
}
