/**
 * Reads what one page needs of an app: each record once, all on slots of one step.
 *
 * What pages count, add up or compare comes at the finest step that the range and the points wanted allow. Percentiles need
 * sketches, so outcomes of transactions come with them, in the finest tier that keeps them for the whole range; where that is
 * coarser, outcomes are read once more, columns alone.
 */
import type { Grid } from '@carpy/api';
import { alignDown, CarpyError, type Outcome, parseCarpyPath, ROOT } from '@carpy/core';
import type { Coverage, ReadAnswer, ReadRequest, SeriesData, SeriesMatch, StoreStatus } from '@carpy/store';
import type { StoreReader } from '../threads/clients.ts';
import { chooseStepS, fineSlots, type GridPlan, gridAnswer, planGrid } from './grid.ts';
import { openFrom, type PercentileRecords, planPercentiles } from './percentile-slots.ts';
import type { RangeJson, ServerChoice } from './query-client.ts';

/** Records of one page at most, and stored slots of all of them: about 200 MB of columns. */
const MAX_RECORDS = 20_000;
const MAX_CELLS = 4_000_000;
/** Past so many stored slots a page stays at the step of its percentiles, which is fewer of them. */
const MAX_FINE_CELLS = 2_000_000;
/** Functions nest at most this deep (core's NAME_LIMITS), with one more level for `other`. */
const MAX_DEPTH = 11;
/** Closed windows are 10 minutes; an app of that age has its points in the open one, or nearly. */
const YOUNG_S = 600;

export interface OutcomeRecord {
  readonly server: string;
  readonly transaction: string;
  readonly outcome: Outcome;
  readonly data: SeriesData;
}

interface ApdexRecord {
  readonly server: string;
  readonly transaction: string;
  readonly data: SeriesData;
}

export interface FunctionRecord {
  readonly server: string;
  readonly transaction: string;
  /** Segments, outermost first. */
  readonly functions: readonly string[];
  readonly outcome: Outcome;
  readonly data: SeriesData;
}

export interface AppRecords {
  readonly plan: GridPlan;
  readonly grid: Grid;
  /** Of the stored slots, the range widened as the reads were; undefined where nothing was read. */
  readonly coverage: Coverage | undefined;
  /** In the step of the grid's data. */
  readonly outcomes: readonly OutcomeRecord[];
  /** Outcomes with their sketches, where those come in a coarser step than the grid's; undefined where `outcomes` have them. */
  readonly percentiles: PercentileRecords | undefined;
  readonly apdex: readonly ApdexRecord[];
  readonly functions: readonly FunctionRecord[];
}

export interface AppSelection {
  readonly app: string;
  /** Undefined for all. */
  readonly transaction?: string;
  readonly servers: ServerChoice;
  /** Which functions: none, those called by transactions directly, or the whole tree. */
  readonly functions: 'none' | 'direct' | 'tree';
}

export interface PageRange {
  readonly range: RangeJson;
  readonly maxPoints: number;
  readonly nowMs: number;
  /** The app's first fine slot; undefined when it has none. */
  readonly firstSlotS?: number | undefined;
}

/** A segment of a path, as it comes from a URL: never a glob. Throws CARPY_NOT_FOUND, since no such thing can exist. */
export function checkedSegment(text: string, what: string): string {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(text)) throw new CarpyError('CARPY_NOT_FOUND', `${what} "${text.slice(0, 200)}"`);
  return text;
}

const serverGlob = (servers: ServerChoice): string => {
  if (servers.length === 0) return '*';
  const names = servers.map((s) => checkedSegment(s, 'server'));
  return names.length === 1 ? (names[0] as string) : `{${names.join(',')}}`;
};

