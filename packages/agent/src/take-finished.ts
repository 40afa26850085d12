/** Sends a transaction that something else timed, with its functions and its record. */
import type { FinishedFunction, FinishedTransaction } from './finished-transaction.ts';
import type { FunctionNode } from './name-tree.ts';
import { NO_CALL } from './records/trail.ts';
import { sendTransaction } from './send-transaction.ts';
import type { Session } from './session.ts';

export function takeFinished(session: Session, finished: FinishedTransaction): void {
  const { startMs, durationMs, failed, details, traceId, error } = finished;
  const name = session.names.transaction(finished.name);
  const collected = session.records?.begin();
  const nodes: (FunctionNode | undefined)[] = [];
  const calls: number[] = [];
  for (const timed of finished.functions) {
    const above = timed.parent < 0 ? name.root : nodes[timed.parent];
    const node = above?.child(timed.name);
    nodes.push(node);
    const atMs = startMs + timed.startOffsetMs;
    calls.push(
      node === undefined ? NO_CALL : (collected?.trail.start(node, calls[timed.parent] ?? NO_CALL, atMs) ?? NO_CALL),
    );
    if (node === undefined) continue;
    session.counts.functions++;
    session.timings.add(timed.failed ? node.error : node.ok, timed.durationMs);
    collected?.trail.end(calls.at(-1) as number, timed.durationMs, timed.failed);
  }
  const direct = finished.functions.filter(({ parent }) => parent < 0);
  sendTransaction(session, name, {
    durationMs,
    failed,
    apdexTMs: undefined,
    hadChild: direct.length > 0,
    ownMs: ownTime(durationMs, direct),
  });
  if (collected === undefined) return;
  const endMs = startMs + durationMs;
  const record = {
    transaction: name.display,
    failed,
    startMs,
    endMs,
    details,
    traceId,
    error: undefined,
    known: { error, endMs },
  };
  session.records?.ended(collected, record);
}

/** What the spans of the direct children leave of the transaction. */
function ownTime(durationMs: number, direct: readonly FinishedFunction[]): number {
  let own = 0;
  let coveredToMs = 0;
  for (const { startOffsetMs, durationMs: ms } of [...direct].sort((a, b) => a.startOffsetMs - b.startOffsetMs)) {
    if (startOffsetMs >= durationMs) break;
    own += Math.max(0, startOffsetMs - coveredToMs);
    coveredToMs = Math.max(coveredToMs, startOffsetMs + ms);
  }
  return own + Math.max(0, durationMs - coveredToMs);
}
