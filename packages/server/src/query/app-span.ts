/**
 * When an app's points begin and end. The store keeps no such stamps for each app, so they are looked for in its data, a day at a
 * time, and the beginning is remembered: it can only move by retention.
 */
import { alignDown, parseCarpyPath, ROOT } from '@carpy/core';
import type { SeriesMatch, StoreStatus } from '@carpy/store';
import type { StoreReader } from '../threads/clients.ts';

const DAY_S = 86_400;
const MAX_RECORDS = 20_000;
/** The step of a search through days; the slot found is then read at the finest step that is kept. */
const SEARCH_STEP_S = 60;
/** A server silent for longer leaves the lists. */
export const FORGET_AFTER_S: number = 14 * DAY_S;

/** The newest minutes are asked at the finest step, whatever the step of the page. */
const RECENT_S = 600;

/** Epoch s: the first and the last fine slot with a transaction. */
export interface Span {
  readonly firstS: number;
  readonly lastS: number;
}

/** The last fine slot of each server that sent a transaction or a runtime value in the last ten minutes, epoch s. */
export type RecentSlots = ReadonlyMap<string, number>;

/** What was found before, by store and app, and since when the store had kept points then. Dropped with its store. */
const firstSlots = new WeakMap<StoreReader, Map<string, { readonly firstS: number; readonly storeFirstS: number }>>();

/** `span` is undefined when no transaction was ever recorded of the app, or none that is still kept. */
export async function findSpan(
  reader: StoreReader,
  status: StoreStatus,
  app: string,
  nowMs: number,
): Promise<{ readonly span: Span | undefined; readonly recent: RecentSlots }> {
  if (status.firstSlotS === undefined) return { span: undefined, recent: new Map() };
  const [matches, runtime] = await Promise.all([
    recordsOf(reader, `${ROOT}.${app}.*`),
    reader.resolveRecords(`${ROOT}.${app}.*.runtime.*`, MAX_RECORDS),
  ]);
  const nowS = Math.floor(nowMs / 1000);
  const ofTransactions = await recentSlots(reader, status, matches, nowS);
  const recent = new Map(await recentSlots(reader, status, runtime, nowS));
  for (const [server, slotS] of ofTransactions) recent.set(server, Math.max(slotS, recent.get(server) ?? slotS));
  return { span: await spanOf(reader, status, app, matches, ofTransactions, nowS), recent };
}

async function spanOf(
  reader: StoreReader,
  status: StoreStatus,
  app: string,
  matches: readonly SeriesMatch[],
  recent: RecentSlots,
  nowS: number,
): Promise<Span | undefined> {
  if (matches.length === 0 || status.firstSlotS === undefined) return undefined;
  const lastS =
    recent.size > 0
      ? Math.max(...recent.values())
      : await searchBack(reader, status, matches, status.firstSlotS, nowS - RECENT_S);
  if (lastS === undefined) return undefined;
  const storeFirstS = status.firstSlotS;
  const known = firstSlots.get(reader) ?? new Map();
  firstSlots.set(reader, known);
  const remembered = known.get(app);
  // Found in a coarse tier it may lie before the store's first fine slot: then it holds for as long as that one stays.
  if (remembered !== undefined && (remembered.firstS >= storeFirstS || remembered.storeFirstS === storeFirstS))
    return { firstS: remembered.firstS, lastS };
  const firstS = (await searchForward(reader, status, matches, storeFirstS, nowS)) ?? lastS;
  known.set(app, { firstS, storeFirstS });
  return { firstS, lastS };
}

/** One read of the finest tier: which server has sent last when. */
async function recentSlots(
  reader: StoreReader,
  status: StoreStatus,
  of: readonly SeriesMatch[],
  nowS: number,
): Promise<RecentSlots> {
  const last = new Map<string, number>();
  if (of.length === 0) return last;
  const { series } = await reader.read({
    ids: of.map((m) => m.id),
    fromS: nowS - RECENT_S,
    untilS: nowS,
    nowS,
    tier: { by: 'step', stepS: status.tiers[0]?.stepS ?? 10 },
    sketches: 'none',
  });
  for (const [i, { path }] of of.entries()) {
    const data = series[i];
    const server = parseCarpyPath(path)?.server;
    if (data === undefined || server === undefined) continue;
    const slot = data.columns.subarray(0, data.slots).findLastIndex(isPoint);
    if (slot >= 0) last.set(server, Math.max(last.get(server) ?? 0, data.startS + slot * data.stepS));
  }
  return last;
}

