/**
 * One transaction from start to end. Durations of its functions wait here until it ends, because its name may still change (a route
 * is known late) and it may be ignored.
 *
 * Own time is the sum of the spans in which no direct child ran: a count of those running, and two additions a child.
 *
 * Hot: `childStarted`, `childEnded` and `record` run once a timed call (bench/agent).
 */
import { RECORD_LIMITS } from '@carpy/core';
import type { Transaction } from './api.ts';
import { parseApdexT } from './configuration.ts';
import { Scope, storage } from './context.ts';
import { severityOf, WARN } from './logging/levels.ts';
import type { FunctionNode, TransactionName } from './name-tree.ts';
import type { Collected, Records } from './records/records.ts';
import { NO_CALL } from './records/trail.ts';
import { sendTransaction } from './send-transaction.ts';
import type { Session } from './session.ts';
import type { TraceContext } from './trace-context.ts';
import type { TransactionDetails } from './transaction-details.ts';
import type { WaitingDurations } from './waiting-durations.ts';

/** Durations kept at most; past it they are written out under the name of that moment. */
const MAX_WAITING = 1_000;

export class RunningTransaction implements Transaction {
  /** At its end the one that took its place, if another did meanwhile. */
  session: Session;
  readonly scope: Scope;
  /** What a hook knows of the request or job that it is. */
  details: TransactionDetails | undefined;
  /** The trace it came in with, or the one that it began (`traceOf`). */
  trace: TraceContext | undefined;
  /** For its record; undefined where none is made, and after its end. */
  #collected: Collected | undefined;
  #error: unknown;
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
  /** Of functions that ended; undefined until the first one did, and after its own end. */
  #waiting: WaitingDurations | undefined;

  constructor(session: Session, name: string, apdexTMs: number | undefined) {
    this.session = session;
    this.#name = session.names.transaction(name);
    this.#apdexTMs = parseApdexT(apdexTMs);
    this.scope = new Scope(this, this.#name.root, NO_CALL);
    this.#startMs = session.now();
    this.#aloneSinceMs = this.#startMs;
    session.inFlight++;
    this.#collected = session.records?.begin();
  }

  /** The transaction's own node in the tree of its present name. */
  get root(): FunctionNode {
    return this.#name.root;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** A record may be made of it. */
  get isRecorded(): boolean {
    return this.#collected !== undefined;
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

  setError(error?: unknown): void {
    this.#failed = true;
    if (!this.#ended) this.#error ??= error;
  }

  /** Keeps a line of the application's log for the record. */
  log(level: string, message: string, severity: number): void {
    if (this.#collected === undefined) return;
    this.#collected.logs ??= [];
    const { logs } = this.#collected;
    if (logs.length >= RECORD_LIMITS.logs) {
      // A warning takes the place of what only tells.
      const least = severity < WARN ? -1 : logs.findIndex((line) => severityOf(line.level) < WARN);
      if (least < 0) return;
      logs.splice(least, 1);
    }
    logs.push({ atMs: this.session.epochMs(), level, message: message.slice(0, RECORD_LIMITS.logChars) });
  }

  setApdexT(thresholdMs: number): void {
    this.#apdexTMs = parseApdexT(thresholdMs) ?? this.#apdexTMs;
  }

  ignore(): void {
    if (!this.#ended) this.#ignored = true;
  }

  end(error?: unknown): void {
    if (error !== undefined) this.setError(error);
    if (this.#ended) return;
    this.#ended = true;
    this.session.inFlight--;
    const endMs = this.session.now();
    if (this.#running === 0) this.#ownMs += endMs - this.#aloneSinceMs;
    const { records, successor } = this.session;
    try {
      if (successor !== undefined) this.#moveTo(successor);
      if (!this.#ignored) this.#send(endMs - this.#startMs);
      if (this.#collected !== undefined) this.#endRecord(records, this.#collected, endMs);
    } catch {
      this.session.counts.internalErrors++;
    }
    this.#collected = undefined;
    this.#error = undefined;
    if (this.#waiting !== undefined) this.session.spareDurations.giveBack(this.#waiting);
    this.#waiting = undefined;
  }

  /** Settings were changed while it ran: a session that is closed sends nothing any more. */
  #moveTo(successor: Session): void {
    const { names } = this.session;
    let session = successor;
    while (session.successor !== undefined) session = session.successor;
    this.session = session;
    if (this.#name === names.unmatched) this.#name = session.names.unmatched;
    else if (!this.#name.root.isOther) this.#name = session.names.transaction(this.#name.display);
  }

  /** A direct child started. */
  childStarted(atMs: number): void {
    this.#hadChild = true;
    if (this.#running++ === 0) this.#ownMs += atMs - this.#aloneSinceMs;
  }

  childEnded(atMs: number): void {
    if (--this.#running === 0) this.#aloneSinceMs = atMs;
  }

  /** A function started below the call `above`; answers its own number. */
  callStarted(node: FunctionNode, above: number, atMs: number): number {
    return this.#collected === undefined ? NO_CALL : this.#collected.trail.start(node, above, atMs);
  }

  /** A function ended. One that outlived its transaction is sent at once. */
  record(node: FunctionNode, durationMs: number, failed: boolean, call: number): void {
    this.#collected?.trail.end(call, durationMs, failed);
    this.session.counts.functions++;
    const signed = failed ? -1 - durationMs : durationMs;
    if (this.#ended) {
      if (!this.#ignored) this.#sendFunction(node, signed);
      return;
    }
    this.#waiting ??= this.session.spareDurations.take();
    if (this.#waiting.add(node, signed) >= MAX_WAITING) this.#sendWaiting();
  }

  #send(durationMs: number): void {
    this.#sendWaiting();
    sendTransaction(this.session, this.#name, {
      durationMs,
      failed: this.#failed,
      apdexTMs: this.#apdexTMs,
      hadChild: this.#hadChild,
      ownMs: this.#ownMs,
    });
  }

  #endRecord(records: Records | undefined, collected: Collected, endMs: number): void {
    if (this.#ignored) records?.release(collected);
    else
      records?.ended(collected, {
        transaction: this.#name.display,
        failed: this.#failed,
        startMs: this.#startMs,
        endMs,
        details: this.details,
        traceId: this.trace?.traceId,
        error: this.#error,
      });
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const { nodes, signedMs, count } = waiting;
    waiting.count = 0;
    if (this.#ignored) return;
    for (let i = 0; i < count; i++) this.#sendFunction(nodes[i] as FunctionNode, signedMs[i] as number);
  }

  #sendFunction(timed: FunctionNode, signed: number): void {
    const node = timed.owner === this.#name ? timed : sameUnder(this.#name.root, timed);
    if (node === undefined) return;
    if (signed < 0) this.session.timings.add(node.error, -1 - signed);
    else this.session.timings.add(node.ok, signed);
  }
}

/** The node of the same calls under another transaction's name; undefined past a bound there. */
function sameUnder(root: FunctionNode, node: FunctionNode): FunctionNode | undefined {
  if (node.parent === undefined) return root;
  return sameUnder(root, node.parent)?.child(node.name);
}
