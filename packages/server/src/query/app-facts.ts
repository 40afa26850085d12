/** What the state knows of an app besides its numbers: names as written, Apdex thresholds, servers, deploys. */
import type { Annotation, ServerSummary } from '@carpy/api';
import { DEFAULT_APDEX_T_MS, OWN_SEGMENT } from '@carpy/core';
import { listAnnotations, toAnnotation } from '../state/annotations.ts';
import { listNames, type NameState } from '../state/names.ts';
import { getApp, listServers, type ServerState } from '../state/servers.ts';
import type { StateClient } from '../threads/clients.ts';
import { FORGET_AFTER_S } from './app-span.ts';
import type { RangeJson } from './query-client.ts';
import type { QueryContext } from './query-context.ts';

export interface AppFacts {
  readonly app: string;
  readonly display: string;
  /** False when no agent ever said hello for it. */
  readonly known: boolean;
  /** T of transactions that have none of their own, ms. */
  readonly apdexTMs: number;
  readonly servers: ReadonlyMap<string, ServerState>;
  readonly names: ReadonlyMap<string, NameState>;
}

export async function readAppFacts(
  { state, apdexTMs = DEFAULT_APDEX_T_MS }: QueryContext,
  app: string,
): Promise<AppFacts> {
  const [kept, servers, names] = await Promise.all([
    getApp(state, app),
    listServers(state, app),
    listNames(state, app),
  ]);
  return {
    app,
    display: kept?.display ?? app,
    known: kept !== undefined,
    apdexTMs,
    servers: new Map(servers.map((s) => [s.server, s])),
    names,
  };
}

/** Several names that share one segment share its series, so all are shown. */
export function displayOf(facts: AppFacts, segment: string): string {
  return facts.names.get(segment)?.displays.join(', ') ?? segment;
}

/** A function's own name, without those it is called by. */
export function functionDisplay(facts: AppFacts, functions: readonly string[]): string {
  const last = functions.at(-1) ?? '';
  return last === OWN_SEGMENT ? 'own time' : displayOf(facts, last);
}

export function thresholdOf(facts: AppFacts, transaction: string): number {
  return facts.names.get(transaction)?.apdexTMs ?? facts.apdexTMs;
}

/** T of several transactions: null when they differ. */
export function commonThreshold(facts: AppFacts, transactions: Iterable<string>): number | null {
  let common: number | undefined;
  for (const transaction of transactions) {
    const own = thresholdOf(facts, transaction);
    if (common !== undefined && common !== own) return null;
    common = own;
  }
  return common ?? facts.apdexTMs;
}

/** Agents say hello each minute; a server heard of longer ago than two of them is not reporting. */
const REPORTING_WITHIN_MS = 120_000;

/** `lastPointMs`: end of the last slot in which it sent a transaction; null where that is not known. */
export function serverSummary(
  facts: AppFacts,
  server: string,
  lastPointMs: number | null,
  nowMs: number,
): ServerSummary {
  const kept = facts.servers.get(server);
  const seen = Math.max(lastPointMs ?? Number.NEGATIVE_INFINITY, kept?.lastSeenMs ?? Number.NEGATIVE_INFINITY);
  const lastSeenMs = Number.isFinite(seen) ? seen : null;
  return {
    server,
    display: kept?.display ?? server,
    lastSeenMs,
    reporting: lastSeenMs !== null && nowMs - lastSeenMs <= REPORTING_WITHIN_MS,
    version: kept?.version ?? null,
  };
}

/** True for a server that left the lists: not heard of for 14 days. */
export const isForgotten = (summary: ServerSummary, nowMs: number): boolean =>
  summary.lastSeenMs === null || nowMs - summary.lastSeenMs > FORGET_AFTER_S * 1000;

/** Those of the app and those of no app, within the range. */
export async function annotationsOf(state: StateClient, app: string, range: RangeJson): Promise<Annotation[]> {
  const found = await listAnnotations(state, { app, fromMs: range.fromMs, toMs: range.toMs });
  return found.map(toAnnotation);
}