const isPoint = (v: number): boolean => !Number.isNaN(v);

/** The last fine slot of one server of an app within the last 14 days. */
export async function lastSlotOfServer(
  reader: StoreReader,
  status: StoreStatus,
  app: string,
  server: string,
  nowMs: number,
): Promise<number | undefined> {
  if (status.firstSlotS === undefined) return undefined;
  const nowS = Math.floor(nowMs / 1000);
  const matches = await recordsOf(reader, `${ROOT}.${app}.${server}`);
  return searchBack(reader, status, matches, Math.max(status.firstSlotS, nowS - FORGET_AFTER_S), nowS);
}

/** Apdex records stand for all transactions and are the smallest; sources that send none are searched by their timers. */
async function recordsOf(reader: StoreReader, base: string): Promise<SeriesMatch[]> {
  const apdex = await reader.resolveRecords(`${base}.*.apdex`, MAX_RECORDS);
  return apdex.length > 0 ? apdex : reader.resolveRecords(`${base}.*.{ok,error}`, MAX_RECORDS);
}

async function searchForward(
  reader: StoreReader,
  status: StoreStatus,
  of: readonly SeriesMatch[],
  sinceS: number,
  nowS: number,
): Promise<number | undefined> {
  // Most apps are as old as the store, so its first minutes are asked first.
  let lengthS = RECENT_S;
  for (let fromS = sinceS - 1; fromS < nowS; fromS += lengthS, lengthS = DAY_S) {
    const found = await refined(reader, status, of, fromS, Math.min(nowS, fromS + lengthS), nowS, 'first');
    if (found !== undefined) return found;
  }
  return undefined;
}

async function searchBack(
  reader: StoreReader,
  status: StoreStatus,
  of: readonly SeriesMatch[],
  sinceS: number,
  nowS: number,
): Promise<number | undefined> {
  // Most apps are alive: the last minutes are asked first.
  let lengthS = RECENT_S;
  for (let untilS = nowS; untilS >= sinceS; untilS -= lengthS, lengthS = DAY_S) {
    const found = await refined(reader, status, of, Math.max(sinceS - 1, untilS - lengthS), untilS, nowS, 'last');
    if (found !== undefined) return found;
  }
  return undefined;
}

async function refined(
  reader: StoreReader,
  status: StoreStatus,
  of: readonly SeriesMatch[],
  fromS: number,
  untilS: number,
  nowS: number,
  end: 'first' | 'last',
): Promise<number | undefined> {
  const fineStepS = status.tiers[0]?.stepS ?? 10;
  const coarse = await usedSlot(
    reader,
    of,
    alignDown(fromS + 1, SEARCH_STEP_S) - 1,
    untilS,
    nowS,
    Math.max(fineStepS, SEARCH_STEP_S),
    end,
  );
  if (coarse === undefined || coarse.stepS <= fineStepS) return coarse?.slotS;
  const lastFineS = coarse.slotS + coarse.stepS - fineStepS;
  const fine = await usedSlot(reader, of, coarse.slotS - 1, Math.min(lastFineS, nowS), nowS, fineStepS, end);
  if (fine !== undefined && fine.stepS <= fineStepS) return fine.slotS;
  return end === 'first' ? coarse.slotS : Math.min(lastFineS, nowS);
}

/** The first or last slot in (fromS, untilS] in which any of the series has a point. */
async function usedSlot(
  reader: StoreReader,
  of: readonly SeriesMatch[],
  fromS: number,
  untilS: number,
  nowS: number,
  stepS: number,
  end: 'first' | 'last',
): Promise<{ readonly slotS: number; readonly stepS: number } | undefined> {
  const answer = await reader.read({
    ids: of.map((m) => m.id),
    fromS,
    untilS,
    nowS,
    tier: { by: 'step', stepS },
    sketches: 'none',
  });
  let best: { slotS: number; stepS: number } | undefined;
  for (const data of answer.series) {
    const first = data.columns.subarray(0, data.slots);
    const slot = end === 'first' ? first.findIndex(isPoint) : first.findLastIndex(isPoint);
    if (slot < 0) continue;
    const slotS = data.startS + slot * data.stepS;
    if (best === undefined || (end === 'first' ? slotS < best.slotS : slotS > best.slotS))
      best = { slotS, stepS: data.stepS };
  }
  return best;
}
