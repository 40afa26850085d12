/** `GET /api/v1/apps`: all apps that sent something or said hello. */
import type { AppSummary, AppsAnswer, Grid } from '@carpy/api';
import { ROOT } from '@carpy/core';
import { listApps } from '../../state/servers.ts';
import { commonThreshold, isForgotten } from '../app-facts.ts';
import { sumApp } from '../app-sums.ts';
import { gridAnswer, planGrid } from '../grid.ts';
import type { QueryRequests } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import { toCounts } from '../values.ts';
import { openPage, rangeAnswer } from './page.ts';
import { serverRows } from './servers.ts';
import { countsOf, totalsOf } from './totals.ts';

export async function apps(context: QueryContext, request: QueryRequests['apps']['request']): Promise<AppsAnswer> {
  const { reader, state } = context;
  const status = await reader.status();
  const [nodes, known] = await Promise.all([reader.find(`${ROOT}.*`), listApps(state)]);
  const names = [...new Set([...nodes.map((n) => n.name), ...known.map((a) => a.app)])].sort();
  const summaries: AppSummary[] = [];
  let grid: Grid | undefined;
  for (const app of names) {
    const page = await openPage(context, status, { app, servers: request.servers, functions: 'none' }, request).catch(
      notFoundAsUndefined,
    );
    if (page === undefined) continue;
    const { facts } = page;
    const sums = sumApp(page.records);
    grid ??= page.records.grid;
    const servers = await serverRows(page, sums.servers, reader, status);
    summaries.push({
      app,
      display: facts.display,
      servers: servers.filter((s) => !isForgotten(s, request.nowMs)).map(({ totals: _, ...summary }) => summary),
      firstPointMs: page.firstPointMs,
      lastPointMs: page.lastPointMs,
      totals: totalsOf(sums.total, commonThreshold(facts, page.timeMs.keys()), page.recordedS),
      spark: toCounts(
        countsOf(sums.ok).map((ok, i) => sumOf(ok, sums.error[i]?.count ?? 0)),
        page.records.grid,
        page.presence,
      ),
    });
  }
  return {
    range: rangeAnswer(request.range),
    grid: grid ?? emptyGrid(request, status.tiers[0]?.stepS ?? 10),
    apps: summaries,
  };
}

const sumOf = (ok: number, error: number): number => (error === 0 ? ok : (Number.isNaN(ok) ? 0 : ok) + error);

/** Nothing was ever sent: there is no coverage to tell of. */
function emptyGrid(request: QueryRequests['apps']['request'], fineStepS: number): Grid {
  const { range, maxPoints, nowMs } = request;
  return gridAnswer(planGrid(range, maxPoints, fineStepS, fineStepS, nowMs, []), undefined, range, nowMs);
}

/** An app in the tree of which no point is kept any more, and that never said hello, is no app. */
function notFoundAsUndefined(e: unknown): undefined {
  if (typeof e === 'object' && e !== null && (e as { code?: unknown }).code === 'CARPY_NOT_FOUND') return undefined;
  throw e;
}
