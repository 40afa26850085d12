/**
 * How late the event loop comes to what is due: a timer of Node's own, in C++, that looks every 20 ms. Its histogram holds the whole
 * time from look to look, of which the interval itself is no delay.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const NS_A_MS = 1e6;

export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export class LoopDelayMonitor {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** Delays since the last call; undefined when the loop did not come round meanwhile. */
  take(): LoopDelay | undefined {
    const histogram = this.#histogram;
    if (histogram.count === 0) return undefined;
    const taken = {
      p50Ms: delayOf(histogram.percentile(50)),
      p99Ms: delayOf(histogram.percentile(99)),
      maxMs: delayOf(histogram.max),
    };
    histogram.reset();
    return taken;
  }

  close(): void {
    this.#histogram.disable();
  }
}

const delayOf = (ns: number): number => Math.max(0, ns / NS_A_MS - RESOLUTION_MS);
