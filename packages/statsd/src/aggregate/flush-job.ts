/**
 * The work of one flush, in slices: forget names if there must be room, group the timings, write entry by entry, make the batch. Packets go
 * on into the next interval between the slices.
 *
 * Hot: what a slice takes is what the sockets wait (bench/statsd).
 */
import type { FlushBatch } from '@carpy/core';
import type { FlushWriter } from './flush-writer.ts';
import type { Forgetting } from './forgetting.ts';
import type { OwnMetrics } from './own-metrics.ts';
import type { AggregateState } from './state.ts';

/** Entries or values between two looks at the clock: some tens of microseconds of work, a timer of many values aside. */
const SLICE = 512;

/** A flush under way. */
export interface FlushJob {
  /**
   * Works for about `budgetMs` and answers the batch when it is whole, once; undefined before and after that. A budget of 0 does the least
   * there is to do. One long timer, and the making of the batch, are not cut.
   */
  step(budgetMs: number): FlushBatch | undefined;
}

/** What `beginFlush` was told. */
export interface FlushStamp {
  readonly slotS: number;
  readonly stepS: number;
  readonly coveredMs: number;
}

export interface FlushParts {
  readonly state: AggregateState;
  readonly writer: FlushWriter;
  readonly forgetting: Forgetting;
  readonly own: OwnMetrics;
  /** The batch is made; the closed interval's memory may be used again. */
  readonly done: (batch: FlushBatch) => void;
}

export class SlicedFlush implements FlushJob {
  readonly #parts: FlushParts;
  readonly #stamp: FlushStamp;
  /** Series names held when the interval was closed. */
  readonly #names: number;
  readonly #work: Generator<void, FlushBatch>;
  #slice = SLICE;
  #grouped = false;
  #processingMs = 0;
  #calculationMs = 0;
  #startedMs = 0;
  #batch: FlushBatch | undefined;
  /** True until the batch has been handed out. */
  isOpen = true;

  constructor(parts: FlushParts, stamp: FlushStamp) {
    this.#parts = parts;
    this.#stamp = stamp;
    this.#names = parts.state.names.size;
    this.#work = this.#run();
  }

  step(budgetMs: number): FlushBatch | undefined {
    this.#advance(budgetMs);
    const batch = this.#batch;
    if (batch === undefined) return undefined;
    this.#batch = undefined;
    this.isOpen = false;
    return batch;
  }

  /** Does all that is left; the next `step` answers the batch. */
  finish(): void {
    this.#advance(Number.POSITIVE_INFINITY);
  }

  #advance(budgetMs: number): void {
    if (!this.isOpen || this.#batch !== undefined) return;
    this.#slice = budgetMs > 0 ? SLICE : 1;
    this.#startedMs = performance.now();
    const untilMs = this.#startedMs + budgetMs;
    let result = this.#work.next();
    while (result.done !== true && performance.now() < untilMs) result = this.#work.next();
    this.#stopClock();
    if (result.done === true) this.#batch = result.value;
  }

  #stopClock(): void {
    const now = performance.now();
    if (this.#grouped) this.#calculationMs += now - this.#startedMs;
    else this.#processingMs += now - this.#startedMs;
    this.#startedMs = now;
  }

  *#run(): Generator<void, FlushBatch> {
    const { state, writer, forgetting, own, done } = this.#parts;
    const { closed } = state;
    if (closed === undefined) throw new Error('no interval was closed');
    const slice = (): number => this.#slice;
    yield* forgetting.run(closed.interval, closed.flush, slice);
    yield* writer.groups.group(closed.timings, closed.interval.size, slice);
    this.#stopClock();
    this.#grouped = true;
    const { batch } = writer;
    writer.sketched = 0;
    own.start(batch);
    let numStats = 0;
    let work = 0;
    for (let entry = 0; entry < closed.interval.size; entry++) {
      if (writer.write(entry, closed)) numStats++;
      work += 1 + closed.timings.countOf(entry);
      if (work < this.#slice) continue;
      work = 0;
      yield;
    }
    this.#stopClock();
    own.end(batch, {
      numStats,
      processingMs: rounded(this.#processingMs),
      calculationMs: rounded(this.#calculationMs),
      timersSketched: writer.sketched,
      names: this.#names,
    });
    const { slotS, stepS, coveredMs } = this.#stamp;
    const made = batch.take(slotS, stepS, coveredMs, state.names.takeDeclared());
    done(made);
    return made;
  }
}

const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
