/**
 * What time brings: windows that are over are closed and sealed, late points too, blocks are merged, coarse tiers derived, and what is past
 * its retention goes. One round at a time; a round that fails is told in status() and tried again, with everything still readable from
 * memory.
 */

import { giveUpForRoom } from './disk-room.ts';
import { dueS, type EngineState, nowS } from './engine-state.ts';
import { expireNames } from './expiry.ts';
import type { Log } from './log.ts';
import { nextJob } from './next-job.ts';
import { prepareForgotten } from './prepare-points.ts';
import { dropExpired, hasExpired } from './retention.ts';
import { mergeOrDerive, sealOldest } from './sealing.ts';
import { MAX_SERIES } from './series-group.ts';
import type { WriteQueue } from './write-queue.ts';

/** How often the clock is looked at. */
const ROUND_MS = 1_000;
/** How often it is looked whether blocks are to be merged, when nothing was sealed meanwhile. */
const MERGE_LOOK_MS = 60_000;
/** Late points wait this long, so that a burst costs one block over those it touches. */
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
  /** When merges were last looked for, and there was none; by the clock. */
  #idleSinceMs = Number.NEGATIVE_INFINITY;

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

  /** Blocks are to be looked through at once: series were removed. */
  wake(): void {
    this.#idleSinceMs = Number.NEGATIVE_INFINITY;
    void this.look();
  }

  /** Runs rounds until nothing is due. After a failure nothing is due for a while. */
  async settle(): Promise<void> {
    await this.#running;
    this.#idleSinceMs = Number.NEGATIVE_INFINITY;
    while (!this.#stopped && this.#isDue()) await this.look();
  }

  /** Resolves when the work under way has ended, which `cancel` may bring about; none starts after it. */
  async stop(cancel: () => Promise<void>): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await cancel();
    await this.#running;
  }

  #isDue(): boolean {
    const { clock, frozen } = this.#state;
    // After a step of the clock backwards the wait must not become hours.
    if (clock() < this.#retryAtMs && this.#retryAtMs - clock() <= RETRY_MS) return false;
    return frozen.length > 0 || this.#dueLogs().length > 0 || hasExpired(this.#state) || this.#looksForMerges();
  }

  #looksForMerges(): boolean {
    return Math.abs(this.#state.clock() - this.#idleSinceMs) >= MERGE_LOOK_MS;
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
    try {
      await this.#sealDue();
      await dropExpired(state);
      while (!this.#stopped) {
        const job = nextJob(state);
        if (job === undefined) {
          const forgotten = prepareForgotten(state, MAX_SERIES);
          if (forgotten !== undefined) await this.#queue.push(forgotten);
          expireNames(state);
          await giveUpForRoom(state);
          this.#idleSinceMs = state.clock();
          break;
        }
        await mergeOrDerive(state, job);
        // Merges may be many: what is due meanwhile goes first.
        await this.#sealDue();
      }
    } catch (e) {
      this.#retryAtMs = state.clock() + RETRY_MS;
      state.faults.add(`sealing failed, tried again later: ${e instanceof Error ? e.message : e}`);
    }
  }

  async #sealDue(): Promise<void> {
    const state = this.#state;
    const closed: Log[] = [];
    if (this.#dueLogs().length > 0) {
      await this.#queue.exclusive(() => {
        for (const log of this.#dueLogs()) {
          if (log.name === 'late') state.late = undefined;
          else state.open.delete(log.name);
          state.frozen.push(log);
          closed.push(log);
        }
      });
    }
    for (const log of closed) await log.closeFile();
    while (state.frozen.length > 0 && !this.#stopped) await sealOldest(state);
  }
}
