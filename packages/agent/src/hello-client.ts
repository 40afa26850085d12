/**
 * Tells the server who this process is, at its start and each minute, and what its names look like as written; learns Apdex T and where
 * StatsD listens. It runs in the agent's own context, so that it is never part of a transaction.
 */
import type { HelloAnswer, HelloRequest } from '@carpy/core';
import type { Counts } from './counts.ts';
import type { NameList } from './name-list.ts';
import { postHello } from './post-hello.ts';
import { clearTimeout, setTimeout } from './timers.ts';
import { AGENT_NAME, AGENT_VERSION } from './version.ts';

const EVERY_MS = 60_000;
/** After a failure: this, then twice as long each time, up to a minute. */
const FIRST_RETRY_MS = 5_000;
/** New names wait this long after the hello before, so that a new app's pages read well soon. */
const NAMES_WAIT_MS = 5_000;

export interface HelloOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly identity: Pick<HelloRequest, 'app' | 'server' | 'version' | 'startedAtMs'>;
  readonly names: NameList;
  readonly counts: Counts;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly epochMs: () => number;
  readonly outside: <T>(fn: () => T) => T;
  readonly answered: (answer: HelloAnswer) => void;
  /** Called once at most, when the first hello of this process is not answered. */
  readonly firstFailed: (reason: string) => void;
}

export class HelloClient {
  readonly #options: HelloOptions;
  #timer: NodeJS.Timeout | undefined;
  #current: { destroy(): void } | undefined;
  #closed = false;
  #first = true;
  #retryMs = FIRST_RETRY_MS;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #clockOffsetMs: number | undefined;
  #roundTripMs: number | undefined;

  constructor(options: HelloOptions) {
    this.#options = options;
    this.#schedule(0);
  }

  /** There are names to tell: the next hello comes soon, unless the server does not answer at all. */
  namesWait(): void {
    if (this.#current !== undefined || this.#retryMs !== FIRST_RETRY_MS || this.#first) return;
    if (this.#options.now() - this.#lastSentMs >= NAMES_WAIT_MS) this.#schedule(0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#current?.destroy();
  }

  #schedule(inMs: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#options.outside(() => this.#send()), inMs);
    this.#timer.unref();
  }

  /** Server clock minus this one, ms, and how long the hello took that told it; undefined before the first answer. */
  get clock(): { readonly clockOffsetMs?: number; readonly roundTripMs?: number } {
    return {
      ...(this.#clockOffsetMs === undefined ? {} : { clockOffsetMs: this.#clockOffsetMs }),
      ...(this.#roundTripMs === undefined ? {} : { roundTripMs: this.#roundTripMs }),
    };
  }

  #send(): void {
    const { url, key, names } = this.#options;
    const listed = names.next();
    const sentAtMs = this.#options.epochMs();
    const startMs = this.#options.now();
    this.#lastSentMs = startMs;
    this.#current = postHello(url, key, this.#body(listed, sentAtMs), (outcome) => {
      this.#current = undefined;
      if (this.#closed) return;
      if ('reason' in outcome) {
        this.#failed(outcome.reason);
        return;
      }
      names.told(listed);
      const roundTripMs = this.#options.now() - startMs;
      this.#roundTripMs = Math.round(roundTripMs);
      this.#clockOffsetMs = Math.round(outcome.answer.serverTimeMs - (sentAtMs + roundTripMs / 2));
      this.#succeeded(outcome.answer);
    });
  }

  #body(names: HelloRequest['names'], agentTimeMs: number): HelloRequest {
    return {
      ...this.#options.identity,
      agent: { name: AGENT_NAME, version: AGENT_VERSION, language: 'javascript' },
      agentTimeMs,
      ...this.clock,
      names,
    };
  }

  #succeeded(answer: HelloAnswer): void {
    this.#first = false;
    this.#retryMs = FIRST_RETRY_MS;
    this.#options.counts.hellosAnswered++;
    this.#options.answered(answer);
    this.#schedule(EVERY_MS);
  }

  #failed(reason: string): void {
    this.#options.counts.hellosFailed++;
    if (this.#first) this.#options.firstFailed(reason);
    this.#first = false;
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, EVERY_MS);
  }
}
