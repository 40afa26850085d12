/** Makes FlushBatches for tests. */
import type { FlushBatch, SeriesDeclaration } from '@carpy/core';

export interface BatchParts {
  readonly slotS?: number;
  readonly declared?: readonly SeriesDeclaration[];
  /** Six columns of an id: count, sum, lower, upper, median, upper_95. */
  readonly timers?: readonly (readonly [id: number, ...columns: number[]])[];
  readonly apdex?: readonly (readonly [id: number, satisfied: number, tolerating: number, frustrated: number])[];
  readonly values?: readonly (readonly [id: number, value: number])[];
}

export function batchOf({
  slotS = 1_700_000_000,
  declared = [],
  timers = [],
  apdex = [],
  values = [],
}: BatchParts): FlushBatch {
  return {
    slotS,
    stepS: 10,
    coveredMs: 10_000,
    declared,
    timers: {
      ids: Uint32Array.from(timers, ([id]) => id),
      columns: Float64Array.from(timers.flatMap(([, ...columns]) => columns)),
      sketches: new Uint8Array(0),
      sketchEnds: new Uint32Array(timers.length),
    },
    apdex: {
      ids: Uint32Array.from(apdex, ([id]) => id),
      counts: Float64Array.from(apdex.flatMap(([, ...counts]) => counts)),
    },
    values: { ids: Uint32Array.from(values, ([id]) => id), values: Float64Array.from(values, ([, value]) => value) },
  };
}

/** Plain series `name`0 … and a value of each. */
export function plainBatch(count: number, slotS: number, name = 'stats.gauges.g'): FlushBatch {
  const ids = Array.from({ length: count }, (_, id) => id);
  return batchOf({
    slotS,
    declared: ids.map((id) => ({ id, kind: 'plain', name: `${name}${id}` })),
    values: ids.map((id) => [id, id + 0.5]),
  });
}
