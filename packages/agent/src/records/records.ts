/**
 * Request records of one session: collects what a transaction does, decides at its end whether its record is kept, and has the kept ones
 * sent. Off unless set; and where hello says that the server takes none, nothing is collected.
 */
import { performance } from 'node:perf_hooks';
import type { RecordCauses, RecordLog } from '@carpy/core';
import type { Counts } from '../counts.ts';
import { clearTimeout, setTimeout } from '../timers.ts';
import { type Ended, logLine, recordLine } from './make-record.ts';
import type { RecordSettings } from './record-options.ts';
import { NO_TRANSACTION, RecordQueue } from './record-queue.ts';
import { RecordSender, type RecordSenderOptions } from './record-sender.ts';
import { type Candidate, Sampler } from './sampler.ts';
import { Trail, thousandths } from './trail.ts';

const MINUTE_MS = 60_000;
/** What the last sending may take, ms. */
const LAST_SEND_MS = 2_000;
/** The first minutes of a process are shorter, so that a first look finds what there is. */
const FIRST_MINUTES_MS = [5_000, 10_000, 15_000, 30_000] as const;
/** What waits is sent this often, and at once when it is much. */
const SEND_EVERY_MS = 5_000;
const MUCH_BYTES = 256 * 1024;
/** Characters of candidates of the minute, of all names. */
const MAX_CANDIDATES_BYTES = 4 * 2 ** 20;
const MAX_POOL = 64;

export interface RecordsHost extends Omit<RecordSenderOptions, 'queue'> {
  readonly settings: RecordSettings;
  readonly now: () => number;
  readonly epochMs: () => number;
  /** Pauses of garbage collection so far, ms; undefined where nobody watches them. */
  readonly gcMs: () => number | undefined;
  readonly random: () => number;
}

/** What is collected of one running transaction. */
export class Collected {
  readonly trail: Trail;
  readonly idleMs: number = performance.nodeTiming.idleTime;
  readonly gcMs: number | undefined;
  /** undefined while there is none. */
  logs: RecordLog[] | undefined;

  constructor(trail: Trail, gcMs: number | undefined) {
    this.trail = trail;
    this.gcMs = gcMs;
  }
}

const NO_LOGS: readonly RecordLog[] = [];

export class Records {
  readonly #host: RecordsHost;
  readonly #counts: Counts;
  readonly #queue: RecordQueue;
  readonly #sender: RecordSender;
  readonly #samplers = new Map<string, Sampler>();
  #candidatesBytes = 0;
  #minuteEndsMs: number;
  #minutes = 0;
  #sentAtMs: number;
  #pool: Trail[] = [];
  #accepted: boolean | undefined;
  /** The last `drain` left something. */
  #stuck = false;
  /** In this minute. */
  #outsideLines = 0;

  constructor(host: RecordsHost) {
    this.#host = host;
    this.#counts = host.counts;
    this.#queue = new RecordQueue(host.counts);
    this.#sender = new RecordSender({ ...host, queue: this.#queue });
    this.#sentAtMs = host.now();
    this.#minuteEndsMs = this.#sentAtMs + this.#minuteMs();
  }

  get settings(): RecordSettings {
    return this.#host.settings;
  }

  /** What hello says. Until the first answer records wait. */
  set accepted(accepted: boolean) {
    this.#accepted = accepted;
    if (!accepted) this.#queue.clear();
  }

  /** For a transaction that starts; undefined when nothing is to be collected. */
  begin(): Collected | undefined {
    return this.#accepted === false ? undefined : new Collected(this.#pool.pop() ?? new Trail(), this.#host.gcMs());
  }

  /** A transaction ended. */
  ended(collected: Collected, of: Omit<Ended, 'trail' | 'causes' | 'logs' | 'endedAtMs'>): void {
    const { settings, random } = this.#host;
    const name = of.transaction;
    this.#queue.saw(name);
    let sampler = this.#samplers.get(name);
    if (sampler === undefined) {
      sampler = new Sampler();
      this.#samplers.set(name, sampler);
    }
    const make = (): Candidate | undefined => this.#candidate(collected, of);
    if (!of.failed) sampler.offer(of.endMs - of.startMs, settings, random, make);
    else if (sampler.takesError(settings)) {
      const line = this.#line(collected, of);
      if (line !== undefined) this.#queue.add(name, line);
    } else sampler.holdError(settings, random, make);
    this.release(collected);
  }

