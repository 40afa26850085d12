/** The pages under measure, over a store in memory that answers from data made once: what is timed is the query room's own work. */
import { Sketch, summarise } from '@carpy/core';
import type { ReadRequest, SeriesData, SeriesMatch } from '@carpy/store';
import { execute } from '../../packages/server/src/query/execute.ts';
import type { StateClient, StoreReader } from '../../packages/server/src/threads/clients.ts';

const FINE_STEP_S = 10;
const STEP_S = 60;
const TIMINGS_PER_SLOT = 60;

export interface Size {
  readonly transactions: number;
  readonly servers: number;
  readonly hours: number;
}

/** A function that asks for the page of that name in at most so many slots once, and resolves when it is answered. */
export function openPages({
  transactions,
  servers,
  hours,
}: Size): (page: 'overview' | 'transactions', maxPoints: number) => Promise<unknown> {
  const slots = hours * 60;
  const untilS = Math.floor(Date.now() / 60_000) * 60;
  const startS = untilS - (slots - 1) * STEP_S;
  const matches: SeriesMatch[] = [];
  const series: SeriesData[] = [];
  const add = (
    path: string,
    kind: 'timer' | 'apdex',
    data: Omit<SeriesData, 'id' | 'startS' | 'stepS' | 'slots' | 'kind'>,
  ): void => {
    const id = series.length;
    matches.push({ id, path, kind, leaf: undefined });
    series.push({ id, kind, startS, stepS: STEP_S, slots, ...data });
  };
  for (let t = 0; t < transactions; t++) {
    for (let s = 0; s < servers; s++) {
      const base = `carpy.app.web-${s}.t${t}`;
      for (const outcome of ['ok', 'error']) add(`${base}.${outcome}`, 'timer', timerData(slots, t + 1));
      add(`${base}.apdex`, 'apdex', { columns: new Float64Array(3 * slots).fill(20), sketches: undefined });
      for (const fn of ['db', 'cache', 'render', '_own'])
        add(`${base}.children.${fn}.ok`, 'timer', timerData(slots, t + 1));
    }
  }
  const tiers = [
    { stepS: FINE_STEP_S, retentionS: 86_400 },
    { stepS: STEP_S, retentionS: 14 * 86_400 },
  ];
  const status = {
    engine: 'memory',
    tiers,
    seriesCount: series.length,
    diskBytes: 0,
    firstSlotS: startS,
    lastSlotS: untilS,
    faults: [],
  };
  const endings = (pattern: string): ((path: string) => boolean) => {
    if (pattern.endsWith('.apdex')) return (path) => path.endsWith('.apdex');
    return pattern.includes('.children.')
      ? (path) => path.includes('.children.')
      : (path) => /^[^.]+\.[^.]+\.[^.]+\.[^.]+\.(ok|error)$/.test(path);
  };
  // Made when first read: over a day nothing asks for them.
  const fine = new Map<number, SeriesData>();
  const fineOf = (data: SeriesData): SeriesData => {
    const made = fine.get(data.id) ?? finer(data);
    fine.set(data.id, made);
    return made;
  };
  const reader: StoreReader = {
    find: async (pattern) =>
      pattern === 'carpy.app.*'
        ? Array.from({ length: servers }, (_, s) => node(`carpy.app.web-${s}`))
        : [node('carpy.app')],
    resolve: async () => [],
    resolveRecords: async (pattern) => matches.filter((m) => endings(pattern)(m.path)),
    read: async ({ ids, sketches, tier }: ReadRequest) => {
      const isFine = sketches === 'none' && tier.by === 'step' && tier.stepS <= FINE_STEP_S;
      const stepS = isFine ? FINE_STEP_S : STEP_S;
      return {
        series: ids.map((id) => {
          const data = series[id] as SeriesData;
          if (isFine) return fineOf(data);
          return sketches === 'none' ? { ...data, sketches: undefined } : data;
        }),
        coverage: [{ startS, stepS, coveredMs: new Float64Array((slots * STEP_S) / stepS).fill(stepS * 1000) }],
      };
    },
    status: async () => status,
  };
  const state: StateClient = {
    get: async () => undefined,
    put: async () => {},
    remove: async () => {},
    list: async () => [],
  };
  const nowMs = (untilS + 30) * 1000;
  const range = { fromMs: (startS - 10) * 1000, toMs: nowMs, live: true };
  return (page, maxPoints) => execute(page, { app: 'app', range, servers: [], maxPoints, nowMs }, { reader, state });
}

const node = (path: string) => ({ path, name: path.slice(path.lastIndexOf('.') + 1), leaf: false, branch: true });

/** The same columns in the fine step, without sketches: each slot's values come once for each fine slot in it. */
function finer({ id, kind, startS, slots, columns }: SeriesData): SeriesData {
  const times = STEP_S / FINE_STEP_S;
  return {
    id,
    kind,
    startS,
    stepS: FINE_STEP_S,
    slots: slots * times,
    columns: Float64Array.from({ length: columns.length * times }, (_, i) => columns[Math.floor(i / times)] as number),
    sketches: undefined,
  };
}

function timerData(slots: number, seed: number): Pick<SeriesData, 'columns' | 'sketches'> {
  const columns = new Float64Array(6 * slots);
  const ends = new Uint32Array(slots);
  const chunks: Uint8Array[] = [];
  const summary = new Float64Array(6);
  const values = new Float64Array(TIMINGS_PER_SLOT);
  let end = 0;
  for (let slot = 0; slot < slots; slot++) {
    const sketch = new Sketch();
    for (let i = 0; i < TIMINGS_PER_SLOT; i++) {
      // A spread of a factor of 50, as latencies have it.
      values[i] = 10 * Math.exp((((i * 7919 + slot * 104_729 + seed * 31) % 1000) / 1000) * 4);
      sketch.add(values[i] as number);
    }
    summarise(values.slice().sort(), summary, 0);
    for (let c = 0; c < 6; c++) columns[c * slots + slot] = summary[c] as number;
    const bytes = sketch.encode();
    chunks.push(bytes);
    end += bytes.length;
    ends[slot] = end;
  }
  return { columns, sketches: { bytes: Buffer.concat(chunks), ends } };
}
