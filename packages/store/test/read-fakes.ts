/** What a read needs of a store, made of plain values: schemas, blocks in memory, windows of points. */
import { alignDown, type SeriesKind } from '@carpy/core';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { BlockGone } from '../src/embedded/blocks.ts';
import type { SketchSink } from '../src/embedded/chunk.ts';
import type { SealedFiles } from '../src/embedded/chunk-cache.ts';
import type { ReadSource } from '../src/embedded/read-source.ts';
import { clearTable, mergeSlot, type SlotTable, widthOf } from '../src/embedded/slot-table.ts';
import type { WindowMemory } from '../src/embedded/window.ts';
import { NO_SERIES, packTraits, type Rule, type Schema, type Tier, tierKey } from '../src/schema/schema.ts';
import type { FormerTiers } from '../src/schema/schemas.ts';

export const T0 = 1_699_920_000;

export interface FakePoint {
  readonly id: number;
  readonly atS: number;
  /** One value a column. */
  readonly values: readonly number[];
  readonly sketch?: Uint8Array;
}

interface FakeBlock {
  readonly entry: BlockEntry;
  readonly kinds: ReadonlyMap<number, SeriesKind>;
  readonly points: readonly FakePoint[];
  readonly coveredMs: Float64Array;
}

export interface FakeSeries {
  readonly kind?: SeriesKind;
  readonly schema?: number;
  readonly outcome?: boolean;
  readonly undecided?: { readonly atS: number; readonly value: number };
  readonly rule?: number;
}

export class FakeSource implements ReadSource {
  readonly traits: Uint32Array = new Uint32Array(64).fill(NO_SERIES);
  readonly schemas: readonly Schema[];
  readonly rules: readonly Rule[] = [
    { method: 'average', xFilesFactor: 0 },
    { method: 'sum', xFilesFactor: 0 },
  ];
  /** Nothing is past its retention. */
  readonly nowS: number = Number.NEGATIVE_INFINITY;
  former: readonly FormerTiers[] = [];
  readonly #series = new Map<number, FakeSeries>();
  readonly #blocks = new Map<string, FakeBlock>();
  readonly #memories = new Map<number, FakeMemory[]>();
  #made = 0;

  constructor(...schemas: Schema[]) {
    this.schemas = schemas;
  }

  add(id: number, series: FakeSeries = {}): void {
    const { kind = 'plain', schema = 0, outcome = false, undecided, rule = 0 } = series;
    this.#series.set(id, series);
    this.traits[id] = packTraits({ kind, outcome, schema, undecided: undecided !== undefined, rule });
  }

