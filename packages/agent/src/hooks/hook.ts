/**
 * The guard of one instrumentation. Whatever of ours runs inside an application's call runs under it: a fault there turns this one
 * hook off, is counted (`stats().hookFaults`), and logged once. The application sees nothing of it.
 */
import type { TransactionOptions } from '../api.ts';
import type { Counts } from '../counts.ts';
import type { RunningTransaction } from '../running-transaction.ts';

/** What hooks need of the agent. */
export interface HookHost {
  readonly counts: Counts;
  /** A transaction; undefined while the agent is off. Never throws. */
  begin(name: string, options?: TransactionOptions): RunningTransaction | undefined;
  /** Writes one line to standard error. */
  warn(line: string): void;
}

export class Hook {
  /** Name of the instrumentation, as `configure({ instrumentations })` and `stats()` know it. */
  readonly name: string;
  readonly host: HookHost;
  /** While false, wrappers call what they wrap and do nothing else. */
  active = true;
  /** It finds its requests by themselves: that it is used does not turn on what carries a context (hooked-storage.ts). */
  namesOnly = false;
  readonly #undo: (() => void)[] = [];
  #broken = false;
  #wanted = true;

  constructor(name: string, host: HookHost) {
    this.name = name;
    this.host = host;
  }

  /** A fault turned it off for good. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Settings turn it on or off; a broken one stays off. */
  turn(on: boolean): void {
    this.#wanted = on;
    this.active = on && !this.#broken;
  }

  /** Something of ours threw. Never throws. */
  fault(error: unknown): void {
    const { hookFaults } = this.host.counts;
    hookFaults[this.name] = (hookFaults[this.name] ?? 0) + 1;
    this.active = false;
    if (this.#broken) return;
    this.#broken = true;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.host.warn(`the ${this.name} hook failed and is off from now on: ${reason}`);
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
