/** Losses as metrics: a counter `statsd.dropped.<cause>` for each cause there ever was, from its first loss on. */
import type { Aggregator } from '@carpy/statsd';

export class LossCounters {
  readonly #aggregator: Aggregator;
  readonly #losses: () => Readonly<Record<string, number>>;
  readonly #told = new Map<string, number>();

  /** `losses`: since the start, by cause; a bounded set of our own words. */
  constructor(aggregator: Aggregator, losses: () => Readonly<Record<string, number>>) {
    this.#aggregator = aggregator;
    this.#losses = losses;
  }

  /** Adds to the open interval what was lost since the last call. */
  tell(): void {
    for (const [cause, total] of Object.entries(this.#losses())) {
      const more = total - (this.#told.get(cause) ?? 0);
      if (more <= 0) continue;
      // Without room for its name it is told once there is some.
      if (this.#aggregator.countOwn(`dropped.${cause}`, more)) this.#told.set(cause, total);
    }
  }
}
