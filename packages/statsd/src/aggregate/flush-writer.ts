/**
 * Writes the entries of one closed interval into a batch, each in the form its name has.
 *
 * Hot: once a name and flush (bench/statsd).
 */
import { MAX_BUCKET, MIN_BUCKET, SortedSketchEncoder } from '@carpy/core';
import type { StatsdSettings } from '../settings.ts';
import { BatchBuilder } from './batch-builder.ts';
import {
  APDEX_RECORD,
  APDEX_REST,
  CARPY_COUNTER,
  CARPY_GAUGE,
  CARPY_SET,
  CARPY_TIMER,
  type Entries,
  FREE,
  type Interval,
  PLAIN_COUNTER,
  PLAIN_GAUGE,
  PLAIN_SET,
  PLAIN_TIMER,
  SEEN_OFTEN,
} from './entries.ts';
import { PlainTimer } from './plain-timer.ts';
import { summariseOverflow, summariseValues } from './record-columns.ts';
import type { SetMembers } from './set-members.ts';
import type { TimerPlan } from './timer-plan.ts';
import { TimingGroups } from './timing-groups.ts';
import type { TimingLog } from './timing-log.ts';

/** Most values a sketch's bytes can stand for: one a bucket, and zero. */
const SKETCH_VALUES = MAX_BUCKET - MIN_BUCKET + 2;

/** Everything of a closed interval. */
export interface Closed {
  readonly interval: Interval;
  readonly timings: TimingLog;
  readonly members: SetMembers;
  /** Its number, from 1. */
  readonly flush: number;
  readonly stepS: number;
}

export class FlushWriter {
  readonly batch: BatchBuilder = new BatchBuilder();
  readonly groups: TimingGroups = new TimingGroups();
  /** Timers in this batch of which percentiles come from a sketch. */
  sketched = 0;
  readonly #entries: Entries;
  readonly #settings: StatsdSettings;
  readonly #plans: readonly TimerPlan[];
  readonly #neverDeleted: ReadonlySet<number>;
  readonly #encoder = new SortedSketchEncoder();
  readonly #plainTimer = new PlainTimer();

  constructor(
    entries: Entries,
    settings: StatsdSettings,
    plans: readonly TimerPlan[],
    neverDeleted: ReadonlySet<number>,
  ) {
    this.#entries = entries;
    this.#settings = settings;
    this.#plans = plans;
    this.#neverDeleted = neverDeleted;
  }

  /** Writes one entry and notes that it was seen. False when there was nothing to write. The timings are grouped. */
  write(entry: number, closed: Closed): boolean {
    const entries = this.#entries;
    const { interval, flush, stepS } = closed;
    const form = interval.forms[entry];
    if (form === FREE) return false;
    const touched = interval.touched[entry] === 1;
    if (touched) {
      entries.lastFlush[entry] = flush;
      if ((entries.seen[entry] as number) < SEEN_OFTEN) entries.seen[entry] = (entries.seen[entry] as number) + 1;
    }
    if (form === APDEX_RECORD) return this.#apdex(entry, interval);
    if (form === APDEX_REST || (!touched && entries.seen[entry] === 0)) return false;
    const value = interval.values[entry] as number;
    const idAt = entries.idStarts[entry] as number;
    const id = entries.ids[idAt] as number;
    const settings = this.#settings;
    switch (form) {
      case CARPY_TIMER:
        if (touched) this.#timer(entry, id, value, closed);
        return touched;
      case CARPY_COUNTER:
        if (touched) this.#value(id, value);
        return touched;
      case CARPY_GAUGE:
        if (touched) this.#value(id, interval.levels[entry] as number);
        return touched;
      case CARPY_SET:
        if (touched) this.#value(id, closed.members.sizeOf(entry));
        return touched;
      case PLAIN_GAUGE:
        if (settings.deleteGauges && flush - (entries.lastFlush[entry] as number) >= settings.gaugesMaxTtl)
          return false;
        this.#value(id, interval.levels[entry] as number);
        return true;
      case PLAIN_SET:
        if (!touched && settings.deleteSets) return false;
        this.#value(id, closed.members.sizeOf(entry));
        return true;
      case PLAIN_COUNTER:
        if (!touched && settings.deleteCounters && !this.#neverDeleted.has(entry)) return false;
        this.#value(id, value / stepS);
        if (settings.flushCounts) this.#value(entries.ids[idAt + 1] as number, value);
        return true;
      case PLAIN_TIMER:
        if (!touched && settings.deleteTimers) return false;
        this.#plain(entry, idAt, value, closed);
        return true;
    }
    return false;
  }

  /** A sum that ran out of a double's range is no value. */
  #value(id: number, value: number): void {
    if (Number.isFinite(value)) this.batch.value(id, value);
  }

  #apdex(entry: number, { touched, values }: Interval): boolean {
    if (touched[entry] === 0 && touched[entry + 1] === 0 && touched[entry + 2] === 0) return false;
    const id = this.#entries.ids[this.#entries.idStarts[entry] as number] as number;
    this.batch.apdex(id, values[entry] as number, values[entry + 1] as number, values[entry + 2] as number);
    return true;
  }

  #timer(entry: number, id: number, weight: number, { timings }: Closed): void {
    const { batch, groups } = this;
    const overflow = timings.overflowOf(entry);
    const count = timings.countOf(entry);
    if (overflow === undefined) {
      const end = groups.endOf(entry);
      groups.sort(entry, count);
      const at = batch.startTimer(id, count);
      summariseValues(groups.values, groups.weights, end - count, end, batch.columns, at);
      batch.endTimer(
        this.#encoder.encode(groups.values, groups.weights, end - count, end, batch.sketches, batch.sketchBytes),
      );
      return;
    }
    this.sketched++;
    groups.fold(entry, overflow);
    const at = batch.startTimer(id, SKETCH_VALUES);
    summariseOverflow(overflow, weight, batch.columns, at);
    const encoded = overflow.sketch.encode();
    batch.sketches.set(encoded, batch.sketchBytes);
    batch.endTimer(batch.sketchBytes + encoded.length);
  }

  #plain(entry: number, idAt: number, weight: number, { timings, stepS }: Closed): void {
    const { groups } = this;
    const plan = this.#plans[this.#entries.plans[entry] as number] as TimerPlan;
    const overflow = timings.overflowOf(entry);
    const count = timings.countOf(entry);
    const { ids } = this.#entries;
    if (count === 0 && overflow === undefined) {
      for (let i = 0; i < plan.idle; i++) this.#value(ids[idAt + i] as number, 0);
      return;
    }
    if (overflow === undefined) {
      const end = groups.endOf(entry);
      groups.sort(entry, count);
      this.#plainTimer.exact(groups.values, end - count, end, weight, stepS, plan);
    } else {
      this.sketched++;
      groups.fold(entry, overflow);
      this.#plainTimer.sketched(overflow, weight, stepS, plan);
    }
    const { picks } = plan;
    const { stats } = this.#plainTimer;
    for (let i = 0; i < picks.length; i++) this.#value(ids[idAt + i] as number, stats[picks[i] as number] as number);
  }
}
