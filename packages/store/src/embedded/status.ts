/** What the engine tells of itself. */
import { FLUSH_SCHEMA, kindOfTraits, schemaOfTraits } from '../schema/schema.ts';
import type { DiskStatus, SchemaStatus, StoreStatus } from '../store.ts';
import type { TierChain } from './disk-bound.ts';
import { forecastDisk } from './disk-forecast.ts';
import { allLogs, type EngineState, nowS } from './engine-state.ts';

/** Bytes of all that the folder holds. */
export function usedBytes(state: EngineState): number {
  let bytes = state.database.bytes();
  for (const entry of state.blocks.all()) bytes += entry.bytes;
  for (const log of allLogs(state)) bytes += log.fileBytes;
  return bytes;
}

/** Which tier stands in for which: those of all schemas, and those that the flushes had before. */
export const chainsOf = ({ schemas }: EngineState): TierChain[] => [
  ...schemas.toStored().schemas,
  ...schemas.formerOf(FLUSH_SCHEMA),
];

export function statusOf(state: EngineState): StoreStatus {
  let firstSlotS = Number.POSITIVE_INFINITY;
  let lastSlotS = Number.NEGATIVE_INFINITY;
  for (const { firstS, lastS } of state.blocks.all()) {
    if (lastS < firstS) continue;
    firstSlotS = Math.min(firstSlotS, firstS);
    lastSlotS = Math.max(lastSlotS, lastS);
  }
  for (const log of allLogs(state)) {
    for (const window of log.windows.values()) {
      const span = window.span();
      if (span === undefined) continue;
      firstSlotS = Math.min(firstSlotS, span.firstS);
      lastSlotS = Math.max(lastSlotS, span.lastS);
    }
  }
  const any = firstSlotS <= lastSlotS;
  const used = usedBytes(state);
  return {
    engine: 'embedded',
    tiers: state.schemas.get(FLUSH_SCHEMA).tiers,
    schemas: schemasOf(state),
    seriesCount: state.index.live,
    diskBytes: used,
    disk: diskOf(state, used),
    firstSlotS: any ? firstSlotS : undefined,
    lastSlotS: any ? lastSlotS : undefined,
    faults: state.faults.lines(),
  };
}

function schemasOf({ schemas, index }: EngineState): SchemaStatus[] {
  const series = new Uint32Array(schemas.count);
  const { traits, count } = index;
  for (let id = 0; id < count; id++) {
    const own = traits[id] as number;
    if (kindOfTraits(own) !== undefined) series[schemaOfTraits(own)] = (series[schemaOfTraits(own)] as number) + 1;
  }
  return schemas
    .toStored()
    .schemas.map(({ tiers, gathers }, n) => ({ tiers: gathers ? tiers.slice(1) : tiers, series: series[n] as number }));
}

/** What was given up of what would still be kept. */
function cutOf(state: EngineState): { readonly stepS: number; readonly beforeS: number }[] {
  const kept = (stepS: number): number =>
    Math.max(0, ...state.schemas.tiers().map((tier) => (tier.stepS === stepS ? tier.retentionS : 0)));
  return [...state.cut]
    .map(([stepS, beforeS]) => ({ stepS, beforeS }))
    .filter(({ stepS, beforeS }) => beforeS > nowS(state) - kept(stepS))
    .sort((a, b) => a.stepS - b.stepS);
}

function diskOf(state: EngineState, used: number): DiskStatus {
  const freeBytes = state.files.freeBytes(state.dir);
  const { maxDiskBytes: maxBytes } = state;
  const entries = [...state.blocks.all()];
  return {
    maxBytes,
    freeBytes,
    ...forecastDisk({ entries, chains: chainsOf(state), usedBytes: used, maxBytes, freeBytes, nowS: nowS(state) }),
    cut: cutOf(state),
  };
}
