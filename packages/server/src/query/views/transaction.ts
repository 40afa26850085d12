/** `GET /api/v1/apps/:app/transactions/:transaction` */
import type { TransactionAnswer } from '@carpy/api';
import { CarpyError, ROOT } from '@carpy/core';
import { annotationsOf, displayOf, thresholdOf } from '../app-facts.ts';
import { checkedSegment } from '../app-records.ts';
import { sumApp } from '../app-sums.ts';
import type { QueryRequests } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import { toValues } from '../values.ts';
import { functionRows } from './functions.ts';
import { openPage, rangeAnswer } from './page.ts';
import { serverRows } from './servers.ts';
import { stackOf } from './stack.ts';
import { apdexColumns, timingColumns, totalsOf } from './totals.ts';

export async function transaction(
  context: QueryContext,
  request: QueryRequests['transaction']['request'],
): Promise<TransactionAnswer> {
  const { app, transaction: name, servers } = request;
  const status = await context.reader.status();
  const page = await openPage(context, status, { app, transaction: name, servers, functions: 'tree' }, request);
  const { facts, presence } = page;
  const sums = sumApp(page.records);
  const { grid } = page.records;
  if (page.records.outcomes.length === 0) await checkExists(context, app, name);
  const stack = stackOf(page.records, facts);
  return {
    range: rangeAnswer(request.range),
    grid,
    app: facts.app,
    transaction: name,
    display: displayOf(facts, name),
    firstPointMs: page.firstPointMs,
    lastPointMs: page.lastPointMs,
    totals: totalsOf(sums.total, thresholdOf(facts, name), page.recordedS),
    ok: timingColumns(sums, 'ok', grid, presence),
    error: timingColumns(sums, 'error', grid, presence),
    apdex: apdexColumns(sums, grid, presence),
    mean: toValues(stack.meanMs),
    stack: stack.layers,
    parallel: stack.parallel,
    functions: functionRows(page.records, facts),
    servers: await serverRows(page, sums.servers, context.reader, status),
    annotations: await annotationsOf(context.state, facts.app, request.range),
  };
}

/** The servers chosen may not know it while others do: that is an empty page, not an unknown transaction. */
export async function checkExists(context: QueryContext, app: string, name: string): Promise<void> {
  const everywhere = await context.reader.resolveRecords(
    `${ROOT}.${checkedSegment(app, 'app')}.*.${checkedSegment(name, 'transaction')}.{ok,error}`,
    10_000,
  );
  if (everywhere.length === 0) throw new CarpyError('CARPY_NOT_FOUND', `app "${app}" has no transaction "${name}"`);
}
