/** The server's own metrics, where StatsD puts its own: the counters among the others, the rest as values that only a flush knows. */
import type { NameTable } from '@carpy/core';
import type { BatchBuilder } from './batch-builder.ts';
import type { PlainNames } from './plain-names.ts';

/** What a flush tells of itself. */
export interface FlushFacts {
  /** Names written, as StatsD counts them: a counter or a timer is one. */
  readonly numStats: number;
  /** Work on grouping the timings. */
  readonly processingMs: number;
  /** Work on summarising and writing. */
  readonly calculationMs: number;
  /** Timers of which percentiles come from a sketch. */
  readonly timersSketched: number;
  /** Series names held. */
  readonly names: number;
}

const FACTS: readonly (readonly [keyof FlushFacts, string])[] = [
  ['numStats', 'numStats'],
  ['processingMs', 'processing_time'],
  ['calculationMs', 'graphiteStats.calculationtime'],
  ['timersSketched', 'timers_sketched'],
  ['names', 'names'],
];

export class OwnMetrics {
  /** A name table without room for them leaves them out. */
  readonly #ids: readonly number[];
  readonly #places: number[] = FACTS.map(() => -1);

  constructor(names: NameTable, plain: PlainNames) {
    this.#ids = FACTS.map(([, name]) => names.idOf('plain', plain.ownName(name)));
  }

  /** Takes their places in a batch: first, where their ids belong. What they are is known only at its end. */
  start(batch: BatchBuilder): void {
    for (const [i, id] of this.#ids.entries()) this.#places[i] = id < 0 ? -1 : batch.value(id, 0);
  }

  end(batch: BatchBuilder, facts: FlushFacts): void {
    for (const [i, [fact]] of FACTS.entries()) {
      const place = this.#places[i] as number;
      if (place >= 0) batch.correct(place, facts[fact]);
    }
  }
}
