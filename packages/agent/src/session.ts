/** What one configuration brings about, from start to close: names, lines, the socket, hello, the flush timer. */

import type { lookup } from 'node:dns';
import { clearInterval, setInterval } from 'node:timers';
import { DEFAULT_APDEX_T_MS, segment } from '@carpy/core';
import { type Configuration, DEFAULT_STATSD, parseStatsdAddress } from './configuration.ts';
import { outside } from './context.ts';
import type { Counts } from './counts.ts';
import { CustomValues } from './custom-values.ts';
import { flushAtExit } from './exit-flush.ts';
import { HelloClient } from './hello-client.ts';
import { LineWriter } from './line-writer.ts';
import { NameList } from './name-list.ts';
import { NameTree } from './name-tree.ts';
import { StatsdSender } from './statsd-sender.ts';

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
  readonly list: NameList = new NameList();
  readonly names: NameTree;
  readonly lines: LineWriter;
  readonly custom: CustomValues;
  /** T of transactions that have none of their own and no setting, ms. */
  answeredApdexTMs: number = DEFAULT_APDEX_T_MS;
  readonly #sender: StatsdSender;
  readonly #hello: HelloClient | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #undoExit: () => void;

  constructor(configuration: Configuration, platform: Platform, counts: Counts) {
    this.configuration = configuration;
    this.counts = counts;
    this.now = platform.now;
    const app = segment(configuration.app);
    const server = segment(configuration.server);
    this.names = new NameTree(app, server, configuration.maxDatagramBytes, this.list, counts);
    const { maxDatagramBytes, maxBufferBytes } = configuration;
    this.#sender = new StatsdSender(
      configuration.statsd ?? DEFAULT_STATSD,
      platform.lookup === undefined
        ? { maxDatagramBytes, maxBufferBytes }
        : { maxDatagramBytes, maxBufferBytes, lookup: platform.lookup },
      counts,
    );
    this.lines = new LineWriter(maxDatagramBytes, this.#sender.takeBuffer, this.#sender.send);
    this.custom = new CustomValues(app, server, this.lines, this.list, counts);
    this.#timer = setInterval(() => this.#tick(), configuration.flushIntervalMs);
    this.#timer.unref();
    this.#undoExit = flushAtExit(this.flushNow);
    this.#hello = this.#startHello(platform);
  }

  /** Hands all lines to the socket, synchronously. Never throws. */
  readonly flushNow = (): void => {
    try {
      this.lines.cut();
    } catch {
      this.counts.internalErrors++;
    }
  };

  async flush(): Promise<void> {
    this.flushNow();
    await this.#sender.flushed();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#hello?.close();
    this.#undoExit();
    await this.flush();
    this.#sender.close();
  }

  #tick(): void {
    this.flushNow();
    this.#sender.tick();
    if (this.list.waiting > 0) this.#hello?.namesWait();
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
        if (apdexTMs === undefined) this.answeredApdexTMs = answer.apdexTMs;
        const address = parseStatsdAddress(answer.statsd);
        if (statsd === undefined && address !== undefined) this.#sender.retarget(address);
      },
      firstFailed: (reason) => {
        const { host, port } = this.#sender.address;
        platform.warn(
          `no carpy server answered at ${url} (${reason}); timings go to udp://${host}:${port}. Set CARPY_URL to its address, or to off`,
        );
      },
    });
  }
}
