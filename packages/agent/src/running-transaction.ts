/**
 * One transaction from start to end. Durations of its functions wait here until it ends, because its name may still change (a route
 * is known late) and it may be ignored.
 *
 * Own time is the sum of the spans in which no direct child ran: a count of those running, and two additions a child.
 *
 * Hot: `childStarted`, `childEnded` and `record` run once a timed call (bench/agent).
 */
import { apdexZone } from '@carpy/core';
import type { Transaction } from './api.ts';
import { parseApdexT } from './configuration.ts';
import { Scope, storage } from './context.ts';
import type { FunctionNode, TransactionName } from './name-tree.ts';
import type { Session } from './session.ts';
import type { TraceContext } from './trace-context.ts';
import type { TransactionDetails } from './transaction-details.ts';

/** Durations kept at most; past it they are written out under the name of that moment. */
const MAX_WAITING = 1_000;

export class RunningTransaction implements Transaction {
  readonly session: Session;
  readonly scope: Scope;
  /** What a hook knows of the request or job that it is. */
  details: TransactionDetails | undefined;
  /** The trace it came in with, or the one that it began (`traceOf`). */
  trace: TraceContext | undefined;
  readonly #startMs: number;
  #name: TransactionName;
  #apdexTMs: number | undefined;
  #named = false;
  #failed = false;
  #ignored = false;
  #ended = false;
  #hadChild = false;
  /** Direct children that run now. */
  #running = 0;
  #ownMs = 0;
  /** Since when no direct child runs. */
  #aloneSinceMs: number;
  /** Durations of ended functions; an error's as −1 − ms. */
  #nodes: FunctionNode[] = [];
  #durations: number[] = [];

  constructor(session: Session, name: string, apdexTMs: number | undefined) {
    this.session = session;
    this.#name = session.names.transaction(name);
    this.#apdexTMs = parseApdexT(apdexTMs);
    this.scope = new Scope(this, this.#name.root);
    this.#startMs = session.now();
    this.#aloneSinceMs = this.#startMs;
  }

  /** The transaction's own node in the tree of its present name. */
  get root(): FunctionNode {
    return this.#name.root;
  }

  get ended(): boolean {
    return this.#ended;
  }

  run<T>(fn: () => T): T {
    return storage.run(this.scope, fn);
  }

  setName(name: string): void {
    if (this.#ended) return;
    this.#rename(this.session.names.transaction(String(name)));
    this.#named = true;
  }

  /** The name that a hook knows; one that the application gave stands. */
  nameByHook(name: string): void {
    if (!this.#ended && !this.#named) this.#rename(this.session.names.transaction(name));
  }

  /** No route took it: all such requests have one name. */
  nameUnmatched(): void {
    if (!this.#ended && !this.#named) this.#rename(this.session.names.unmatched);
  }

  #rename(name: TransactionName): void {
    const old = this.#name;
    this.#name = name;
    if (this.scope.node === old.root) this.scope.node = name.root;
  }

  setError(_error?: unknown): void {
    this.#failed = true;
  }

  setApdexT(thresholdMs: number): void {
    this.#apdexTMs = parseApdexT(thresholdMs) ?? this.#apdexTMs;
  }

  ignore(): void {
    if (!this.#ended) this.#ignored = true;
  }

  end(error?: unknown): void {
    if (error !== undefined) this.#failed = true;
    if (this.#ended) return;
    this.#ended = true;
    const endMs = this.session.now();
    if (this.#running === 0) this.#ownMs += endMs - this.#aloneSinceMs;
    try {
      if (!this.#ignored) this.#send(endMs - this.#startMs);
    } catch {
      this.session.counts.internalErrors++;
    }
    this.#nodes = [];
    this.#durations = [];
  }

  /** A direct child started. */
  childStarted(atMs: number): void {
    this.#hadChild = true;
    if (this.#running++ === 0) this.#ownMs += atMs - this.#aloneSinceMs;
  }

  childEnded(atMs: number): void {
    if (--this.#running === 0) this.#aloneSinceMs = atMs;
  }

  /** A function ended. One that outlived its transaction is sent at once. */
  record(node: FunctionNode, durationMs: number, failed: boolean): void {
    this.session.counts.functions++;
    const signed = failed ? -1 - durationMs : durationMs;
    if (this.#ended) {
      if (!this.#ignored) this.#sendFunction(node, signed);
      return;
    }
    this.#nodes.push(node);
    if (this.#durations.push(signed) >= MAX_WAITING) this.#sendWaiting();
  }

  #send(durationMs: number): void {
    const { session } = this;
    const name = this.#name;
    const outcome = this.#failed ? 'error' : 'ok';
    const ownT = this.#apdexTMs ?? session.configuration.apdexTMs;
    session.counts.transactions++;
    this.#sendWaiting();
    session.lines.timing(this.#failed ? name.root.errorPrefix : name.root.okPrefix, durationMs);
    session.lines.whole(name[apdexZone(durationMs, ownT ?? session.answeredApdexTMs, outcome)]);
    if (this.#hadChild && !name.root.isOther) name.hasHadChild = true;
    if (name.hasHadChild) session.lines.timing(name.ownPrefix, this.#ownMs);
    if (name.listedTMs !== (ownT ?? 0)) name.list(ownT);
  }

  #sendWaiting(): void {
    if (this.#ignored) {
      this.#nodes = [];
      this.#durations = [];
      return;
    }
    for (let i = 0; i < this.#nodes.length; i++)
      this.#sendFunction(this.#nodes[i] as FunctionNode, this.#durations[i] as number);
    this.#nodes.length = 0;
    this.#durations.length = 0;
  }

  #sendFunction(timed: FunctionNode, signed: number): void {
    const node = timed.owner === this.#name ? timed : sameUnder(this.#name.root, timed);
    if (node === undefined) return;
    if (signed < 0) this.session.lines.timing(node.errorPrefix, -1 - signed);
    else this.session.lines.timing(node.okPrefix, signed);
  }
}

/** The node of the same calls under another transaction's name; undefined past a bound there. */
function sameUnder(root: FunctionNode, node: FunctionNode): FunctionNode | undefined {
  if (node.parent === undefined) return root;
  return sameUnder(root, node.parent)?.child(node.name);
}
