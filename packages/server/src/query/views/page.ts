/** What every page of one app starts from: its records, added up, and what the state knows of it. */
import type { Range } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { StoreStatus } from '@carpy/store';
import { type AppFacts, readAppFacts } from '../app-facts.ts';
import { type AppRecords, type AppSelection, checkedSegment, type PageRange, readApp } from '../app-records.ts';
import { findSpan, type Span } from '../app-span.ts';
import { type AppSums, sumApp } from '../app-sums.ts';
import { bucketOfSlot, recordedSeconds } from '../grid.ts';
import type { RangeJson } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import type { Presence } from '../values.ts';

export interface PageRequest extends PageRange {
  /** Whether the page shows figures of each server. */
  readonly byServer: boolean;
}

export interface PageContext {
  readonly facts: AppFacts;
  readonly records: AppRecords;
  readonly sums: AppSums;
  readonly span: Span | undefined;
  readonly presence: Presence;
  /** Seconds recorded of the range, from the app's first point on. */
  readonly recordedS: number;
  readonly nowMs: number;
  /** Start of the app's first fine slot and end of its last, epoch ms. */
  readonly firstPointMs: number | null;
  readonly lastPointMs: number | null;
}

/** Reads and adds up. Throws CARPY_NOT_FOUND for an app that neither sent a point nor said hello. */
export async function openPage(
  context: QueryContext,
  status: StoreStatus,
  selection: AppSelection,
  request: PageRequest,
): Promise<PageContext> {
  const app = checkedSegment(selection.app, 'app');
  const [facts, span] = await Promise.all([
    readAppFacts(context, app),
    findSpan(context.reader, status, app, request.nowMs),
  ]);
  if (!facts.known && span === undefined) throw new CarpyError('CARPY_NOT_FOUND', `no app "${app}" has sent anything`);
  const records = await readApp(context.reader, status, selection, { ...request, firstSlotS: span?.firstS });
  const sums = sumApp(records, request.byServer);
  const presence = presenceOf(records, facts, span);
  const fineMs = records.plan.fineStepS * 1000;
  return {
    facts,
    records,
    sums,
    span,
    presence,
    recordedS: recordedSeconds(records.grid, presence.firstSlot),
    nowMs: request.nowMs,
    firstPointMs: span === undefined ? null : span.firstS * 1000 - fineMs,
    lastPointMs: span === undefined ? null : span.lastS * 1000,
  };
}

/** From the app's first point until its last sign of life: a point, or a hello of one of its servers. */
function presenceOf({ plan }: AppRecords, facts: AppFacts, span: Span | undefined): Presence {
  if (span === undefined) return { firstSlot: plan.slots, lastSlot: -1 };
  const hellosS = [...facts.servers.values()].map((s) => s.lastSeenMs / 1000);
  return { firstSlot: bucketOfSlot(plan, span.firstS), lastSlot: bucketOfSlot(plan, Math.max(span.lastS, ...hellosS)) };
}

export const rangeAnswer = ({ fromMs, toMs, live }: RangeJson): Range => ({ fromMs, toMs, live });
