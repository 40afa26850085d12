/** A store in memory, made of raw timings, and a state of a map: what the query room reads in tests. */
import { alignDown, COUNT, LOWER, MEDIAN, Sketch, SUM, summarise, UPPER, UPPER_95 } from '@carpy/core';
import type { FoundNode, PathsPage, ReadAnswer, ReadRequest, SeriesData, SeriesMatch, StoreStatus } from '@carpy/store';
import type { StateClient, StoreReader } from '../src/threads/clients.ts';

const FINE_S = 10;
const COARSE_S = 60;
const WINDOW_S = 600;
const TIERS = [
  { stepS: FINE_S, retentionS: 86_400 },
  { stepS: COARSE_S, retentionS: 14 * 86_400 },
];

export class FakeStore implements StoreReader {
  /** Raw timings by record path and fine slot. */
  readonly #timings = new Map<string, Map<number, number[]>>();
  readonly #apdex = new Map<string, Map<number, [number, number, number]>>();
  readonly #ids: string[] = [];
  readonly #nowS: number;
  readonly #downSlots = new Set<number>();
  reads: ReadRequest[] = [];

  constructor(nowS: number) {
    this.#nowS = nowS;
  }

  timing(path: string, slotS: number, ms: number): void {
    const slots = this.#entry(this.#timings, path);
    slots.set(slotS, [...(slots.get(slotS) ?? []), ms]);
  }

  apdex(path: string, slotS: number, zone: 0 | 1 | 2): void {
    const slots = this.#entry(this.#apdex, path);
    const counts = slots.get(slotS) ?? [0, 0, 0];
    counts[zone]++;
    slots.set(slotS, counts);
  }

  /** The server did not run in this fine slot. */
  down(slotS: number): void {
    this.#downSlots.add(slotS);
  }

