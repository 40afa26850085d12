/** What the engine tells of itself. */
import type { StoreStatus } from '../store.ts';
import { allLogs, type EngineState } from './engine-state.ts';

export function statusOf(state: EngineState): StoreStatus {
  let diskBytes = state.database.bytes();
  let firstSlotS = Number.POSITIVE_INFINITY;
  let lastSlotS = Number.NEGATIVE_INFINITY;
  for (const { bytes, firstS, lastS } of state.blocks.all()) {
    diskBytes += bytes;
    firstSlotS = Math.min(firstSlotS, firstS);
    lastSlotS = Math.max(lastSlotS, lastS);
  }
  for (const log of allLogs(state)) {
    diskBytes += log.fileBytes;
    for (const window of log.windows.values()) {
      const span = window.span();
      if (span === undefined) continue;
      firstSlotS = Math.min(firstSlotS, span.firstS);
      lastSlotS = Math.max(lastSlotS, span.lastS);
    }
  }
  const any = firstSlotS <= lastSlotS;
  return {
    engine: 'embedded',
    tiers: state.tiers,
    seriesCount: state.tree.count,
    diskBytes,
    firstSlotS: any ? firstSlotS : undefined,
    lastSlotS: any ? lastSlotS : undefined,
    faults: state.faults.lines(),
  };
}
