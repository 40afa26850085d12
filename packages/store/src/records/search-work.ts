/** One search at work: its sources with their plans, pauses in which others have their turn, and damage that it walks around. */
import { CarpyError, compileRecordFilter, type StoredRecord } from '@carpy/core';
import { Breath } from '../embedded/breath.ts';
import { FilterPlanner } from './filter-plan.ts';
import { durationBounds, longestOf, type PlanNode } from './plan-node.ts';
import type { RecordScope } from './records-group.ts';
import type { RowSource } from './row-source.ts';
import { type PositionRange, rangeOf } from './scan.ts';

/** A source that has rows of the scope that may match. */
export interface PlannedSource {
  readonly source: RowSource;
  readonly plan: PlanNode;
  readonly range: PositionRange;
}

export class SearchWork {
  readonly matches: (record: StoredRecord) => boolean;
  readonly #planner: FilterPlanner;
  readonly #breath = new Breath();
  readonly #stop: (() => boolean) | undefined;
  readonly #onDamage: (source: RowSource, e: unknown) => void;

  constructor({ app, filter }: RecordScope, onDamage: (source: RowSource, e: unknown) => void, stop?: () => boolean) {
    const fits = compileRecordFilter(filter);
    this.#planner = new FilterPlanner(app, filter);
    this.matches = app === '' ? fits : (record) => record.app === app && fits(record);
    this.#onDamage = onDamage;
    this.#stop = stop;
  }

  get isOver(): boolean {
    return this.#breath.isOver;
  }

  /** Throws CARPY_CANCELLED. */
  async breathe(): Promise<void> {
    await this.#breath.breathe();
    if (this.#stop?.() === true) throw new CarpyError('CARPY_CANCELLED', 'nobody waits for the records any more');
  }

  async plan(sources: readonly RowSource[], { fromMs, untilMs }: RecordScope): Promise<PlannedSource[]> {
    const planned: PlannedSource[] = [];
    for (const source of sources) {
      const one = await this.planOne(source, fromMs, untilMs);
      if (one !== undefined) planned.push(one);
    }
    return planned;
  }

  /** Undefined where no row of the source can match. */
  async planOne(source: RowSource, fromMs: number, untilMs: number): Promise<PlannedSource | undefined> {
    if (this.isOver) await this.breathe();
    return this.around(source, () => {
      const range = rangeOf(source, fromMs, untilMs);
      if (range.low === range.high) return undefined;
      const plan = this.#planner.plan(source);
      if (plan.is === 'all' && plan.answer === 0) return undefined;
      // Nothing of the key that is asked for took so long.
      return durationBounds(plan).from > longestOf(source, plan) ? undefined : { source, plan, range };
    });
  }

  /** Does what reads the source; undefined where that is damaged, which is told. */
  around<T>(source: RowSource, read: () => T): T | undefined {
    try {
      return read();
    } catch (e) {
      this.#onDamage(source, e);
      return undefined;
    }
  }
}
