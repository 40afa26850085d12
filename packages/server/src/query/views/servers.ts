/** Servers of an app: those that sent in the range, and those that are known and not forgotten yet. */
import type { ServerSummary, Totals } from '@carpy/api';
import { ROOT } from '@carpy/core';
import type { StoreStatus } from '@carpy/store';
import type { StoreReader } from '../../threads/clients.ts';
import { commonThreshold, isForgotten, serverSummary } from '../app-facts.ts';
import { type AppRecords, checkedSegment } from '../app-records.ts';
import { lastSlotOfServer } from '../app-span.ts';
import { newSums, type Sums } from '../app-sums.ts';
import type { PageContext } from './page.ts';
import { totalsOf } from './totals.ts';

export async function serverRows(
  page: PageContext,
  sums: ReadonlyMap<string, Sums>,
  reader: StoreReader,
  status: StoreStatus,
): Promise<(ServerSummary & { totals: Totals })[]> {
  const { facts, nowMs, recent } = page;
  const listed = await reader.find(`${ROOT}.${checkedSegment(facts.app, 'app')}.*`);
  const sent = serversWithTimings(page.records);
  const names = new Set([...sent, ...facts.servers.keys(), ...listed.map((node) => node.name)]);
  const thresholdMs = commonThreshold(facts, page.timeMs.keys());
  const rows: (ServerSummary & { totals: Totals })[] = [];
  for (const name of [...names].sort()) {
    let slotS = recent.get(name);
    // A hello comes each minute: one of longer ago says when a silent server was last there nearly enough. Others are searched for.
    if (slotS === undefined && !facts.servers.has(name))
      slotS = await lastSlotOfServer(reader, status, facts.app, name, nowMs);
    const summary = serverSummary(facts, name, slotS === undefined ? null : slotS * 1000, nowMs);
    if (isForgotten(summary, nowMs) && !sent.has(name)) continue;
    rows.push({ ...summary, totals: totalsOf(sums.get(name) ?? noSums, thresholdMs, page.recordedS) });
  }
  return rows;
}

const noSums: Sums = newSums();

/** Those with a transaction in the range. */
function serversWithTimings(records: AppRecords): Set<string> {
  const sent = new Set<string>();
  for (const { server, data } of records.outcomes)
    if (!sent.has(server) && data.columns.subarray(0, data.slots).some((v) => v > 0)) sent.add(server);
  return sent;
}
