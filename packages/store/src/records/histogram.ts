/** Sums of weights by time. */
import { CarpyError } from '@carpy/core';
import type { RecordHistogram, RecordSearch } from './records-group.ts';

const MAX_BUCKETS = 2_000;

/** Throws CARPY_BAD_REQUEST for too many buckets. */
export class Histogram {
  readonly #bucketMs: number;
  readonly #startMs: number;
  readonly #ok: Float64Array;
  readonly #error: Float64Array;

  constructor({ bucketMs, fromMs, untilMs }: RecordSearch) {
    const first = Math.floor(fromMs / bucketMs);
    const buckets = Math.max(1, Math.ceil(untilMs / bucketMs - first));
    if (!(buckets <= MAX_BUCKETS))
      throw new CarpyError(
        'CARPY_BAD_REQUEST',
        `bucketMs: ${bucketMs} makes ${buckets} buckets of the range, at most ${MAX_BUCKETS} are allowed`,
      );
    this.#bucketMs = bucketMs;
    this.#startMs = first * bucketMs;
    this.#ok = new Float64Array(buckets);
    this.#error = new Float64Array(buckets);
  }

  add(startMs: number, isError: boolean, sum: number): void {
    const sums = isError ? this.#error : this.#ok;
    const bucket = this.#bucketOf(startMs);
    sums[bucket] = (sums[bucket] as number) + sum;
  }

  /** All starts from the first to the last are in it. */
  isOneBucket(firstMs: number, lastMs: number): boolean {
    return this.#bucketOf(firstMs) === this.#bucketOf(lastMs);
  }

  #bucketOf(startMs: number): number {
    // The range's last millisecond is in the last one.
    return Math.min(this.#ok.length - 1, Math.floor((startMs - this.#startMs) / this.#bucketMs));
  }

  answer(): RecordHistogram {
    return { startMs: this.#startMs, bucketMs: this.#bucketMs, ok: [...this.#ok], error: [...this.#error] };
  }
}
