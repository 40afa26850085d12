/**
 * Carries out plans of reads on the block files, on any thread: block by block, and in each the series in the order of their ids, so
 * that a block is gone through once, from its beginning to its end. Wide reads let others in between.
 *
 * Hot: bench/store/wide-reads.mjs.
 */
import type { Rule } from '../schema/schema.ts';
import type { Coverage, ReadAnswer, SeriesData, SketchColumn } from '../store.ts';
import { BlockGone } from './blocks.ts';
import { Breath } from './breath.ts';
import { NO_SKETCHES } from './chunk.ts';
import type { SealedFiles } from './chunk-cache.ts';
import { Tables } from './jobs/content.ts';
import { ReadAhead } from './read-ahead.ts';
import { type Cluster, clustersOf, type LayerOfRead } from './read-clusters.ts';
import { type Filling, putTable, type Row, rowsOf, toTable } from './read-filling.ts';
import { MemoryRows } from './read-memory.ts';
import type { FinerPart, PlanPart, ReadPlan } from './read-plan.ts';
import { rollUp } from './roll-up.ts';
import { clearTable, copyRange, type SlotTable } from './slot-table.ts';

/** Blocks may be merged away between a plan and its execution, but not for ever. */
const MAX_PLANS = 5;

/** Scratch of reads that have ended: made anew for each, it would be a fifth of what a long read of one series allocates. */
const spare: Tables[] = [];
const MAX_SPARE = 2;
const MAX_SPARE_SLOTS = 32_768;

/**
 * Throws BlockGone when a file has been merged or has expired since the plan was made: plan again; and what `check` throws, which is asked
 * every few ms.
 */
export async function executeRead(
  plan: ReadPlan,
  files: SealedFiles,
  check: () => void = () => undefined,
): Promise<ReadAnswer> {
  const tables = spare.pop() ?? new Tables();
  const execution = new Execution(files, plan.rules, tables, check);
  const fillings: Filling[] = [];
  try {
    for (const part of plan.parts) fillings.push(await execution.fill(part));
  } finally {
    if (spare.length < MAX_SPARE && tables.slots <= MAX_SPARE_SLOTS) spare.push(tables);
  }
  const taken = new Map<Row, SeriesData>();
  const series = Array.from(plan.partOf, (part, i) =>
    seriesData(fillings[part] as Filling, plan.rowOf[i] as number, taken),
  );
  return { series, coverage: coverageOf(fillings) };
}

/** Plans, executes, and plans again when files are gone meanwhile. */
export async function planned<P, T>(plan: () => Promise<P>, execute: (plan: P) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await execute(await plan());
    } catch (e) {
      if (!(e instanceof BlockGone) || tries === MAX_PLANS) throw e;
    }
  }
}

/** Reads one series of one layer into a table of the layer's slots; false when it has nothing. Rows asked for ascend. */
type ReadLayer = (row: number, table: SlotTable) => boolean;

class Execution {
  readonly #files: SealedFiles;
  readonly #rules: readonly Rule[];
  readonly #breath = new Breath();
  readonly #tables: Tables;
  readonly #check: () => void;

  constructor(files: SealedFiles, rules: readonly Rule[], tables: Tables, check: () => void) {
    this.#files = files;
    this.#rules = rules;
    this.#tables = tables;
    this.#check = check;
  }

