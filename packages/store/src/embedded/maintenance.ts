/**
 * What time brings: windows that are over are closed and sealed, late points too, and what is past its retention goes. One round at a
 * time; a round that fails is told in status() and tried again, with everything still readable from memory.
 */
import { dueS, type EngineState, nowS } from './engine-state.ts';
import type { Log } from './log.ts';
import { dropExpired, hasExpired } from './retention.ts';
import { sealOldest } from './seal.ts';
import type { WriteQueue } from './write-queue.ts';

/** How often the clock is looked at. */
const ROUND_MS = 1_000;
/** Late points wait this long, so that a burst costs one rewrite of the blocks it touches. */
const LATE_WAIT_MS = 60_000;
/** Memory of late points that is sealed without waiting. */
const LATE_BYTES = 32 * 1024 * 1024;
/** After a failure, the disk is left alone for a while. */
const RETRY_MS = 10_000;

export class Maintenance {
  readonly #state: EngineState;
  readonly #queue: WriteQueue;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #stopped = false;
  #retryAtMs = Number.NEGATIVE_INFINITY;

  constructor(state: EngineState, queue: WriteQueue) {
    this.#state = state;
    this.#queue = queue;
    this.#timer = setInterval(() => void this.look(), ROUND_MS);
    this.#timer.unref();
  }

  /** Starts a round when something is due and none runs. Never rejects. */
  look(): Promise<void> {
    if (this.#running !== undefined || this.#stopped || !this.#isDue()) return this.#running ?? Promise.resolve();
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Runs rounds until nothing is due. After a failure nothing is due for a while. */
  async settle(): Promise<void> {
    await this.#running;
    while (!this.#stopped && this.#isDue()) await this.look();
  }

  /** Resolves when the round that runs has ended; none starts after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #isDue(): boolean {
    const { clock, frozen } = this.#state;
    // After a step of the clock backwards the wait must not become hours.
    if (clock() < this.#retryAtMs && this.#retryAtMs - clock() <= RETRY_MS) return false;
    return frozen.length > 0 || this.#dueLogs().length > 0 || hasExpired(this.#state);
  }

  #dueLogs(): Log[] {
    const { open, late, clock } = this.#state;
    const due: Log[] = [];
    for (const [windowS, log] of open) if (dueS(this.#state, windowS) <= nowS(this.#state)) due.push(log);
    if (late !== undefined && (late.memoryBytes > LATE_BYTES || Math.abs(clock() - late.bornMs) >= LATE_WAIT_MS))
      due.push(late);
    return due;
  }

  async #round(): Promise<void> {
    const state = this.#state;
    const closed: Log[] = [];
    await this.#queue.exclusive(() => {
      for (const log of this.#dueLogs()) {
        if (log.name === 'late') state.late = undefined;
        else state.open.delete(log.name);
        state.frozen.push(log);
        closed.push(log);
      }
    });
    try {
      for (const log of closed) await log.closeFile();
      while (state.frozen.length > 0) await sealOldest(state);
      await dropExpired(state);
    } catch (e) {
      this.#retryAtMs = state.clock() + RETRY_MS;
      state.faults.add(`sealing failed, tried again later: ${e instanceof Error ? e.message : e}`);
    }
  }
}
