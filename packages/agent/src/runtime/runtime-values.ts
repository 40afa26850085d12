/**
 * What this process does besides: event loop, memory, garbage collection, CPU, and the agent itself, under
 * `carpy.<app>.<server>.runtime.<value>`. All are sent as timings, so that those of several processes of one server merge: a mean over
 * them, the least, the greatest. Times are ms; other units stand in the names.
 *
 * A worker thread sends what is its own (loop, heap, collections, transactions); what the whole process has, its main thread sends.
 */
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { ROOT } from '@carpy/core';
import { Timer } from '../aggregation/timer.ts';
import type { Timings } from '../aggregation/timings.ts';
import type { Counts } from '../counts.ts';
import { type GcKind, watchGc } from './gc-pauses.ts';
import { LoopDelayMonitor } from './loop-delay.ts';

/** Counting handles takes time that grows with their number, so it is done at every tenth flush only. */
const HANDLES_EVERY = 10;
const US_A_MS = 1_000;

/** Every value, as docs/agent.md lists them. */
const NAMES = [
  'loop_delay_p50',
  'loop_delay_p99',
  'loop_delay_max',
  'loop_utilization_percent',
  'heap_used_bytes',
  'heap_total_bytes',
  'external_bytes',
  'array_buffers_bytes',
  'rss_bytes',
  'gc_minor',
  'gc_major',
  'gc_incremental',
  'gc_weakcb',
  'cpu_user_percent',
  'cpu_system_percent',
  'active_handles',
  'transactions_in_flight',
  'agent_flush',
  'agent_lines_dropped',
  'agent_faults',
] as const;

export type RuntimeName = (typeof NAMES)[number];

export interface RuntimeSource {
  readonly counts: Counts;
  /** Transactions that run now. */
  inFlight(): number;
  /** What the last flush took, ms. */
  flushMs(): number;
}

export class RuntimeValues {
  readonly #timings: Timings;
  readonly #source: RuntimeSource;
  readonly #timers: Readonly<Record<RuntimeName, Timer>>;
  readonly #delay = new LoopDelayMonitor();
  readonly #endGc: () => void;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpu: NodeJS.CpuUsage = process.cpuUsage();
  #cpuAtMs: number = performance.now();
  #dropped: number;
  #faults: number;
  #takes = 0;
  /** Pauses of garbage collection since the start, ms. */
  gcMs = 0;

  /** `app` and `server` are segments, already made. */
  constructor(app: string, server: string, timings: Timings, source: RuntimeSource) {
    this.#timings = timings;
    this.#source = source;
    this.#timers = Object.fromEntries(
      NAMES.map((name) => [name, new Timer(`${ROOT}.${app}.${server}.runtime.${name}`)]),
    ) as Record<RuntimeName, Timer>;
    this.#dropped = dropped(source.counts);
    this.#faults = source.counts.internalErrors;
    this.#endGc = watchGc(this.#paused);
  }

  /** Sends what there is of the time since the last call. */
  take(): void {
    this.#takeLoop();
    this.#takeMemory();
    if (isMainThread) this.#takeCpu();
    // Experimental, so it may be gone in a Node to come.
    if (this.#takes++ % HANDLES_EVERY === 0 && typeof process.getActiveResourcesInfo === 'function')
      this.#add('active_handles', process.getActiveResourcesInfo().length);
    this.#takeAgent();
  }

  close(): void {
    this.#delay.close();
    this.#endGc();
  }

  #takeLoop(): void {
    const delay = this.#delay.take();
    if (delay !== undefined) {
      this.#add('loop_delay_p50', delay.p50Ms);
      this.#add('loop_delay_p99', delay.p99Ms);
      this.#add('loop_delay_max', delay.maxMs);
    }
    const now = performance.eventLoopUtilization();
    this.#add('loop_utilization_percent', performance.eventLoopUtilization(now, this.#utilization).utilization * 100);
    this.#utilization = now;
  }

  #takeMemory(): void {
    const memory = process.memoryUsage();
    this.#add('heap_used_bytes', memory.heapUsed);
    this.#add('heap_total_bytes', memory.heapTotal);
    this.#add('external_bytes', memory.external);
    this.#add('array_buffers_bytes', memory.arrayBuffers);
    if (isMainThread) this.#add('rss_bytes', memory.rss);
  }

  /** Percent of one core. */
  #takeCpu(): void {
    const spent = process.cpuUsage(this.#cpu);
    const nowMs = performance.now();
    const elapsedUs = (nowMs - this.#cpuAtMs) * US_A_MS;
    if (elapsedUs <= 0) return;
    this.#add('cpu_user_percent', (spent.user / elapsedUs) * 100);
    this.#add('cpu_system_percent', (spent.system / elapsedUs) * 100);
    this.#cpu = process.cpuUsage();
    this.#cpuAtMs = nowMs;
  }

  #takeAgent(): void {
    const { counts } = this.#source;
    this.#add('transactions_in_flight', this.#source.inFlight());
    this.#add('agent_flush', this.#source.flushMs());
    this.#add('agent_lines_dropped', dropped(counts) - this.#dropped);
    this.#add('agent_faults', counts.internalErrors - this.#faults);
    this.#dropped = dropped(counts);
    this.#faults = counts.internalErrors;
  }

  readonly #paused = (kind: GcKind, durationMs: number): void => {
    this.gcMs += durationMs;
    this.#add(`gc_${kind}`, durationMs);
  };

  #add(name: RuntimeName, value: number): void {
    if (value >= 0) this.#timings.add(this.#timers[name], value);
  }
}

const dropped = (counts: Counts): number => counts.linesDropped + counts.linesFailed;
