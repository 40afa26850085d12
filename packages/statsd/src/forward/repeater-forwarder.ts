/**
 * Sends every line that came in on to other StatsD servers, as npm statsd's repeater does, but packed anew: full datagrams instead of
 * one for each that came. Lines are not looked into; what is bad here is bad there.
 */
import type { Forwarder } from './forwarder.ts';
import type { Address, LineCounts, LineTarget, LineTargetOptions } from './line-target.ts';
import { openLineTarget } from './open-line-target.ts';
import { SoonTimer } from './soon-timer.ts';

export interface RepeaterOptions extends LineTargetOptions {
  readonly targets: readonly Address[];
  /** The longest that a line waits for others, ms. Default 100. */
  readonly flushAfterMs?: number;
}

export interface RepeaterCounts extends LineCounts {
  /** Each target by itself; the rest are their sums, `connected` means all, errors and stamps the newest. */
  readonly targets: readonly (Address & LineCounts)[];
}

const LF = 10;
const CR = 13;

export class RepeaterForwarder implements Forwarder {
  /** Resolves when every target's first look-up has ended; datagrams sent before are lost and counted. */
  readonly ready: Promise<void>;
  readonly #addresses: readonly Address[];
  readonly #targets: readonly LineTarget[];
  readonly #flush: SoonTimer;

  constructor(options: RepeaterOptions) {
    this.#addresses = options.targets;
    this.#targets = options.targets.map((target) => openLineTarget(target, options));
    this.ready = Promise.all(this.#targets.map((target) => target.ready)).then(() => {});
    this.#flush = new SoonTimer(options.flushAfterMs ?? 100, () => {
      for (const target of this.#targets) target.flush();
    });
  }

  /** Takes whole lines, parted by newlines, in bytes[0, length); they are the caller's again when this returns. */
  packet(bytes: Uint8Array, length: number): void {
    let start = 0;
    while (start < length) {
      let end = start;
      while (end < length && bytes[end] !== LF) end++;
      const next = end + 1;
      if (end > start && bytes[end - 1] === CR) end--;
      if (end > start) for (let i = 0; i < this.#targets.length; i++) this.#targets[i]?.line(bytes, start, end);
      start = next;
    }
    this.#flush.start();
  }

  counts(): RepeaterCounts {
    const targets = this.#targets.map((target, i) => ({ ...(this.#addresses[i] as Address), ...target.counts() }));
    const sum = (of: (counts: LineCounts) => number): number =>
      targets.reduce((total, counts) => total + of(counts), 0);
    const failed = targets.reduce<LineCounts | undefined>(
      (newest, counts) => ((counts.lastErrorAtMs ?? 0) > (newest?.lastErrorAtMs ?? 0) ? counts : newest),
      undefined,
    );
    const lastSentAtMs = Math.max(0, ...targets.map((counts) => counts.lastSentAtMs ?? 0));
    return {
      sent: sum((c) => c.sent),
      sentBytes: sum((c) => c.sentBytes),
      datagrams: sum((c) => c.datagrams),
      lost: sum((c) => c.lost),
      lostBatches: sum((c) => c.lostBatches),
      queuedBytes: sum((c) => c.queuedBytes),
      connected: targets.every((c) => c.connected),
      lastError: failed?.lastError,
      lastErrorAtMs: failed?.lastErrorAtMs,
      lastSentAtMs: lastSentAtMs === 0 ? undefined : lastSentAtMs,
      targets,
    };
  }

  async close(timeoutMs: number): Promise<void> {
    this.#flush.stop();
    await Promise.all(this.#targets.map((target) => target.close(timeoutMs)));
  }
}
