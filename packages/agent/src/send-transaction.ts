/** What every ended transaction sends of itself, whoever timed it. */
import { apdexZone } from '@carpy/core';
import type { TransactionName } from './name-tree.ts';
import type { Session } from './session.ts';

export interface EndedTransaction {
  readonly durationMs: number;
  readonly failed: boolean;
  /** Its own T, ms; undefined where it has none. */
  readonly apdexTMs: number | undefined;
  readonly hadChild: boolean;
  /** Time in which no direct child ran, ms. */
  readonly ownMs: number;
}

/** Duration, Apdex, own time; and its name is told with the next hello. */
export function sendTransaction(session: Session, name: TransactionName, ended: EndedTransaction): void {
  const { timings } = session;
  const { durationMs, failed } = ended;
  const ownT = ended.apdexTMs ?? session.configuration.apdexTMs;
  session.counts.transactions++;
  timings.add(failed ? name.root.error : name.root.ok, durationMs);
  timings.count(name[apdexZone(durationMs, ownT ?? session.answeredApdexTMs, failed ? 'error' : 'ok')], 1);
  if (ended.hadChild && !name.root.isOther) name.hasHadChild = true;
  if (name.hasHadChild) timings.add(name.own, ended.ownMs);
  if (name.listedTMs !== (ownT ?? 0)) name.list(ownT);
}