  async find(pattern: string): Promise<FoundNode[]> {
    const depth = pattern.split('.').length;
    const paths = new Set(this.#ids.map((path) => path.split('.').slice(0, depth).join('.')));
    return [...paths]
      .filter((path) => matches(pattern, path))
      .sort()
      .map((path) => ({ path, name: path.split('.').at(-1) as string, leaf: false, branch: true }));
  }

  async resolve(pattern: string, limit: number): Promise<SeriesMatch[]> {
    const leaves = this.#ids.flatMap((path, id) =>
      (this.#apdex.has(path)
        ? ['score', 'satisfied', 'tolerating', 'frustrated']
        : ['count', 'lower', 'mean', 'median', 'upper', 'upper_95']
      ).map((leaf) => ({ id, path: `${path}.${leaf}`, kind: this.#kind(path), leaf })),
    );
    return sorted(leaves.filter((leaf) => matches(pattern, leaf.path))).slice(0, limit);
  }

  async resolveRecords(pattern: string, limit: number): Promise<SeriesMatch[]> {
    const records = this.#ids.map((path, id) => ({ id, path, kind: this.#kind(path), leaf: undefined }));
    return sorted(records.filter((record) => matches(pattern, record.path))).slice(0, limit);
  }

  async findByTags(): Promise<SeriesMatch[]> {
    return [];
  }

  async completeTags(): Promise<string[]> {
    return [];
  }

  async tagValues(): Promise<undefined> {
    return undefined;
  }

  async paths(): Promise<PathsPage> {
    return { paths: [], next: undefined };
  }

  async aggregationOf(): Promise<undefined> {
    return undefined;
  }

  async status(): Promise<StoreStatus> {
    const slots = [...this.#timings.values(), ...this.#apdex.values()].flatMap((s) => [...s.keys()]);
    return {
      engine: 'fake',
      tiers: TIERS,
      schemas: [{ tiers: TIERS, series: this.#ids.length }],
      seriesCount: this.#ids.length,
      diskBytes: 0,
      disk: undefined,
      firstSlotS: slots.length === 0 ? undefined : Math.min(...slots),
      lastSlotS: slots.length === 0 ? undefined : Math.max(...slots),
      faults: [],
    };
  }

  async read(request: ReadRequest): Promise<ReadAnswer> {
    this.reads.push(request);
    const stepS = this.#stepOf(request);
    const startS = alignDown(request.fromS + stepS, stepS);
    const slots = Math.max(0, (alignDown(request.untilS, stepS) - startS) / stepS + 1);
    const series = request.ids.map((id) => this.#series(id, startS, stepS, slots, request.sketches !== 'none'));
    const coveredMs = Float64Array.from({ length: slots }, (_, i) => this.#covered(startS + i * stepS, stepS));
    return { series, coverage: [{ startS, stepS, coveredMs }] };
  }

  #stepOf({ tier, sketches, fromS, nowS }: ReadRequest): number {
    if (sketches === 'required') return fromS + 1 >= alignDown(this.#nowS, WINDOW_S) ? FINE_S : COARSE_S;
    if (nowS - fromS > 86_400) return COARSE_S;
    if (tier.by === 'step') return tier.stepS <= FINE_S ? FINE_S : COARSE_S;
    return FINE_S;
  }

  #covered(slotS: number, stepS: number): number {
    let ms = 0;
    for (let fine = slotS; fine < slotS + stepS; fine += FINE_S)
      if (fine <= this.#nowS && !this.#downSlots.has(fine)) ms += FINE_S * 1000;
    return ms;
  }

  #series(id: number, startS: number, stepS: number, slots: number, withSketches: boolean): SeriesData {
    const path = this.#ids[id] as string;
    const kind = this.#kind(path);
    const columns = new Float64Array((kind === 'apdex' ? 3 : 6) * slots).fill(Number.NaN);
    const ends = new Uint32Array(slots);
    const chunks: Uint8Array[] = [];
    for (let i = 0, end = 0; i < slots; i++) {
      const from = startS + i * stepS;
      if (kind === 'apdex') this.#putApdex(path, from, stepS, columns, slots, i);
      else {
        const sketch = this.#putTimer(path, from, stepS, columns, slots, i);
        if (sketch !== undefined) chunks.push(sketch);
        end += sketch?.length ?? 0;
      }
      ends[i] = end;
    }
    return {
      id,
      kind,
      startS,
      stepS,
      slots,
      columns,
      sketches: withSketches && kind === 'timer' ? { bytes: joined(chunks), ends } : undefined,
    };
  }

  #putTimer(
    path: string,
    fromS: number,
    stepS: number,
    columns: Float64Array,
    slots: number,
    i: number,
  ): Uint8Array | undefined {
    const values: number[] = [];
    for (let fine = fromS; fine < fromS + stepS; fine += FINE_S)
      values.push(...(this.#timings.get(path)?.get(fine) ?? []));
    if (values.length === 0) return undefined;
    const summary = new Float64Array(6);
    summarise(Float64Array.from(values).sort(), summary, 0);
    for (const c of [COUNT, SUM, LOWER, UPPER, MEDIAN, UPPER_95]) columns[c * slots + i] = summary[c] as number;
    const sketch = new Sketch();
    for (const v of values) sketch.add(v);
    return sketch.encode();
  }

  #putApdex(path: string, fromS: number, stepS: number, columns: Float64Array, slots: number, i: number): void {
    for (let fine = fromS; fine < fromS + stepS; fine += FINE_S) {
      const counts = this.#apdex.get(path)?.get(fine);
      if (counts === undefined) continue;
      for (let zone = 0; zone < 3; zone++) {
        const at = zone * slots + i;
        columns[at] = (Number.isNaN(columns[at]) ? 0 : (columns[at] as number)) + (counts[zone] as number);
      }
    }
  }

  #kind(path: string): 'apdex' | 'timer' {
    return this.#apdex.has(path) ? 'apdex' : 'timer';
  }

  #entry<V>(map: Map<string, Map<number, V>>, path: string): Map<number, V> {
    let slots = map.get(path);
    if (slots === undefined) {
      slots = new Map();
      map.set(path, slots);
      this.#ids.push(path);
    }
    return slots;
  }
}

export class FakeState implements StateClient {
  readonly #kept = new Map<string, unknown>();

  async get<T>(key: string): Promise<T | undefined> {
    return this.#kept.get(key) as T | undefined;
  }
  async put(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, value);
  }
  async remove(key: string): Promise<void> {
    this.#kept.delete(key);
  }
  async list<T>(prefix: string, options: { after?: string; limit?: number; reverse?: boolean } = {}) {
    const keys = [...this.#kept.keys()]
      .filter((k) => k.startsWith(prefix) && (options.after === undefined || k > options.after))
      .sort();
    return keys.slice(0, options.limit ?? keys.length).map((key) => ({ key, value: this.#kept.get(key) as T }));
  }
}

const sorted = (found: SeriesMatch[]): SeriesMatch[] => found.sort((a, b) => (a.path < b.path ? -1 : 1));

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

function matches(glob: string, path: string): boolean {
  const pattern = glob
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^.]*')
    .replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`);
  return new RegExp(`^${pattern}$`).test(path);
}
