/** `GET /api/v1/apps/:app/overview` */
import type { OverviewAnswer } from '@carpy/api';
import { annotationsOf, commonThreshold } from '../app-facts.ts';
import { sumApp } from '../app-sums.ts';
import type { QueryRequests } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import { openPage, rangeAnswer } from './page.ts';
import { transactionRows } from './rows.ts';
import { serverRows } from './servers.ts';
import { stackOf } from './stack.ts';
import { apdexColumns, timingColumns, totalsOf } from './totals.ts';

const TOP_TRANSACTIONS = 10;

export async function overview(
  context: QueryContext,
  request: QueryRequests['overview']['request'],
): Promise<OverviewAnswer> {
  const status = await context.reader.status();
  const page = await openPage(
    context,
    status,
    { app: request.app, servers: request.servers, functions: 'direct' },
    request,
  );
  const { facts, presence } = page;
  const sums = sumApp(page.records);
  const { grid } = page.records;
  return {
    range: rangeAnswer(request.range),
    grid,
    app: facts.app,
    display: facts.display,
    firstPointMs: page.firstPointMs,
    lastPointMs: page.lastPointMs,
    servers: await serverRows(page, sums.servers, context.reader, status),
    totals: totalsOf(sums.total, commonThreshold(facts, page.timeMs.keys()), page.recordedS),
    ok: timingColumns(sums, 'ok', grid, presence),
    error: timingColumns(sums, 'error', grid, presence),
    apdex: apdexColumns(sums, grid, presence),
    stack: stackOf(page.records, facts).layers,
    transactions: transactionRows(page, TOP_TRANSACTIONS),
    transactionCount: page.timeMs.size,
    annotations: await annotationsOf(context.state, facts.app, request.range),
  };
}
