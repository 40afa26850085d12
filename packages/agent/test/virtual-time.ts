/** Time that goes on when nothing else is left to do: sleepers wake in the order of their times, each after all that the one before set going. */
import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Way } from './random-program.ts';

export class VirtualTime {
  readonly #clock: { nowMs: number };
  #sleepers: { atMs: number; wake: () => void }[] = [];
  /** Callbacks that were not called yet. */
  #waiting = 0;
  /** What is to settle before the end. */
  readonly #running: Promise<unknown>[] = [];

  constructor(clock: { nowMs: number }) {
    this.#clock = clock;
  }

  get nowMs(): number {
    return this.#clock.nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ atMs: this.nowMs + durationMs, wake }));
  }

  /** The end waits for it; its errors are somebody else's. */
  await(promise: Promise<unknown>): void {
    this.#running.push(promise);
  }

  /** Has `fn` called that way. */
  callBack(way: Way, fn: () => void): void {
    this.#waiting++;
    const called = (): void => {
      this.#waiting--;
      fn();
    };
    const ways: Record<Way, () => unknown> = {
      tick: () => process.nextTick(called),
      microtask: () => queueMicrotask(called),
      promise: () => Promise.resolve().then(called),
      immediate: () => setImmediate(called),
      timer: () => setTimeout(called, 0),
      resource: () => setImmediate(AsyncResource.bind(called)),
      emitter: () => new EventEmitter().once('event', called).emit('event'),
    };
    ways[way]();
  }

  /** Until all has settled. */
  async run(): Promise<void> {
    let running = 0;
    const settled = (): void => {
      running--;
    };
    for (;;) {
      for (const promise of this.#running.splice(0)) {
        running++;
        promise.then(settled, settled);
      }
      await new Promise((idle) => setImmediate(idle));
      if (this.#waiting > 0 || this.#running.length > 0) continue;
      if (running === 0) return;
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (next === undefined) throw new Error('nobody sleeps, and it is not done');
      this.#clock.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
  }
}
