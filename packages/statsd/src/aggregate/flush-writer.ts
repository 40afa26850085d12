/**
 * Writes one closed interval into a batch: each entry in the form its name has, then makes it ready for the next.
 *
 * Hot: a long flush keeps the thread from the sockets (bench/statsd).
 */
import { type FlushBatch, MAX_BUCKET, MIN_BUCKET, type NameTable, SortedSketchEncoder } from '@carpy/core';
import { BatchBuilder } from './batch-builder.ts';
import {
  APDEX_RECORD,
  APDEX_REST,
  CARPY_COUNTER,
  CARPY_GAUGE,
  CARPY_SET,
  CARPY_TIMER,
  type Entries,
  PLAIN_COUNTER,
  PLAIN_GAUGE,
  PLAIN_SET,
  PLAIN_TIMER,
} from './entries.ts';
import { exactSample, IDLE_SERIES, plainTimerValues, sketchSample } from './plain-timer.ts';
import { summariseOverflow, summariseValues } from './record-columns.ts';
import type { SetMembers } from './set-members.ts';
import type { TimingLog } from './timing-log.ts';

/** Most values a sketch's bytes can stand for: one a bucket, and zero. */
const SKETCH_VALUES = MAX_BUCKET - MIN_BUCKET + 2;

export class FlushWriter {
  readonly #entries: Entries;
  readonly #timings: TimingLog;
  readonly #members: SetMembers;
  readonly #thresholds: readonly number[];
  readonly #deleteIdle: boolean;
  readonly #batch = new BatchBuilder();
  readonly #encoder = new SortedSketchEncoder();

  constructor(
    entries: Entries,
    timings: TimingLog,
    members: SetMembers,
    thresholds: readonly number[],
    deleteIdle: boolean,
  ) {
    this.#entries = entries;
    this.#timings = timings;
    this.#members = members;
    this.#thresholds = thresholds;
    this.#deleteIdle = deleteIdle;
  }

  /** `numStats` is the entry that gets the number of names written; -1 for none. */
  flush(slotS: number, stepS: number, coveredMs: number, names: NameTable, numStats: number): FlushBatch {
    const entries = this.#entries;
    this.#timings.group(entries.size);
    let written = 0;
    let numStatsAt = -1;
    for (let entry = 0; entry < entries.size; entry++) {
      // Its place is where its id belongs; how many were written is known only at the end.
      if (entry === numStats)
        numStatsAt = this.#batch.value(entries.ids[entries.idStarts[entry] as number] as number, 0);
      else if (this.#write(entry, stepS)) written++;
      entries.touched[entry] = 0;
    }
    this.#timings.clear();
    this.#members.clear();
    if (numStatsAt >= 0) this.#batch.correct(numStatsAt, written);
    return this.#batch.take(slotS, stepS, coveredMs, names.takeDeclared());
  }

  /** Writes one entry and resets it. False when there was nothing to write. */
  #write(entry: number, stepS: number): boolean {
    const entries = this.#entries;
    const form = entries.forms[entry];
    const touched = entries.touched[entry] === 1;
    const value = entries.values[entry] as number;
    const idAt = entries.idStarts[entry] as number;
    const id = entries.ids[idAt] as number;
    switch (form) {
      case APDEX_RECORD:
        return this.#apdex(entry, id);
      case APDEX_REST:
        return false;
      case CARPY_TIMER:
        if (!touched) return false;
        this.#timer(entry, id, value);
        break;
      case CARPY_COUNTER:
        if (!touched) return false;
        this.#value(id, value);
        break;
      case CARPY_GAUGE:
        if (touched) this.#value(id, value);
        return touched;
      case CARPY_SET:
        if (touched) this.#value(id, this.#members.sizeOf(entry));
        return touched;
      case PLAIN_GAUGE:
        if (!touched && this.#deleteIdle) return false;
        this.#value(id, value);
        return true;
      case PLAIN_SET:
        if (!touched && this.#deleteIdle) return false;
        this.#value(id, this.#members.sizeOf(entry));
        return true;
      case PLAIN_COUNTER:
        if (!touched && this.#deleteIdle) return false;
        this.#value(id, value / stepS);
        this.#value(entries.ids[idAt + 1] as number, value);
        break;
      case PLAIN_TIMER:
        if (!touched && this.#deleteIdle) return false;
        this.#plainTimer(entry, idAt, value, stepS);
        break;
    }
    entries.values[entry] = 0;
    return true;
  }

  /** A sum that ran out of a double's range is no value. */
  #value(id: number, value: number): void {
    if (Number.isFinite(value)) this.#batch.value(id, value);
  }

  #apdex(entry: number, id: number): boolean {
    const { values, touched } = this.#entries;
    if (touched[entry] === 0 && touched[entry + 1] === 0 && touched[entry + 2] === 0) return false;
    this.#batch.apdex(id, values[entry] as number, values[entry + 1] as number, values[entry + 2] as number);
    values.fill(0, entry, entry + 3);
    return true;
  }

  #timer(entry: number, id: number, weight: number): void {
    const timings = this.#timings;
    const batch = this.#batch;
    const overflow = timings.overflowOf(entry);
    const count = timings.countOf(entry);
    if (overflow === undefined) {
      const end = timings.endOf(entry);
      const at = batch.startTimer(id, count);
      summariseValues(timings.values, timings.weights, end - count, end, batch.columns, at);
      batch.endTimer(
        this.#encoder.encode(timings.values, timings.weights, end - count, end, batch.sketches, batch.sketchBytes),
      );
      return;
    }
    timings.fold(entry, overflow);
    const at = batch.startTimer(id, SKETCH_VALUES);
    summariseOverflow(overflow, weight, batch.columns, at);
    const encoded = overflow.sketch.encode();
    batch.sketches.set(encoded, batch.sketchBytes);
    batch.endTimer(batch.sketchBytes + encoded.length);
  }

  #plainTimer(entry: number, idAt: number, weight: number, stepS: number): void {
    const timings = this.#timings;
    const overflow = timings.overflowOf(entry);
    const count = timings.countOf(entry);
    const ids = this.#entries.ids;
    if (count === 0 && overflow === undefined) {
      for (let i = 0; i < IDLE_SERIES; i++) this.#value(ids[idAt + i] as number, 0);
      return;
    }
    const end = timings.endOf(entry);
    if (overflow !== undefined) timings.fold(entry, overflow);
    const sample = overflow === undefined ? exactSample(timings.values, end - count, end) : sketchSample(overflow);
    const values = plainTimerValues(sample, weight, stepS, this.#thresholds);
    for (let i = 0; i < values.length; i++) this.#value(ids[idAt + i] as number, values[i] as number);
  }
}
