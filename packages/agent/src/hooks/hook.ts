/**
 * The guard of one instrumentation. Whatever of ours runs inside an application's call runs under it: a fault there turns this one
 * hook off, is counted (`stats().hookFaults`), and logged once. The application sees nothing of it.
 */
import type { Counts } from '../counts.ts';

export class Hook {
  /** Name of the instrumentation, as `configure({ instrumentations })` and `stats()` know it. */
  readonly name: string;
  readonly counts: Counts;
  /** While false, wrappers call what they wrap and do nothing else. */
  active = true;
  readonly #warn: (line: string) => void;
  readonly #undo: (() => void)[] = [];
  #broken = false;
  #wanted = true;

  constructor(name: string, counts: Counts, warn: (line: string) => void) {
    this.name = name;
    this.counts = counts;
    this.#warn = warn;
  }

  /** Settings turn it on or off; a broken one stays off. */
  turn(on: boolean): void {
    this.#wanted = on;
    this.active = on && !this.#broken;
  }

  /** Something of ours threw. Never throws. */
  fault(error: unknown): void {
    this.counts.hookFaults[this.name] = (this.counts.hookFaults[this.name] ?? 0) + 1;
    this.active = false;
    if (this.#broken) return;
    this.#broken = true;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#warn(`the ${this.name} hook failed and is off from now on: ${reason}`);
  }

  /** `fn` that does nothing while the hook is off, and never throws. */
  guard<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      if (!this.active) return;
      try {
        fn(...args);
      } catch (error) {
        this.fault(error);
      }
    };
  }

  /** Calls `fn` once, now; undefined when it threw or the hook is off. */
  try<T>(fn: () => T): T | undefined {
    if (!this.active) return undefined;
    try {
      return fn();
    } catch (error) {
      this.fault(error);
      return undefined;
    }
  }

  /** Notes how to take something back that this hook put into place. */
  onUndo(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Takes all back, newest first: for tests. */
  undo(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
    this.turn(this.#wanted);
  }
}
