/**
 * Reads by /render: whole leaves at the step Graphite has, made into records and, where a coarser step is wanted, consolidated. What
 * was recorded is not known, so a slot in which any series of the request has a value counts as recorded, and no other.
 */
import { CarpyError, type SeriesKind, TIMER_LEAVES } from '@carpy/core';
import type { Coverage, ReadAnswer, ReadRequest, SeriesData } from '../store.ts';
import { chooseStepS, consolidate, leastStepS, type SlotRange, slotsOf, widthOf } from './consolidate.ts';
import { MAX_ANSWER_BYTES } from './http-client.ts';
import { badAnswer, listOf, type RemoteNames } from './remote-find.ts';
import { expressionsOf } from './remote-tags.ts';
import type { KnownSeries } from './series-table.ts';

const MAX_TARGETS = 100;
/** Requests under way at once, of one read. */
const MAX_AT_ONCE = 4;
const MAX_SLOTS = 200_000;
const MAX_VALUES = 20_000_000;
/** `[12.345678, 1700000000], ` and some. */
const BYTES_A_POINT = 40;

/** One leaf as Graphite answers it. */
interface Points {
  /** Undefined for fewer than two points. */
  readonly stepS: number | undefined;
  readonly points: readonly (readonly [value: number, atS: number])[];
}

/** `fineStepS` is the step of flushes: what an empty answer is taken to have. */
export async function readRemote(names: RemoteNames, request: ReadRequest, fineStepS: number): Promise<ReadAnswer> {
  const { fromS, untilS } = request;
  if (!(Number.isFinite(fromS) && Number.isFinite(untilS)))
    throw new CarpyError('CARPY_BAD_REQUEST', `(${fromS}, ${untilS}] is no range of times`);
  const series = request.ids.map((id) => names.table.get(id));
  const leastS = leastStepS(request.tier, untilS - fromS);
  const leaves = new Map<string, Points>();
  if (untilS > fromS) await fetchLeaves(names, series, request, leastS, fineStepS, leaves);
  let usualStepS = Number.POSITIVE_INFINITY;
  for (const { stepS } of leaves.values()) usualStepS = Math.min(usualStepS, stepS ?? usualStepS);
  const otherwiseS = Number.isFinite(usualStepS) ? usualStepS : fineStepS;
  const coverage = new Map<number, Coverage>();
  let values = 0;
  const answer = series.map((one, i): SeriesData => {
    const found = leafNames(one).map((leaf) => leaves.get(leaf));
    const graphiteStepS = Math.max(...found.map((leaf) => leaf?.stepS ?? 0)) || otherwiseS;
    const range = slotsOf(fromS, untilS, chooseStepS(graphiteStepS, leastS));
    values += checkedSlots(range) * widthOf(one.kind);
    if (values > MAX_VALUES)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `the read has more than ${MAX_VALUES} values; narrow the range or the series`,
      );
    const factor = range.stepS / graphiteStepS;
    const columns = consolidate(columnsOf(one.kind, found, range, factor), factor, one.kind, one.path);
    cover(coverage, range, columns);
    const withSketches = request.sketches !== 'none' && one.kind === 'timer';
    return {
      id: request.ids[i] as number,
      kind: one.kind,
      ...range,
      columns,
      sketches: withSketches ? { bytes: new Uint8Array(0), ends: new Uint32Array(range.slots) } : undefined,
    };
  });
  return { series: answer, coverage: [...coverage.values()] };
}

function checkedSlots({ slots, stepS }: SlotRange): number {
  if (slots > MAX_SLOTS)
    throw new CarpyError(
      'CARPY_TOO_MUCH',
      `the range has ${slots} slots of ${stepS} s; at most ${MAX_SLOTS} are read at once`,
    );
  return slots;
}

/** The leaves that make a record's columns: a timer's six, of Apdex the counts. */
function leafNames({ path, kind }: KnownSeries): readonly string[] {
  if (kind === 'timer') return TIMER_LEAVES.map((leaf) => `${path}.${leaf}`);
  if (kind === 'apdex') return [`${path}.satisfied`, `${path}.tolerating`, `${path}.frustrated`];
  return [path];
}

