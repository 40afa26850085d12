/** Goes through the positions of a source that a plan may match, batch by batch. */
import { candidatesOf, durationBounds, firstFrom, type PlanNode } from './filter-plan.ts';
import { BATCH_ROWS, PlanEval } from './plan-eval.ts';
import type { RowSource } from './row-source.ts';
import { ZONE_ROWS } from './zones.ts';

/** Positions [low, high). */
export interface PositionRange {
  readonly low: number;
  readonly high: number;
}

/** Rows of (fromMs, untilMs]. */
export function rangeOf(source: RowSource, fromMs: number, untilMs: number): PositionRange {
  const { rows, minMs, maxMs } = source;
  if (rows === 0 || maxMs <= fromMs || minMs > untilMs) return { low: 0, high: 0 };
  const low = minMs > fromMs ? 0 : source.starts().firstAfter(fromMs);
  return { low, high: maxMs <= untilMs ? rows : source.starts().firstAfter(untilMs) };
}

/** Positions, ascending, and their answers; valid until the next batch. */
export interface Batch {
  readonly positions: Uint32Array;
  readonly answers: Uint8Array;
  count: number;
}

export interface ScanOptions {
  /** From the last position to the first; within a batch they ascend all the same. */
  readonly down?: boolean;
  /** Every how many positions is looked at; 1 for all. */
  readonly step?: number;
  /** Zones and rows whose duration is below this code are left out; asked before each zone. */
  readonly leastDuration?: () => number;
}

/** Batches in which a row may match. */
export function* scan(
  source: RowSource,
  plan: PlanNode,
  range: PositionRange,
  options: ScanOptions = {},
): Generator<Batch | undefined> {
  const batch: Batch = { positions: new Uint32Array(BATCH_ROWS), answers: new Uint8Array(BATCH_ROWS), count: 0 };
  const evaluation = new PlanEval(source, plan);
  const candidates = candidatesOf(plan);
  const fills =
    candidates !== undefined && candidates.length * 4 < range.high - range.low
      ? listed(candidates, range, options, batch)
      : zones(source, plan, range, options, batch);
  for (const _ of fills)
    yield batch.count > 0 && evaluation.ask(batch.positions, batch.count, batch.answers) ? batch : undefined;
}

function* listed(
  rows: Uint32Array,
  { low, high }: PositionRange,
  { down = false, step = 1 }: ScanOptions,
  batch: Batch,
): Generator<void> {
  const first = firstFrom(rows, low);
  const count = Math.ceil((firstFrom(rows, high) - first) / step);
  const batches = Math.ceil(count / BATCH_ROWS);
  for (let b = 0; b < batches; b++) {
    const from = (down ? batches - 1 - b : b) * BATCH_ROWS;
    batch.count = Math.min(BATCH_ROWS, count - from);
    for (let i = 0; i < batch.count; i++) batch.positions[i] = rows[first + (from + i) * step] as number;
    yield;
  }
}

function* zones(
  source: RowSource,
  plan: PlanNode,
  { low, high }: PositionRange,
  { down = false, step = 1, leastDuration }: ScanOptions,
  batch: Batch,
): Generator<void> {
  const width = ZONE_ROWS * step;
  const firstZone = Math.floor(low / width);
  const endZone = Math.ceil(high / width);
  const bound = durationBounds(plan).from;
  const longest = step === 1 && (bound > 1 || leastDuration !== undefined) ? source.longest() : undefined;
  for (let z = 0; z < endZone - firstZone; z++) {
    const zone = down ? endZone - 1 - z : firstZone + z;
    const least = longest === undefined ? 0 : Math.max(bound > 1 ? bound : 0, leastDuration?.() ?? 0);
    if (longest !== undefined && (longest[zone] as number) < least) continue;
    let count = 0;
    const end = Math.min(high, (zone + 1) * width);
    // The middle of each step, so that neither end is told twice.
    let position = zone * width + (step >>> 1);
    if (position < low) position += Math.ceil((low - position) / step) * step;
    if (least === 0) for (; position < end; position += step) batch.positions[count++] = position;
    else {
      // Few are so long: what else is asked is asked of those only.
      const durations = source.durations();
      for (; position < end; position++)
        if ((durations[position] as number) >= least) batch.positions[count++] = position;
    }
    batch.count = count;
    yield;
  }
}
