/** What happened at a place of a chart, as links: the requests, the errors, the deploys. */
import type { Annotation, Grid, OverviewAnswer, TransactionAnswer, Values } from '@carpy/api';
import { deploysWithin } from '../chart/deploys.ts';
import type { SpanMs } from '../chart/grid.ts';
import { slotSpan } from '../chart/grid.ts';
import type { HereContent, HereItem } from '../chart/here-menu.tsx';
import { formatInteger } from '../format/index.ts';
import { hrefOf, navigate } from '../router/navigation.ts';
import { absoluteRange } from '../state/range.ts';
import { type FoundRequests, openRequests, requestsHref } from './request-links.ts';
import { requestQuery, type WantedRequests } from './request-query.ts';

export interface HereSubject {
  readonly app: string;
  readonly annotations: readonly Annotation[];
  /** What a menu of the whole page asks of its requests: the transaction. */
  readonly wanted?: WantedRequests;
}

export interface HereCounts {
  readonly requests?: number;
  readonly errors?: number;
}

const note = (count: number | undefined): { note?: string } =>
  count === undefined ? {} : { note: formatInteger(count) };

const requestsItem = (label: string, found: FoundRequests): HereItem => ({
  label,
  href: requestsHref(found),
  go: () => openRequests(found),
});

/** For charts of errors: the failed requests that a query finds. */
export const hereErrors = (
  app: string,
  q: string,
  span: SpanMs,
  annotations: readonly Annotation[] = [],
): HereContent => ({
  items: [requestsItem('Failed requests', { app, q, range: absoluteRange(span.fromMs, span.toMs) })],
  lines: deploysWithin(annotations, span),
});

export function hereContent(
  { app, annotations, wanted = {} }: HereSubject,
  span: SpanMs,
  counts: HereCounts = {},
  durations: Pick<WantedRequests, 'overMs' | 'untilMs'> = {},
): HereContent {
  const range = absoluteRange(span.fromMs, span.toMs);
  const asked = { ...wanted, ...durations };
  const requests = (label: string, more: WantedRequests, order?: 'slowest'): HereItem =>
    requestsItem(label, {
      app,
      q: requestQuery({ ...asked, ...more }),
      range,
      ...(order === undefined ? {} : { order }),
    });
  const groups = { ...range, live: true };
  return {
    items: [
      { ...requests('Requests', {}), ...note(counts.requests) },
      ...(counts.requests === 0 ? [] : [requests('Slowest requests', {}, 'slowest')]),
      ...(counts.errors === 0
        ? []
        : [{ ...requests('Failed requests', { outcome: 'error' as const }), ...note(counts.errors) }]),
      ...(counts.errors === 0 || wanted.transaction !== undefined
        ? []
        : [
            {
              label: 'Errors by group',
              href: hrefOf({ page: 'errors', app }, { view: groups }),
              go: () => navigate({ page: 'errors', app }, { view: groups }),
            },
          ]),
    ],
    lines: deploysWithin(annotations, span),
  };
}

/** Events of a grid's slots that lie in a span; undefined where the grid does not know. */
export function countWithin(grid: Grid, values: Values, span: SpanMs): number | undefined {
  let sum: number | undefined;
  for (let slot = 0; slot < grid.slots; slot++) {
    const { fromMs, toMs } = slotSpan(grid, slot);
    const value = values[slot] ?? null;
    // Half a slot more or less is another chart's grid: its menu tells no counts.
    if (fromMs < span.fromMs - 1 || toMs > span.toMs + 1 || value === null) continue;
    sum = (sum ?? 0) + value;
  }
  return sum;
}

/** For a page of one answer, of an app or a transaction. */
export function hereOf(answer: OverviewAnswer | TransactionAnswer, span: SpanMs): HereContent {
  const { app, grid, ok, error, annotations } = answer;
  const wanted = 'transaction' in answer ? { wanted: { transaction: answer.display } } : {};
  const errors = countWithin(grid, error.count, span);
  const okCount = countWithin(grid, ok.count, span);
  const requests = okCount === undefined && errors === undefined ? undefined : (okCount ?? 0) + (errors ?? 0);
  return hereContent(
    { app, annotations, ...wanted },
    span,
    requests === undefined ? {} : { requests, errors: errors ?? 0 },
  );
}
