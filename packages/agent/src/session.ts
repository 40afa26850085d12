/** What one configuration brings about, from start to close: names, lines, the socket, hello, the flush timer. */

import { DEFAULT_APDEX_T_MS, type HelloAnswer, segment } from '@carpy/core';
import { isOneOf } from './aggregation/known-server.ts';
import { Timings } from './aggregation/timings.ts';
import type { Configuration } from './configuration.ts';
import { outside } from './context.ts';
import type { Counts } from './counts.ts';
import { CustomValues } from './custom-values.ts';
import { flushAtExit } from './exit-flush.ts';
import { HelloClient } from './hello-client.ts';
import { LineWriter } from './line-writer.ts';
import { NameList } from './name-list.ts';
import { NameTree } from './name-tree.ts';
import { lookup } from './own-lookup.ts';
import { Records } from './records/records.ts';
import { RuntimeValues } from './runtime/runtime-values.ts';
import { parseStatsdAddress, type StatsdAddress, showStatsdAddress, statsdBeside } from './statsd-address.ts';
import { type LineSender, StatsdSender } from './statsd-sender.ts';
import { StreamSender } from './stream-sender.ts';
import { clearInterval, setInterval } from './timers.ts';
import { SpareDurations } from './waiting-durations.ts';

/** Clocks and system calls, passed in. */
export interface Platform {
  /** Monotonic, ms with fractions. */
  readonly now: () => number;
  readonly epochMs: () => number;
  /** Writes one line to standard error. */
  readonly warn: (line: string) => void;
  readonly startedAtMs: number;
  readonly lookup?: typeof lookup;
}

export class Session {
  readonly configuration: Configuration;
  readonly counts: Counts;
  readonly now: () => number;
  readonly epochMs: () => number;
  readonly list: NameList = new NameList();
  readonly names: NameTree;
  readonly lines: LineWriter;
  readonly timings: Timings;
  readonly spareDurations: SpareDurations = new SpareDurations();
  readonly custom: CustomValues;
  /** T of transactions that have none of their own and no setting, ms. */
  answeredApdexTMs: number = DEFAULT_APDEX_T_MS;
  /** Transactions that run now. */
  inFlight = 0;
  /** The one that other settings brought about in its place. */
  successor: Session | undefined;
  readonly runtime: RuntimeValues | undefined;
  /** Request records; undefined unless they are on. */
  readonly records: Records | undefined;
  readonly #sender: LineSender;
  /** The sender over UDP, which follows hello's answer; undefined over a stream. */
  readonly #udp: StatsdSender | undefined;
  readonly #lookup: typeof lookup;
  #closed = false;
  #flushMs = 0;
  readonly #hello: HelloClient | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #undoExit: () => void;

  constructor(configuration: Configuration, platform: Platform, counts: Counts) {
    this.configuration = configuration;
    this.counts = counts;
    this.now = platform.now;
    this.epochMs = platform.epochMs;
    const app = segment(configuration.app);
    const server = segment(configuration.server);
    this.names = new NameTree(app, server, configuration.maxDatagramBytes, this.list, counts);
    this.#lookup = platform.lookup ?? lookup;
    const options = { ...configuration, lookup: this.#lookup };
    const address = configuration.statsd ?? statsdBeside(configuration.url);
    this.#udp = address.scheme === 'udp' ? new StatsdSender(address, options, counts) : undefined;
    this.#sender = this.#udp ?? new StreamSender(address, options, counts);
    this.lines = new LineWriter(configuration.maxDatagramBytes, this.#sender.takeBuffer, this.#sender.send);
    this.timings = new Timings(this.lines);
    this.custom = new CustomValues(app, server, this.lines, this.timings, this.list, counts);
    this.runtime = configuration.runtime
      ? new RuntimeValues(app, server, this.timings, {
          counts,
          inFlight: () => this.inFlight,
          flushMs: () => this.#flushMs,
        })
      : undefined;
    this.records = this.#startRecords(platform);
    this.#timer = setInterval(() => this.#tick(), configuration.flushIntervalMs);
    this.#timer.unref();
    this.#undoExit = flushAtExit({ flushNow: this.flushNow, drain: this.#drain });
    this.#hello = this.#startHello(platform);
  }

  /** Hands all lines to the socket, synchronously. Never throws. */
  readonly flushNow = (): void => {
    try {
      this.timings.flush();
      this.custom.flush();
      this.lines.cut();
    } catch {
      this.counts.internalErrors++;
    }
  };

  /** Sends the records that wait when the process ends; undefined where there are none. */
  readonly #drain = (): Promise<void> | undefined => {
    try {
      return this.records?.drain();
    } catch {
      this.counts.internalErrors++;
      return undefined;
    }
  };

  async flush(): Promise<void> {
    this.flushNow();
    await Promise.all([this.#sender.flushed(), this.records?.flush()]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#hello?.close();
    this.#undoExit();
    this.runtime?.close();
    await this.flush();
    this.records?.close();
    this.#sender.close();
  }

  #tick(): void {
    const startMs = this.now();
    try {
      this.runtime?.take();
    } catch {
      this.counts.internalErrors++;
    }
    this.flushNow();
    this.#sender.tick();
    this.records?.tick();
    this.#flushMs = this.now() - startMs;
    if (this.list.waiting > 0) this.#hello?.namesWait();
  }

  /** Sends where hello says, by weight: that server is carpy itself. */
  #follow(statsd: HelloAnswer['statsd']): void {
    const address = parseStatsdAddress(statsd);
    if (address?.scheme !== 'udp') return;
    this.flushNow();
    this.#udp?.retarget(address);
    this.timings.aggregate = true;
  }

  async #recognise(statsd: StatsdAddress, listeners: unknown): Promise<void> {
    const isOurs = await isOneOf(statsd, listeners, this.#lookup);
    if (!this.#closed) this.timings.aggregate = isOurs;
  }

  #startRecords(platform: Platform): Records | undefined {
    const { records: settings, url, key, app, server, version } = this.configuration;
    if (settings === false || url === undefined) return undefined;
    return new Records({
      url,
      key,
      settings,
      counts: this.counts,
      warn: platform.warn,
      outside,
      now: platform.now,
      epochMs: platform.epochMs,
      random: Math.random,
      gcMs: () => this.runtime?.gcMs,
      head: () => ({
        app,
        server,
        ...(version === undefined ? {} : { version }),
        sentAtMs: platform.epochMs(),
        ...this.#hello?.clock,
      }),
    });
  }

  #startHello(platform: Platform): HelloClient | undefined {
    const { url, key, app, server, version, statsd, apdexTMs } = this.configuration;
    if (url === undefined) return undefined;
    return new HelloClient({
      url,
      key,
      identity: { app, server, ...(version === undefined ? {} : { version }), startedAtMs: platform.startedAtMs },
      names: this.list,
      counts: this.counts,
      now: platform.now,
      epochMs: platform.epochMs,
      outside,
      answered: (answer) => {
        if (this.records !== undefined) this.records.accepted = answer.records?.accepted === true;
        if (apdexTMs === undefined) this.answeredApdexTMs = answer.apdexTMs;
        if (statsd === undefined) this.#follow(answer.statsd);
        else void this.#recognise(statsd, answer.statsdAll);
      },
      firstFailed: (reason) => {
        platform.warn(
          `no carpy server answered at ${url} (${reason}); timings go to ${showStatsdAddress(statsd ?? statsdBeside(url))}. Set CARPY_URL to its address, or to off`,
        );
      },
    });
  }
}