  /** Each series that has a point in the block says everything there is of it there. */
  block(tier: Tier, startS: number, lengthS: number, points: readonly FakePoint[], coveredMs = 0): BlockEntry {
    const generation = this.#made++;
    const file = `${tierKey(tier)}/${startS}-${lengthS}-${generation}`;
    const entry: BlockEntry = {
      tier: tierKey(tier),
      stepS: tier.stepS,
      startS,
      lengthS,
      generation,
      file,
      bytes: 0,
      series: points.length,
      firstS: startS,
      lastS: startS,
    };
    const kinds = new Map(points.map(({ id }) => [id, this.#kindOf(id)]));
    const covered = new Float64Array(lengthS / tier.stepS).fill(coveredMs);
    this.#blocks.set(file, { entry, kinds, points, coveredMs: covered });
    return entry;
  }

  drop(entry: BlockEntry): void {
    this.#blocks.delete(entry.file);
  }

  memory(points: readonly FakePoint[], coveredMs = 0): void {
    const windows = new Map<number, FakePoint[]>();
    for (const point of points) {
      const windowS = alignDown(point.atS, 600);
      windows.set(windowS, [...(windows.get(windowS) ?? []), point]);
    }
    for (const [windowS, own] of windows)
      this.#memories.set(windowS, [...(this.#memories.get(windowS) ?? []), new FakeMemory(windowS, own, coveredMs)]);
  }

  forget(windowS: number): void {
    this.#memories.delete(windowS);
  }

  /** Asked for each series of each window in memory. */
  onGather: () => void = () => undefined;

  get sealed(): SealedFiles {
    return {
      open: (entry: BlockEntry) => this.#blockOf(entry) as never,
      read: (entry: BlockEntry, id: number, table: SlotTable, sketches?: SketchSink) =>
        this.#readBlock(entry, id, table, sketches),
    };
  }

  get files(): ReadSource['files'] {
    return this.sealed as ReadSource['files'];
  }

  overlapping(tier: string, fromS: number, untilS: number): BlockEntry[] {
    return [...this.#blocks.values()]
      .map(({ entry }) => entry)
      .filter((b) => b.tier === tier && b.startS < untilS && b.startS + b.lengthS > fromS);
  }

  formerOf(schema: number): readonly FormerTiers[] {
    return schema === 0 ? this.former : [];
  }

  windows(fromS: number, untilS: number): number[] {
    return [...this.#memories.keys()].filter((w) => w < untilS && w + 600 > fromS).sort((a, b) => a - b);
  }

  memories(windowS: number): WindowMemory[] {
    return (this.#memories.get(windowS) ?? []).map((memory): WindowMemory => {
      const gather = (id: number, table: SlotTable): void => {
        this.onGather();
        memory.gather(id, table);
      };
      const { bytes } = memory;
      return { bytes, gather, ids: () => memory.ids(), coverage: (s: number) => memory.coverage(s) } as WindowMemory;
    });
  }

  undecidedPoint(id: number): { readonly atS: number; readonly value: number } | undefined {
    return this.#series.get(id)?.undecided;
  }

  #kindOf(id: number): SeriesKind {
    return this.#series.get(id)?.kind ?? 'plain';
  }

  #blockOf(entry: BlockEntry): { readonly head: { readonly coveredMs: Float64Array } } {
    const block = this.#blocks.get(entry.file);
    if (block === undefined) throw new BlockGone(entry.file);
    return { head: { coveredMs: block.coveredMs } };
  }

  #readBlock(entry: BlockEntry, id: number, table: SlotTable, sketches: SketchSink | undefined): boolean {
    this.#blockOf(entry);
    const { kinds, points } = this.#blocks.get(entry.file) as FakeBlock;
    const kind = kinds.get(id);
    if (kind === undefined) return false;
    clearTable(table, kind);
    for (const point of points) if (point.id === id) putPoint(table, point, entry.startS, entry.stepS);
    if (sketches === undefined) return true;
    for (const [slot, sketch] of table.sketches.entries())
      if (sketch !== undefined) sketches.put(slot, sketch, 0, sketch.length);
    table.sketches.fill(undefined);
    return true;
  }
}

class FakeMemory {
  readonly #windowS: number;
  readonly #points: readonly FakePoint[];
  readonly #coveredMs: number;

  constructor(windowS: number, points: readonly FakePoint[], coveredMs: number) {
    this.#windowS = windowS;
    this.#points = points;
    this.#coveredMs = coveredMs;
  }

  get bytes(): number {
    return this.#points.length * 8;
  }

  gather(id: number, table: SlotTable): void {
    for (const point of this.#points) if (point.id === id) putPoint(table, point, this.#windowS, table.stepS);
  }

  ids(): Uint32Array {
    return Uint32Array.from(new Set(this.#points.map(({ id }) => id))).sort();
  }

  coverage(stepS: number): Float64Array {
    return new Float64Array(600 / stepS).fill(this.#coveredMs);
  }
}

function putPoint(table: SlotTable, { atS, values, sketch }: FakePoint, startS: number, stepS: number): void {
  const columns = Float64Array.from({ length: widthOf(table.kind) }, (_, c) => values[c] ?? (values[0] as number));
  mergeSlot(table, Math.floor((atS - startS) / stepS), columns, 0, 1, sketch);
}
