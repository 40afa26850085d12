/** What every page of one app starts from: its records, and what the state knows of it. */
import type { Range } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { StoreStatus } from '@carpy/store';
import { type AppFacts, readAppFacts } from '../app-facts.ts';
import { type AppRecords, type AppSelection, checkedSegment, type PageRange, readApp } from '../app-records.ts';
import { findSpan, type RecentSlots, type Span } from '../app-span.ts';
import { timeByTransaction } from '../app-sums.ts';
import { bucketOfSlot, recordedSeconds } from '../grid.ts';
import type { RangeJson } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import type { Presence } from '../values.ts';

export interface PageContext {
  readonly facts: AppFacts;
  readonly records: AppRecords;
  /** ms of each transaction that came in the range. */
  readonly timeMs: ReadonlyMap<string, number>;
  readonly span: Span | undefined;
  /** Last fine slots of the newest minutes by server, the same on every page whatever its range, step or choice. */
  readonly recent: RecentSlots;
  readonly presence: Presence;
  /** Seconds recorded of the range, from the app's first point on. */
  readonly recordedS: number;
  readonly nowMs: number;
  /** Start of the app's first fine slot and end of its last, epoch ms. */
  readonly firstPointMs: number | null;
  readonly lastPointMs: number | null;
}

/** Reads. What is shown of it, and so added up, differs by page. Throws CARPY_NOT_FOUND for an app that neither sent a point nor said hello. */
export async function openPage(
  context: QueryContext,
  status: StoreStatus,
  selection: AppSelection,
  request: PageRange,
): Promise<PageContext> {
  const app = checkedSegment(selection.app, 'app');
  const [facts, { span, recent }] = await Promise.all([
    readAppFacts(context, app),
    findSpan(context.reader, status, app, request.nowMs),
  ]);
  if (!facts.known && span === undefined) throw new CarpyError('CARPY_NOT_FOUND', `no app "${app}" has sent anything`);
  const records = await readApp(context.reader, status, selection, { ...request, firstSlotS: span?.firstS });
  const presence = presenceOf(records, facts, span, recent);
  const fineMs = records.plan.fineStepS * 1000;
  return {
    facts,
    records,
    timeMs: timeByTransaction(records),
    span,
    recent,
    presence,
    recordedS: recordedSeconds(records.plan, records.coverage, span?.firstS),
    nowMs: request.nowMs,
    firstPointMs: span === undefined ? null : span.firstS * 1000 - fineMs,
    lastPointMs: span === undefined ? null : span.lastS * 1000,
  };
}

/** From the app's first point until its last sign of life: a point, or a hello of one of its servers. */
function presenceOf({ plan }: AppRecords, facts: AppFacts, span: Span | undefined, recent: RecentSlots): Presence {
  if (span === undefined) return { firstSlot: plan.slots, lastSlot: -1 };
  const hellosS = [...facts.servers.values()].map((s) => s.lastSeenMs / 1000);
  return {
    firstSlot: bucketOfSlot(plan, span.firstS),
    lastSlot: bucketOfSlot(plan, Math.max(span.lastS, ...recent.values(), ...hellosS)),
  };
}

export const rangeAnswer = ({ fromMs, toMs, live }: RangeJson): Range => ({ fromMs, toMs, live });
