/**
 * When an app's points begin and end. The store keeps no such stamps for each app, so they are looked for in its data, a day at a
 * time, and the beginning is remembered: it can only move by retention.
 */
import { alignDown, ROOT } from '@carpy/core';
import type { SeriesMatch, StoreStatus } from '@carpy/store';
import type { StoreReader } from '../threads/clients.ts';

const DAY_S = 86_400;
const MAX_RECORDS = 20_000;
/** The step of a search through days; the slot found is then read at the finest step that is kept. */
const SEARCH_STEP_S = 60;
/** A server silent for longer leaves the lists. */
export const FORGET_AFTER_S: number = 14 * DAY_S;

/** Epoch s: the first and the last fine slot with a point. */
export interface Span {
  readonly firstS: number;
  readonly lastS: number;
}

/** What was found before, by store and app. Dropped with its store. */
const firstSlots = new WeakMap<StoreReader, Map<string, number>>();

/** Undefined when nothing was ever recorded of it, or nothing that is still kept. */
export async function findSpan(
  reader: StoreReader,
  status: StoreStatus,
  app: string,
  nowMs: number,
): Promise<Span | undefined> {
  if (status.firstSlotS === undefined) return undefined;
  const matches = await recordsOf(reader, `${ROOT}.${app}.*`);
  if (matches.length === 0) return undefined;
  const nowS = Math.floor(nowMs / 1000);
  const lastS = await searchBack(reader, status, matches, status.firstSlotS, nowS);
  if (lastS === undefined) return undefined;
  const known = firstSlots.get(reader) ?? new Map<string, number>();
  firstSlots.set(reader, known);
  const remembered = known.get(app);
  const firstS =
    remembered !== undefined && remembered >= status.firstSlotS
      ? remembered
      : ((await searchForward(reader, status, matches, status.firstSlotS, nowS)) ?? lastS);
  known.set(app, firstS);
  return { firstS, lastS };
}

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
  for (let fromS = sinceS - 1; fromS < nowS; fromS += DAY_S) {
    const found = await refined(reader, status, of, fromS, Math.min(nowS, fromS + DAY_S), nowS, 'first');
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
  let lengthS = 600;
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
    const has = (v: number): boolean => !Number.isNaN(v);
    const slot = end === 'first' ? first.findIndex(has) : first.findLastIndex(has);
    if (slot < 0) continue;
    const slotS = data.startS + slot * data.stepS;
    if (best === undefined || (end === 'first' ? slotS < best.slotS : slotS > best.slotS))
      best = { slotS, stepS: data.stepS };
  }
  return best;
}