/** Throws CARPY_TOO_MUCH past the bounds above. `status` is the store's, asked once a page. */
export async function readApp(
  reader: StoreReader,
  status: StoreStatus,
  selection: AppSelection,
  page: PageRange,
): Promise<AppRecords> {
  const app = checkedSegment(selection.app, 'app');
  const transaction = selection.transaction === undefined ? '*' : checkedSegment(selection.transaction, 'transaction');
  const base = `${ROOT}.${app}.${serverGlob(selection.servers)}.${transaction}`;
  const [outcomeMatches, apdexMatches, functionMatches] = await Promise.all([
    reader.resolveRecords(`${base}.{ok,error}`, MAX_RECORDS),
    reader.resolveRecords(`${base}.apdex`, MAX_RECORDS),
    resolveFunctions(reader, base, selection.functions),
  ]);
  const fineStepS = status.tiers[0]?.stepS ?? 10;
  const bounds = readBounds(page, status, fineStepS);
  const nowS = page.nowMs / 1000;
  const records = outcomeMatches.length + apdexMatches.length + functionMatches.length;
  checkCells(records, bounds.untilS - bounds.fromS, status);

  const idsOf = (matches: readonly SeriesMatch[]): number[] => matches.map((m) => m.id);
  const withSketches = await reader.read({
    ids: idsOf(outcomeMatches),
    fromS: Math.max(bounds.fromS, youngSinceS(page, status, bounds.untilS)),
    untilS: bounds.untilS,
    nowS,
    tier: { by: 'points', maxPoints: page.maxPoints },
    sketches: 'required',
  });
  const sketchStepS = stepOf(withSketches.series, fineStepS);
  const read: Omit<ReadRequest, 'ids'> = {
    ...bounds,
    nowS,
    tier: { by: 'step', stepS: sumStepS(page, records, fineStepS, sketchStepS) },
    sketches: 'none',
  };
  // One outcome comes along: an app without Apdex and functions tells its step too.
  const sums = await reader.read({
    ...read,
    ids: idsOf([...apdexMatches, ...functionMatches, ...outcomeMatches.slice(0, 1)]),
  });
  const planOf = (dataStepS: number): GridPlan =>
    planGrid(page.range, page.maxPoints, dataStepS, fineStepS, page.nowMs, status.tiers);
  const finest = planOf(stepOf(sums.series, fineStepS));
  const apart = finest.stepS < sketchStepS && sketchStepS % finest.stepS === 0;
  const plan = apart ? finest : planOf(Math.max(finest.dataStepS, sketchStepS));
  const columns = apart ? await reader.read({ ...read, ids: idsOf(outcomeMatches) }) : withSketches;

  const outcomesOf = ({ series }: ReadAnswer): OutcomeRecord[] =>
    outcomeMatches.flatMap((match, i) => outcomeRecord(match, series[i]));
  const coverage = coverageOf([...sums.coverage, ...withSketches.coverage], plan.dataStepS);
  return {
    plan,
    coverage,
    grid: gridAnswer(plan, coverage, page.range, page.nowMs, apart ? sketchStepS : undefined),
    outcomes: outcomesOf(columns),
    percentiles: apart ? percentileRecordsOf(plan, withSketches, sketchStepS, page.nowMs, outcomesOf) : undefined,
    apdex: apdexMatches.flatMap((match, i) => apdexRecord(match, sums.series[i])),
    functions: functionMatches.flatMap((match, i) => functionRecord(match, sums.series[apdexMatches.length + i])),
  };
}

const stepOf = (series: readonly SeriesData[], fineStepS: number): number =>
  series.reduce((step, s) => Math.max(step, s.stepS), fineStepS);

/** What counts and sums are asked at: the finest, unless the grid would be as coarse as sketches anyway, or it would be too much. */
function sumStepS({ range, maxPoints }: PageRange, records: number, fineStepS: number, sketchStepS: number): number {
  const { firstS, lastS } = fineSlots(range, fineStepS);
  const fineCells = records * ((lastS - firstS) / fineStepS + 1);
  const fits = chooseStepS(firstS, lastS, fineStepS, maxPoints) < sketchStepS;
  return fits && fineCells <= MAX_FINE_CELLS ? fineStepS : sketchStepS;
}

function percentileRecordsOf(
  grid: GridPlan,
  answer: ReadAnswer,
  stepS: number,
  nowMs: number,
  outcomesOf: (answer: ReadAnswer) => OutcomeRecord[],
): PercentileRecords {
  const plan = planPercentiles(grid, stepS);
  const coverage = coverageOf(answer.coverage, stepS);
  return { plan, outcomes: outcomesOf(answer), openFrom: openFrom(plan, coverage, nowMs) };
}

