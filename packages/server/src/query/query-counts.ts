/** Counts queries by how they ended, and keeps the last slow ones. */
import type { QueryCounts, SlowQuery } from '@carpy/api';
import { isCarpyError } from '@carpy/core';
import type { QueryKind, QueryRequests } from './query-client.ts';

/** A query that takes longer is kept with what it asked. */
const SLOW_MS = 1_000;
const SLOW_KEPT = 20;
const SHOWN_CHARACTERS = 300;

export class QueryCounter {
  readonly #clock: () => number;
  readonly #slow: SlowQuery[] = [];
  #running = 0;
  #answered = 0;
  #refused = 0;
  #cancelled = 0;
  #timedOut = 0;
  #failed = 0;

  /** `clock`: epoch ms. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts one query from now until it settles, and answers as it does. */
  async during<K extends QueryKind, T>(
    kind: K,
    request: QueryRequests[K]['request'],
    work: () => Promise<T>,
  ): Promise<T> {
    const startedAtMs = this.#clock();
    const since = performance.now();
    this.#running++;
    let outcome: SlowQuery['outcome'] = 'answered';
    try {
      const answer = await work();
      this.#answered++;
      return answer;
    } catch (e) {
      outcome = this.#countFailure(e);
      throw e;
    } finally {
      this.#running--;
      const tookMs = Math.round(performance.now() - since);
      if (tookMs >= SLOW_MS) this.#keep({ kind, what: shown(request), startedAtMs, tookMs, outcome });
    }
  }

  counts(): QueryCounts {
    return {
      running: this.#running,
      answered: this.#answered,
      refused: this.#refused,
      cancelled: this.#cancelled,
      timedOut: this.#timedOut,
      failed: this.#failed,
      slow: [...this.#slow],
    };
  }

  #countFailure(e: unknown): SlowQuery['outcome'] {
    const code = isCarpyError(e) ? e.code : undefined;
    if (code === 'CARPY_TOO_MUCH') {
      this.#refused++;
      return 'refused';
    }
    if (code === 'CARPY_CANCELLED') {
      this.#cancelled++;
      return 'cancelled';
    }
    if (code === 'CARPY_TIMEOUT') {
      this.#timedOut++;
      return 'timedOut';
    }
    this.#failed++;
    return 'failed';
  }

  #keep(slow: SlowQuery): void {
    this.#slow.unshift(slow);
    if (this.#slow.length > SLOW_KEPT) this.#slow.pop();
  }
}

/** What was asked: targets, a find's pattern, or app and transaction of a page. */
function shown(request: object): string {
  const { targets, query, app, transaction } = request as {
    readonly targets?: readonly string[];
    readonly query?: string;
    readonly app?: string;
    readonly transaction?: string;
  };
  const words = targets ?? [query, app, transaction].filter((word) => word !== undefined);
  return words.join(' & ').slice(0, SHOWN_CHARACTERS);
}