  async #breathe(): Promise<void> {
    this.#check();
    await this.#breath.breathe();
  }

  async fill(part: PlanPart): Promise<Filling> {
    const earlier = part.earlier && (await this.fill(part.earlier));
    const filling: Filling = { part, rows: rowsOf(part), coveredMs: new Float64Array(part.slots), earlier };
    for (const cluster of clustersOf(part)) {
      for (const layer of cluster.layers) if (layer.from === 'block') this.#cover(filling, layer);
      const [first] = cluster.layers;
      if (cluster.layers.length === 1 && first?.from === 'block') await this.#fillFromBlock(filling, first);
      else await this.#fillCluster(filling, cluster);
    }
    for (const { row, slot, value } of part.points) {
      const { columns } = filling.rows[row] as Row;
      if (Number.isNaN(columns[slot] as number)) columns[slot] = value;
    }
    return filling;
  }

  /** The usual case: sketches go straight to the answer. */
  async #fillFromBlock(filling: Filling, { entry }: LayerOfRead & { from: 'block' }): Promise<void> {
    const { part, rows } = filling;
    const offset = (entry.startS - part.startS) / part.stepS;
    const table = this.#tables.get('block', entry.lengthS / part.stepS);
    const ahead = new ReadAhead(part.ids);
    for (const row of rows) {
      if (row.sketches !== undefined) row.sketches.offset = offset;
      const found = this.#files.read(entry, row.id, table, row.sketches ?? NO_SKETCHES, ahead);
      if (found && table.kind === row.kind) putTable(row, part.slots, table, offset, false);
      if (this.#breath.isOver) await this.#breathe();
    }
  }

  async #fillCluster(filling: Filling, { startS, endS, layers }: Cluster): Promise<void> {
    const { part, rows } = filling;
    const whole = this.#tables.get('cluster', (endS - startS) / part.stepS);
    const reads: { readonly read: ReadLayer; readonly table: SlotTable; readonly at: number }[] = [];
    for (const [n, layer] of layers.entries())
      reads.push({
        read: await this.#readerOf(filling, layer),
        table: this.#tables.get(`layer ${Math.min(n, 1)}`, (layer.endS - layer.startS) / part.stepS),
        at: (layer.startS - startS) / part.stepS,
      });
    for (const [n, row] of rows.entries()) {
      clearTable(whole, row.kind);
      let found = false;
      for (const { read, table, at } of reads) {
        table.kind = row.kind;
        if (!read(n, table) || table.kind !== row.kind) continue;
        copyRange(whole, at, table, 0, table.slots);
        found = true;
      }
      if (found) putTable(row, part.slots, whole, (startS - part.startS) / part.stepS, true);
      if (this.#breath.isOver) await this.#breathe();
    }
  }

  async #readerOf(filling: Filling, layer: LayerOfRead): Promise<ReadLayer> {
    const { part, coveredMs } = filling;
    if (layer.from === 'block') {
      const ahead = new ReadAhead(part.ids);
      const sketches = part.sketches ? undefined : NO_SKETCHES;
      return (row, table) => this.#files.read(layer.entry, part.ids[row] as number, table, sketches, ahead);
    }
    if (layer.from === 'memory') {
      addCovered(coveredMs, layer.memory.coveredMs, (layer.startS - part.startS) / part.stepS, part.stepS);
      const rows = new MemoryRows(layer.memory);
      return (row, table) => rows.read(row, table);
    }
    return this.#rollUpOf(filling, layer.finer);
  }

  /** Reads the tier before for a range, and answers what it makes of each row. */
  async #rollUpOf({ part, coveredMs }: Filling, finer: FinerPart): Promise<ReadLayer> {
    const fine = await this.fill(finer.part);
    const offset = (finer.startS - part.startS) / part.stepS;
    const ratio = finer.part.slots / finer.slots;
    for (let slot = 0; slot < finer.slots; slot++) {
      let ms = 0;
      for (let i = 0; i < ratio; i++) ms += fine.coveredMs[slot * ratio + i] as number;
      const at = offset + slot;
      if (at >= 0 && at < part.slots) coveredMs[at] = Math.max(coveredMs[at] as number, ms);
    }
    const fineTable = this.#tables.get('finer', finer.part.slots);
    let next = 0;
    return (row, table) => {
      if (finer.rows[next] !== row) return false;
      next++;
      const own = fine.rows[row] as Row;
      toTable({ row: own, slots: finer.part.slots, sketches: own.sketches?.take() }, 0, fineTable);
      clearTable(table, own.kind);
      rollUp(fineTable, table, this.#rules[finer.rules[row] as number] as Rule);
      return true;
    };
  }

  /** What is recorded only grows, so the most that a block says holds. */
  #cover({ part, coveredMs }: Filling, { entry }: LayerOfRead & { from: 'block' }): void {
    const covered = this.#files.open(entry)?.head.coveredMs;
    if (covered === undefined) return;
    const offset = (entry.startS - part.startS) / part.stepS;
    for (let i = Math.max(0, -offset); i < covered.length && offset + i < part.slots; i++)
      coveredMs[offset + i] = Math.max(coveredMs[offset + i] as number, covered[i] as number);
  }
}

function addCovered(into: Float64Array, coveredMs: Float64Array, offset: number, stepS: number): void {
  for (let i = Math.max(0, -offset); i < coveredMs.length && offset + i < into.length; i++)
    into[offset + i] = Math.min(stepS * 1000, (into[offset + i] as number) + (coveredMs[i] as number));
}

/** A series that is asked for twice is read once. */
function seriesData({ part, rows, earlier }: Filling, at: number, taken: Map<Row, SeriesData>): SeriesData {
  const row = rows[at] as Row;
  let data = taken.get(row);
  if (data !== undefined) return data;
  const { id, kind, columns } = row;
  const { startS, stepS, slots } = part;
  const sketches: SketchColumn | undefined = row.sketches?.take();
  data = { id, kind, startS, stepS, slots, columns, sketches };
  if (earlier !== undefined) data = { ...data, earlier: seriesData(earlier, at, taken) };
  taken.set(row, data);
  return data;
}

/** One for each step, over all that is answered in it. */
function coverageOf(fillings: readonly Filling[]): Coverage[] {
  const byStep = new Map<number, Filling[]>();
  const add = (filling: Filling): void => {
    const { stepS } = filling.part;
    byStep.set(stepS, [...(byStep.get(stepS) ?? []), filling]);
    if (filling.earlier !== undefined) add(filling.earlier);
  };
  for (const filling of fillings) add(filling);
  return [...byStep].map(([stepS, own]) => {
    if (own.length === 1) {
      const { part, coveredMs } = own[0] as Filling;
      return { startS: part.startS, stepS, coveredMs };
    }
    const startS = Math.min(...own.map((f) => f.part.startS));
    const endS = Math.max(...own.map((f) => f.part.startS + f.part.slots * stepS));
    const coveredMs = new Float64Array((endS - startS) / stepS);
    for (const { part, coveredMs: from } of own) {
      const offset = (part.startS - startS) / stepS;
      for (let i = 0; i < from.length; i++)
        coveredMs[offset + i] = Math.max(coveredMs[offset + i] as number, from[i] as number);
    }
    return { startS, stepS, coveredMs };
  });
}
