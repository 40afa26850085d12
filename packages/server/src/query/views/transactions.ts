/** `GET /api/v1/apps/:app/transactions` */
import type { TransactionsAnswer } from '@carpy/api';
import type { QueryRequests } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import { openPage, rangeAnswer } from './page.ts';
import { transactionRows } from './rows.ts';

export async function transactions(
  context: QueryContext,
  request: QueryRequests['transactions']['request'],
): Promise<TransactionsAnswer> {
  const status = await context.reader.status();
  const page = await openPage(
    context,
    status,
    { app: request.app, servers: request.servers, functions: 'none' },
    request,
  );
  return {
    range: rangeAnswer(request.range),
    grid: page.records.grid,
    app: page.facts.app,
    display: page.facts.display,
    rows: transactionRows(page),
  };
}