/** Level after level; a nested call's record never stands without its parent's, so an empty level is the end. */
async function resolveFunctions(
  reader: StoreReader,
  base: string,
  which: AppSelection['functions'],
): Promise<SeriesMatch[]> {
  const found: SeriesMatch[] = [];
  const depth = which === 'none' ? 0 : which === 'direct' ? 1 : MAX_DEPTH;
  for (let level = 1; level <= depth; level++) {
    const matches = await reader.resolveRecords(`${base}${'.children.*'.repeat(level)}.{ok,error}`, MAX_RECORDS);
    if (matches.length === 0) break;
    found.push(...matches);
  }
  return found;
}

/** Widened at the start to a whole slot of any step that the grid may take; slots before the grid are left out when adding up. */
function readBounds(
  page: PageRange,
  status: StoreStatus,
  fineStepS: number,
): { readonly fromS: number; readonly untilS: number } {
  const { firstS, lastS } = fineSlots(page.range, fineStepS);
  return { fromS: alignDown(firstS, widestStepS(status, firstS, lastS, page.maxPoints)) - 1, untilS: lastS };
}

/** The coarsest step that the grid may take, whichever tier the data comes from. */
function widestStepS(status: StoreStatus, firstS: number, untilS: number, maxPoints: number): number {
  let widest = 1;
  for (const [i, { stepS }] of status.tiers.entries()) {
    if (i === 0 || stepS * 10 <= untilS - firstS)
      widest = Math.max(widest, chooseStepS(firstS, untilS, stepS, maxPoints));
  }
  return widest;
}

/**
 * Before an app's first point there is nothing to merge, and asking from there on finds the finer sketches of the open window: the
 * first minutes of a new app are drawn at the finest step whatever the range. Older apps are read over the whole range.
 */
function youngSinceS({ firstSlotS, nowMs }: PageRange, status: StoreStatus, untilS: number): number {
  if (firstSlotS === undefined || firstSlotS > untilS || nowMs / 1000 - firstSlotS > YOUNG_S) return 0;
  const coarsest = Math.max(1, ...status.tiers.map((tier) => tier.stepS).filter((stepS) => stepS <= YOUNG_S));
  return alignDown(firstSlotS, coarsest) - 1;
}

function checkCells(records: number, lengthS: number, status: StoreStatus): void {
  // Sketches of closed data start at the second tier; a range short enough to be read at the first is small anyway.
  const stepS = status.tiers[1]?.stepS ?? status.tiers[0]?.stepS ?? 10;
  const cells = records * Math.ceil(lengthS / stepS);
  if (cells <= MAX_CELLS) return;
  throw new CarpyError(
    'CARPY_TOO_MUCH',
    `${records} records over ${Math.round(lengthS / 3600)} h are ${cells} slots, and a page reads ${MAX_CELLS} at most; choose a shorter range or fewer servers`,
  );
}

/** That of the read which covers the whole range, where there was one. */
const coverageOf = (all: readonly Coverage[], stepS: number): Coverage | undefined =>
  all.find((c) => c.stepS === stepS) ?? all[0];

function outcomeRecord(match: SeriesMatch, data: SeriesData | undefined): OutcomeRecord[] {
  const path = parseCarpyPath(match.path);
  if (path?.kind !== 'transaction' || data?.kind !== 'timer') return [];
  return [{ server: path.server, transaction: path.transaction, outcome: path.outcome, data }];
}

function apdexRecord(match: SeriesMatch, data: SeriesData | undefined): ApdexRecord[] {
  const path = parseCarpyPath(match.path);
  if (path?.kind !== 'apdex' || data?.kind !== 'apdex') return [];
  return [{ server: path.server, transaction: path.transaction, data }];
}

function functionRecord(match: SeriesMatch, data: SeriesData | undefined): FunctionRecord[] {
  const path = parseCarpyPath(match.path);
  if (path?.kind !== 'function' || data?.kind !== 'timer') return [];
  return [
    { server: path.server, transaction: path.transaction, functions: path.functions, outcome: path.outcome, data },
  ];
}
