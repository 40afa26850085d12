/** Reads a FlushBatch back into names, for tests. */
import { type FlushBatch, type SeriesDeclaration, Sketch, TIMER_COLUMNS } from '@carpy/core';
import { Aggregator, type AggregatorOptions } from '@carpy/statsd';

interface FlushedTimer {
  readonly columns: Readonly<Record<(typeof TIMER_COLUMNS)[number], number>>;
  readonly sketch: Sketch;
}

export interface Flushed {
  readonly timers: Readonly<Record<string, FlushedTimer>>;
  readonly apdex: Readonly<Record<string, readonly number[]>>;
  readonly values: Readonly<Record<string, number>>;
}

/** An aggregator that remembers what its batches declared. */
export class Subject {
  readonly aggregator: Aggregator;
  readonly #declared = new Map<number, SeriesDeclaration>();

  constructor(options: AggregatorOptions = {}) {
    this.aggregator = new Aggregator(options);
  }

  send(...lines: readonly string[]): this {
    const bytes = Buffer.from(lines.join('\n'), 'latin1');
    this.aggregator.packet(bytes, bytes.length, 1_000, '127.0.0.1');
    return this;
  }

  kindOf(name: string): string | undefined {
    return [...this.#declared.values()].find((d) => d.name === name)?.kind;
  }

  batch(): FlushBatch {
    const batch = this.aggregator.flush(1_000, 10, 10_000);
    for (const declared of batch.declared) this.#declared.set(declared.id, declared);
    return batch;
  }

  flush(): Flushed {
    return this.read(this.batch());
  }

  /** A batch by names. Of all batches that an aggregator makes, each must be read, in their order: they declare the names. */
  read(batch: FlushBatch): Flushed {
    for (const declared of batch.declared) this.#declared.set(declared.id, declared);
    const name = (id: number): string => this.#declared.get(id)?.name as string;
    const { ids, columns, sketches, sketchEnds } = batch.timers;
    const timers = [...ids].map((id, i) => {
      const six = columns.slice(i * 6, i * 6 + 6);
      const bytes = sketches.slice(i === 0 ? 0 : sketchEnds[i - 1], sketchEnds[i]);
      const byName = Object.fromEntries(
        TIMER_COLUMNS.map((column, c) => [column, six[c] as number]),
      ) as FlushedTimer['columns'];
      return [name(id), { columns: byName, sketch: Sketch.decode(bytes) }] as const;
    });
    return {
      timers: Object.fromEntries(timers),
      apdex: Object.fromEntries(
        [...batch.apdex.ids].map((id, i) => [name(id), [...batch.apdex.counts.slice(i * 3, i * 3 + 3)]]),
      ),
      values: Object.fromEntries([...batch.values.ids].map((id, i) => [name(id), batch.values.values[i] as number])),
    };
  }

  /** Values but the server's own metrics. */
  values(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.flush().values).filter(([name]) => !/^stats\.((counters|gauges)\.)?statsd\./.test(name)),
    );
  }
}
