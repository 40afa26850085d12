/**
 * The functions of one running transaction, for its record: where each stood, when it started, how long it took. Bounded; what comes
 * past the bound is timed all the same, and missing here.
 *
 * Hot: `start` and `end` run once a timed call while records are on (bench/agent). Arrays are kept for the next transaction.
 */
import { RECORD_LIMITS, type RecordChild } from '@carpy/core';
import type { FunctionNode } from '../name-tree.ts';

/** The call that is the transaction itself, and one that is not in the trail. */
export const NO_CALL = -1;

export class Trail {
  readonly #nodes: FunctionNode[] = [];
  readonly #parents: number[] = [];
  readonly #startsMs: number[] = [];
  /** NaN while it runs. */
  readonly #durationsMs: number[] = [];
  readonly #failed: boolean[] = [];

  /** Notes a call below the call `parent`; answers its number. */
  start(node: FunctionNode, parent: number, startMs: number): number {
    if (this.#nodes.length >= RECORD_LIMITS.children) return NO_CALL;
    this.#parents.push(parent);
    this.#startsMs.push(startMs);
    this.#durationsMs.push(Number.NaN);
    this.#failed.push(false);
    return this.#nodes.push(node) - 1;
  }

  end(call: number, durationMs: number, failed: boolean): void {
    if (call === NO_CALL) return;
    this.#durationsMs[call] = durationMs;
    this.#failed[call] = failed;
  }

  /** What there is of a transaction from `startMs` to `endMs`; a call that still runs lasts until then. */
  children(startMs: number, endMs: number): RecordChild[] {
    return this.#nodes.map((node, i) => {
      const atMs = this.#startsMs[i] as number;
      const durationMs = this.#durationsMs[i] as number;
      return {
        name: node.name.slice(0, RECORD_LIMITS.nameChars),
        parent: this.#parents[i] as number,
        startOffsetMs: thousandths(atMs - startMs),
        durationMs: thousandths(Number.isNaN(durationMs) ? endMs - atMs : durationMs),
        outcome: this.#failed[i] === true ? 'error' : 'ok',
      };
    });
  }

  clear(): void {
    this.#nodes.length = 0;
    this.#parents.length = 0;
    this.#startsMs.length = 0;
    this.#durationsMs.length = 0;
    this.#failed.length = 0;
  }
}

export const thousandths = (ms: number): number => Math.max(0, Math.round(ms * 1000) / 1000);
