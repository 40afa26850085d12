/**
 * The two intervals of an aggregator: the open one, and the one that is being written. Closing swaps them, so that memory is bounded by two
 * and a steady load allocates nothing.
 */
import { type Entries, emptyInterval, PLAIN_GAUGE } from './entries.ts';
import type { SetMembers } from './set-members.ts';
import type { AggregateState } from './state.ts';
import type { TimingLog } from './timing-log.ts';

export class Intervals {
  readonly #state: AggregateState;
  /** What the next flush closes into; the flush before gave it back empty. */
  #interval = emptyInterval();
  #timings: TimingLog;
  #members: SetMembers;

  /** `timings` and `members` are a second pair, empty, beside the state's. */
  constructor(state: AggregateState, timings: TimingLog, members: SetMembers) {
    this.#state = state;
    this.#timings = timings;
    this.#members = members;
  }

  /** Closes the open interval into `state.closed` and opens the next. */
  close(slotS: number, stepS: number): void {
    const state = this.#state;
    state.flush++;
    state.lastSlotS = slotS;
    const interval = this.#interval;
    state.entries.close(interval);
    state.closed = { interval, timings: state.timings, members: state.members, flush: state.flush, stepS };
    state.timings = this.#timings;
    state.members = this.#members;
    if (state.settings.deleteGauges) this.#deleteGauges(state.entries);
  }

  /** Empties the interval that was written, for the next flush. */
  recycle(): void {
    const { closed } = this.#state;
    if (closed === undefined) return;
    closed.interval.touched.fill(0);
    closed.interval.values.fill(0);
    closed.timings.clear();
    closed.members.clear();
    this.#interval = closed.interval;
    this.#timings = closed.timings;
    this.#members = closed.members;
    this.#state.closed = undefined;
  }

  /** Of the gauges written for the last time in the interval just closed, the value is gone: a change that comes now starts from 0. */
  #deleteGauges(entries: Entries): void {
    const { settings, flush, closed } = this.#state;
    for (let entry = 0; closed !== undefined && entry < closed.interval.size; entry++) {
      if (closed.interval.forms[entry] !== PLAIN_GAUGE) continue;
      const last = closed.interval.touched[entry] === 1 ? flush : (entries.lastFlush[entry] as number);
      if (flush - last >= settings.gaugesMaxTtl - 1) entries.levels[entry] = 0;
    }
  }
}
