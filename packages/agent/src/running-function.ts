/** A function that is ended by hand: for callbacks and events. */
import type { FunctionCall } from './api.ts';
import { Scope, storage } from './context.ts';
import type { FunctionNode } from './name-tree.ts';
import type { RunningTransaction } from './running-transaction.ts';
import { endFunction } from './timed-call.ts';

export class RunningFunction implements FunctionCall {
  readonly #scope: Scope;
  readonly #startMs: number;
  #ended = false;

  constructor(transaction: RunningTransaction, node: FunctionNode, callAbove: number) {
    this.#startMs = transaction.session.now();
    this.#scope = new Scope(transaction, node, transaction.callStarted(node, callAbove, this.#startMs));
    if (node.depth === 1) transaction.childStarted(this.#startMs);
  }

  run<T>(fn: () => T): T {
    return storage.run(this.#scope, fn);
  }

  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    const { transaction, node, call } = this.#scope;
    endFunction(transaction, node, this.#startMs, call, error !== undefined);
  }
}
