/** Goes through the rows of a source that a plan may match, batch by batch, by whichever way looks at the fewest. */
import { mergedRows } from './key-rows.ts';
import { type Asked, BATCH_ROWS, PlanEval } from './plan-eval.ts';
import { type CodesNode, candidatesOf, durationBounds, firstFrom, keyOf, type PlanNode, without } from './plan-node.ts';
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
export interface Batch extends Asked {
  readonly answers: Uint8Array;
}

export interface ScanOptions {
  /** From the last position to the first; within a batch they ascend all the same. */
  readonly down?: boolean;
  /** Every how many positions is looked at; 1 for all. */
  readonly step?: number;
  /** Zones and rows whose duration is below this code are left out; asked again and again. */
  readonly leastDuration?: () => number;
  /** Rows of at least this duration are left out. */
  readonly below?: number;
  /** Only rows of the source's list of slow ones. */
  readonly slowOnly?: boolean;
}

/** Batches in which a row may match. */
export function* scan(
  source: RowSource,
  plan: PlanNode,
  range: PositionRange,
  options: ScanOptions = {},
): Generator<Batch | undefined> {
  const list = listOf(source, plan, range, options);
  const memory = freeMemory.pop() ?? new BatchMemory();
  const { positions, answers, durations, what } = memory;
  const batch: Batch = {
    positions,
    answers,
    durations: list?.durations && durations,
    what: list?.what && what,
    count: 0,
  };
  const evaluation = new PlanEval(source, list?.plan ?? plan);
  const bound = durationBounds(plan).from;
  const bounds: DurationBounds = {
    least:
      bound > 1 || options.leastDuration !== undefined
        ? () => Math.max(bound, options.leastDuration?.() ?? 0)
        : undefined,
    below: options.below ?? Number.POSITIVE_INFINITY,
  };
  const fills =
    list === undefined ? zones(source, range, options, bounds, batch) : listed(list, range, options, bounds, batch);
  try {
    for (const _ of fills) yield batch.count > 0 && evaluation.ask(batch, answers) ? batch : undefined;
  } finally {
    if (freeMemory.length < MAX_FREE) freeMemory.push(memory);
  }
}

/** What a scan at work needs: a search over a hundred segments would leave a megabyte behind. */
class BatchMemory {
  readonly positions = new Uint32Array(BATCH_ROWS);
  readonly answers = new Uint8Array(BATCH_ROWS);
  readonly durations = new Uint32Array(BATCH_ROWS);
  readonly what = new Uint32Array(BATCH_ROWS);
}

const MAX_FREE = 16;
const freeMemory: BatchMemory[] = [];

/** So many rows are asked by a list in the time in which zones ask four times as many. */
const ZONES_ARE_QUICKER = 4;
/** What opening the list of a key costs, in rows, and that many times as much as one alone cost the rows of several. */
const KEY_ROWS = 64;
const MERGE_FACTOR = 4;

/** Rows that are looked at, one by one. */
interface ListedRows {
  readonly positions: Uint32Array;
  readonly durations: Uint32Array | undefined;
  /** Codes. */
  readonly what: Uint32Array | undefined;
  /** What is to be asked of them. */
  readonly plan: PlanNode;
}

/** The shortest list that has all rows that may match; undefined where zones are quicker. */
function listOf(
  source: RowSource,
  plan: PlanNode,
  { low, high }: PositionRange,
  { slowOnly = false }: ScanOptions,
): ListedRows | undefined {
  if (slowOnly) return { ...source.slowList(), plan };
  const candidates = candidatesOf(plan);
  let least = (high - low) / ZONES_ARE_QUICKER;
  let list: (() => ListedRows) | undefined;
  const offer = (rows: number, make: () => ListedRows): void => {
    if (rows >= least) return;
    least = rows;
    list = make;
  };
  if (candidates !== undefined)
    offer(candidates.length, () => ({ positions: candidates, durations: undefined, what: undefined, plan }));
  const key = keyOf(plan);
  if (key !== undefined)
    offer(costOf(key), () => ({ ...keyRows(source, key), what: undefined, plan: without(plan, key) }));
  const { from } = durationBounds(plan);
  if (from > 1) {
    const slow = source.slowList();
    if (from >= slow.complete) offer(slow.positions.length, () => ({ ...slow, plan }));
  }
  return list?.();
}

function costOf({ answers, rows }: CodesNode): number {
  let lists = 0;
  for (let code = 0; code < answers.length; code++) if (answers[code] !== 0) lists++;
  return lists * KEY_ROWS + rows * (lists === 1 ? 1 : MERGE_FACTOR);
}

function keyRows(source: RowSource, { answers }: CodesNode): ReturnType<typeof mergedRows> {
  const lists: ReturnType<typeof mergedRows>[] = [];
  answers.forEach((answer, code) => {
    if (answer !== 0) lists.push(source.keyRows(code));
  });
  return mergedRows(lists);
}

interface DurationBounds {
  /** Undefined where all are long enough. */
  readonly least: (() => number) | undefined;
  readonly below: number;
}

function* listed(
  { positions, durations, what }: ListedRows,
  { low, high }: PositionRange,
  { down = false, step = 1 }: ScanOptions,
  { least, below }: DurationBounds,
  batch: Batch,
): Generator<void> {
  const first = firstFrom(positions, low);
  const count = Math.ceil((firstFrom(positions, high) - first) / step);
  const batches = Math.ceil(count / BATCH_ROWS);
  for (let b = 0; b < batches; b++) {
    const from = (down ? batches - 1 - b : b) * BATCH_ROWS;
    const until = Math.min(count, from + BATCH_ROWS);
    const shortest = least?.() ?? 0;
    batch.count = 0;
    for (let i = from; i < until; i++) {
      const at = first + i * step;
      if (durations !== undefined) {
        const duration = durations[at] as number;
        if (duration < shortest || duration >= below) continue;
        (batch.durations as Uint32Array)[batch.count] = duration;
      }
      if (what !== undefined) (batch.what as Uint32Array)[batch.count] = what[at] as number;
      batch.positions[batch.count++] = positions[at] as number;
    }
    yield;
  }
}

function* zones(
  source: RowSource,
  { low, high }: PositionRange,
  { down = false, step = 1 }: ScanOptions,
  bounds: DurationBounds,
  batch: Batch,
): Generator<void> {
  const width = ZONE_ROWS * step;
  const firstZone = Math.floor(low / width);
  const endZone = Math.ceil(high / width);
  const longest = step === 1 && bounds.least !== undefined ? source.longest() : undefined;
  for (let z = 0; z < endZone - firstZone; z++) {
    const zone = down ? endZone - 1 - z : firstZone + z;
    const least = longest === undefined ? 0 : (bounds.least?.() ?? 0);
    if (longest !== undefined && (longest[zone] as number) < least) continue;
    let count = 0;
    const end = Math.min(high, (zone + 1) * width);
    // The middle of each step, so that neither end is told twice.
    let position = zone * width + (step >>> 1);
    if (position < low) position += Math.ceil((low - position) / step) * step;
    if (least === 0 && bounds.below === Number.POSITIVE_INFINITY)
      for (; position < end; position += step) batch.positions[count++] = position;
    else {
      // Few are so long: what else is asked is asked of those only.
      const durations = source.durations();
      for (; position < end; position += step) {
        const duration = durations[position] as number;
        if (duration >= least && duration < bounds.below) batch.positions[count++] = position;
      }
    }
    batch.count = count;
    yield;
  }
}