  /** Gives back what `begin` gave; nothing of it is used any more. */
  release({ trail }: Collected): void {
    trail.clear();
    if (this.#pool.length < MAX_POOL) this.#pool.push(trail);
  }

  /** A line of the application's log outside of any transaction: a record of its own. `atMs`: epoch. */
  logOutside(level: string, message: string, atMs: number = this.#host.epochMs()): void {
    if (this.#accepted === false) return;
    if (this.#outsideLines++ >= this.settings.logLines) {
      this.#counts.recordsDropped++;
      return;
    }
    const line = logLine(level, message, atMs, this.settings);
    if (line !== undefined) this.#queue.add(NO_TRANSACTION, line);
  }

  tick(): void {
    const nowMs = this.#host.now();
    this.#stuck = false;
    if (nowMs >= this.#minuteEndsMs) this.#endMinute(nowMs);
    if (this.#accepted !== true) return;
    if (nowMs - this.#sentAtMs < SEND_EVERY_MS && this.#queue.bytes < MUCH_BYTES) return;
    this.#sentAtMs = nowMs;
    this.#sender.tick();
  }

  /** Ends the minute and sends all. */
  async flush(): Promise<void> {
    this.#endMinute(this.#host.now());
    if (this.#accepted === true) await this.#sender.flush();
  }

  /**
   * For the end of the process: ends the minute and sends all, also where hello is not answered yet. Settles after LAST_SEND_MS at most,
   * and keeps the process until then. undefined where nothing waits, or the last time did not get rid of it.
   */
  drain(): Promise<void> | undefined {
    this.#endMinute(this.#host.now());
    if (this.#accepted === false || this.#queue.isEmpty || this.#stuck) return undefined;
    return this.#host.outside(async () => {
      const timeout = setTimeout(() => this.#sender.abandon(), LAST_SEND_MS);
      await this.#sender.flush();
      clearTimeout(timeout);
      this.#stuck = !this.#queue.isEmpty;
    });
  }

  close(): void {
    this.#sender.close();
    this.#queue.clear();
  }

  #endMinute(nowMs: number): void {
    this.#minuteEndsMs = nowMs + this.#minuteMs();
    for (const [name, sampler] of this.#samplers) for (const line of sampler.take()) this.#queue.add(name, line);
    this.#samplers.clear();
    this.#candidatesBytes = 0;
    this.#outsideLines = 0;
  }

  #minuteMs(): number {
    return FIRST_MINUTES_MS[this.#minutes++] ?? MINUTE_MS;
  }

  #candidate(collected: Collected, of: Omit<Ended, 'trail' | 'causes' | 'logs' | 'endedAtMs'>): Candidate | undefined {
    if (this.#candidatesBytes > MAX_CANDIDATES_BYTES) {
      this.#counts.recordsDropped++;
      return undefined;
    }
    const line = this.#line(collected, of);
    if (line === undefined) return undefined;
    // Those that make room for others count until the minute ends: the bound is on the work, too.
    this.#candidatesBytes += line.length;
    return { durationMs: of.endMs - of.startMs, line };
  }

  #line(collected: Collected, of: Omit<Ended, 'trail' | 'causes' | 'logs' | 'endedAtMs'>): string | undefined {
    try {
      const { trail, logs = NO_LOGS } = collected;
      const causes = this.#causes(collected, of.endMs - of.startMs);
      return recordLine({ ...of, trail, logs, causes, endedAtMs: this.#host.epochMs() }, this.#host.settings);
    } catch {
      // The application's hook threw: what it was to take out must not leave.
      this.#counts.internalErrors++;
      this.#counts.recordsDropped++;
      return undefined;
    }
  }

  #causes(collected: Collected, durationMs: number): RecordCauses {
    const loopBusyMs = thousandths(durationMs - (performance.nodeTiming.idleTime - collected.idleMs));
    const gcMs = this.#host.gcMs();
    return gcMs === undefined || collected.gcMs === undefined
      ? { loopBusyMs }
      : { loopBusyMs, gcMs: thousandths(gcMs - collected.gcMs) };
  }
}
