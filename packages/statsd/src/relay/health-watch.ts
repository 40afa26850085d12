/**
 * Whether one node is up: down after some failures in a row, or at once when it says so itself; up again after one success. Checks never
 * overlap, so a node that hangs costs one socket.
 */
import { errorText } from '../forward/forwarder.ts';
import type { Health } from './health-probe.ts';

export interface HealthWatchOptions {
  readonly probe: () => Promise<Health>;
  readonly intervalMs: number;
  readonly failAfter: number;
  /** Called at each change, with the reason of a fall. */
  readonly onChange: (up: boolean, reason: string | undefined) => void;
}

export class HealthWatch {
  /** Until the checks say otherwise. */
  up = true;
  lastError: string | undefined;
  readonly #options: HealthWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #failures = 0;
  #checking = false;
  #closed = false;

  /** Checks at once, then every interval. */
  constructor(options: HealthWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#check(), options.intervalMs).unref();
    void this.#check();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    const health = await this.#options
      .probe()
      .catch((error: unknown): Health => ({ state: 'failed', error: errorText(error) }));
    this.#checking = false;
    if (this.#closed) return;
    if (health.state === 'up') {
      this.#failures = 0;
      this.#set(true, undefined);
      return;
    }
    this.#failures++;
    const reason = health.state === 'failed' ? health.error : 'its health was set to down';
    this.lastError = reason;
    if (health.state === 'told-down' || this.#failures >= this.#options.failAfter) this.#set(false, reason);
  }

  #set(up: boolean, reason: string | undefined): void {
    if (up === this.up) return;
    this.up = up;
    this.#options.onChange(up, reason);
  }
}