async function fetchLeaves(
  names: RemoteNames,
  series: readonly KnownSeries[],
  request: ReadRequest,
  leastS: number,
  fineStepS: number,
  into: Map<string, Points>,
): Promise<void> {
  // A coarse slot holds what comes after its stamp too.
  const untilS = Math.floor(request.untilS) + (leastS > 1 ? leastS : 0);
  const fromS = Math.floor(request.fromS);
  const pointsALeaf = Math.ceil((untilS - fromS) / fineStepS) + 1;
  const maxLeaves = Math.max(TIMER_LEAVES.length, Math.floor(MAX_ANSWER_BYTES / 2 / BYTES_A_POINT / pointsALeaf));
  const groups: string[][] = [];
  let leaves = Number.POSITIVE_INFINITY;
  for (const one of series) {
    const more = widthOf(one.kind);
    if (leaves + more > maxLeaves || (groups.at(-1)?.length ?? 0) >= MAX_TARGETS) {
      groups.push([]);
      leaves = 0;
    }
    groups.at(-1)?.push(targetOf(names, one));
    leaves += more;
  }
  const next = groups.values();
  const worker = async (): Promise<void> => {
    for (const targets of next) {
      const answer = await names.http.ask('POST', '/render', [
        ...targets.map((target) => ['target', target] as const),
        ['format', 'json'],
        ['from', String(fromS)],
        ['until', String(untilS)],
        ['now', String(Math.floor(request.nowS))],
        // The newest slot would be missing for as long as Graphite caches.
        ['noCache', '1'],
      ]);
      for (const one of listOf(answer, '/render')) takeLeaf(names, one, into);
    }
  };
  await Promise.all(Array.from({ length: Math.min(MAX_AT_ONCE, groups.length) }, worker));
}

/** All leaves of a record by one target. */
function targetOf({ prefix }: RemoteNames, { path, kind }: KnownSeries): string {
  if (kind === 'timer') return `${prefix.outward(path)}.{${TIMER_LEAVES.join(',')}}`;
  if (kind === 'apdex') return `${prefix.outward(path)}.{satisfied,tolerating,frustrated}`;
  if (path.includes(';')) {
    const expressions = expressionsOf(path).map((e) => `'${prefix.expression(e).replaceAll(/['\\]/g, '\\$&')}'`);
    return `seriesByTag(${expressions.join(',')})`;
  }
  return prefix.outward(path).replaceAll(/[(){},'"\\|]/g, '\\$&');
}

function takeLeaf({ prefix }: RemoteNames, answer: unknown, into: Map<string, Points>): void {
  const { target, datapoints } = (answer ?? {}) as { target?: unknown; datapoints?: unknown };
  if (typeof target !== 'string') throw badAnswer('/render', 'a series has no target');
  const path = prefix.inward(target);
  if (path === undefined) return;
  const points: [number, number][] = [];
  for (const point of listOf(datapoints, '/render')) {
    const [value, atS] = Array.isArray(point) ? (point as unknown[]) : [];
    if (typeof atS !== 'number') throw badAnswer('/render', 'a point has no stamp');
    points.push([typeof value === 'number' ? value : Number.NaN, atS]);
  }
  const stepS = points.length < 2 ? undefined : (points[1]?.[1] as number) - (points[0]?.[1] as number);
  if (stepS !== undefined && !(Number.isInteger(stepS) && stepS > 0))
    throw badAnswer('/render', `a step of ${stepS} s`);
  into.set(path, { stepS, points });
}

/** Columns at Graphite's own step: `factor` slots for each of the range. */
function columnsOf(
  kind: SeriesKind,
  leaves: readonly (Points | undefined)[],
  { startS, stepS, slots }: SlotRange,
  factor: number,
): Float64Array {
  const n = slots * factor;
  const graphiteStepS = stepS / factor;
  const fill = (leaf: Points | undefined, column: Float64Array): void => {
    column.fill(Number.NaN);
    for (const [value, atS] of leaf?.points ?? []) {
      const slot = Math.floor((atS - startS) / graphiteStepS);
      if (slot >= 0 && slot < n && !Number.isNaN(value)) column[slot] = value;
    }
  };
  const columns = new Float64Array(n * widthOf(kind));
  // Leaves come as leafNames has them; the second column of a timer, its sum, is its mean until here.
  const order = kind === 'timer' ? TIMER_COLUMN_OF_LEAF : leaves.map((_, i) => i);
  for (const [i, column] of order.entries()) fill(leaves[i], columns.subarray(column * n, (column + 1) * n));
  if (kind === 'timer')
    for (let i = 0; i < n; i++) columns[n + i] = (columns[n + i] as number) * (columns[i] as number);
  return columns;
}

/** TIMER_LEAVES (count, lower, mean, median, upper, upper_95) in TIMER_COLUMNS (count, sum, lower, upper, median, upper_95). */
const TIMER_COLUMN_OF_LEAF = [0, 2, 1, 4, 3, 5];

function cover(coverage: Map<number, Coverage>, { startS, stepS, slots }: SlotRange, columns: Float64Array): void {
  const { coveredMs } = coverage.get(stepS) ?? { coveredMs: new Float64Array(slots) };
  for (let i = 0; i < slots; i++) if (!Number.isNaN(columns[i])) coveredMs[i] = stepS * 1000;
  coverage.set(stepS, { startS, stepS, coveredMs });
}
