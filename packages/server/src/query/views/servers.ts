/** Servers of an app: those that sent in the range, and those that are known and not forgotten yet. */
import type { ServerSummary, Totals } from '@carpy/api';
import { ROOT } from '@carpy/core';
import type { StoreStatus } from '@carpy/store';
import type { StoreReader } from '../../threads/clients.ts';
import { commonThreshold, isForgotten, serverSummary } from '../app-facts.ts';
import { type AppRecords, checkedSegment } from '../app-records.ts';
import { lastSlotOfServer } from '../app-span.ts';
import type { Sums } from '../app-sums.ts';
import { TimerTotal } from '../timer-total.ts';
import type { PageContext } from './page.ts';
import { totalsOf } from './totals.ts';

export async function serverRows(
  page: PageContext,
  reader: StoreReader,
  status: StoreStatus,
): Promise<(ServerSummary & { totals: Totals })[]> {
  const { facts, nowMs } = page;
  const lastPoints = lastPointsMs(page.records, nowMs);
  const listed = await reader.find(`${ROOT}.${checkedSegment(facts.app, 'app')}.*`);
  const names = new Set([...lastPoints.keys(), ...facts.servers.keys(), ...listed.map((node) => node.name)]);
  const thresholdMs = commonThreshold(facts, page.sums.transactions.keys());
  const { plan } = page.records;
  const endsNow = (plan.startS + plan.slots * plan.stepS) * 1000 >= nowMs - 2 * plan.fineStepS * 1000;
  const rows: (ServerSummary & { totals: Totals })[] = [];
  for (const name of [...names].sort()) {
    let lastPointMs = lastPoints.get(name) ?? null;
    // Only the points of servers that never said hello tell when they were last there, and those may lie after the range.
    if ((lastPointMs === null || !endsNow) && !facts.servers.has(name)) {
      const slotS = await lastSlotOfServer(reader, status, facts.app, name, nowMs);
      lastPointMs = slotS === undefined ? null : slotS * 1000;
    }
    const summary = serverSummary(facts, name, lastPointMs, nowMs);
    if (isForgotten(summary, nowMs) && !lastPoints.has(name)) continue;
    rows.push({ ...summary, totals: totalsOf(page.sums.servers.get(name) ?? noSums, thresholdMs, page.recordedS) });
  }
  return rows;
}

const noSums: Sums = { ok: new TimerTotal(), error: new TimerTotal(), apdex: [0, 0, 0] };

/** End of the last slot with a transaction, by server, epoch ms. */
function lastPointsMs(records: AppRecords, nowMs: number): Map<string, number> {
  const last = new Map<string, number>();
  for (const { server, data } of records.outcomes) {
    const slot = data.columns.subarray(0, data.slots).findLastIndex((v) => v > 0);
    if (slot < 0) continue;
    const endMs = Math.min((data.startS + (slot + 1) * data.stepS - records.plan.fineStepS) * 1000, nowMs);
    last.set(server, Math.max(last.get(server) ?? 0, endMs));
  }
  return last;
}
