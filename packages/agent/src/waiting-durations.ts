/** Durations of a transaction's functions until it ends. The lists of ended transactions are filled again by later ones. */
import type { FunctionNode } from './name-tree.ts';

/** Lists kept for later: more transactions seldom run at once. */
const MAX_SPARE = 64;

/** The places from `count` on hold what was there before. */
export class WaitingDurations {
  readonly nodes: FunctionNode[] = [];
  /** An error's as −1 − ms. */
  readonly signedMs: number[] = [];
  count = 0;

  /** Answers how many wait now. */
  add(node: FunctionNode, signedMs: number): number {
    const at = this.count++;
    this.nodes[at] = node;
    this.signedMs[at] = signedMs;
    return this.count;
  }
}

export class SpareDurations {
  readonly #spare: WaitingDurations[] = [];

  take(): WaitingDurations {
    return this.#spare.pop() ?? new WaitingDurations();
  }

  giveBack(list: WaitingDurations): void {
    list.count = 0;
    if (this.#spare.length < MAX_SPARE) this.#spare.push(list);
  }
}
