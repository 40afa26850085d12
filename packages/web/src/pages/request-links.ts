/** Addresses of requests: one by its id, or those that a filter finds. */
import { underBase } from '../router/base-path.ts';
import { view } from '../router/navigation.ts';
import type { RangeText } from '../state/range.ts';

export interface FoundRequests {
  readonly app: string;
  /** A query of the request log: `error:9f… status:5xx`. */
  readonly q: string;
  /** The page's own by default. */
  readonly range?: RangeText;
  readonly order?: 'newest' | 'slowest';
}

export function requestsHref({ app, q, range, order }: FoundRequests): string {
  const { from, to } = range ?? view();
  const params = new URLSearchParams({ from, to, q });
  for (const server of view().servers) params.append('server', server);
  if (order === 'slowest') params.set('sort', order);
  return underBase(`a/${encodeURIComponent(app)}/requests?${params}`);
}

export const requestHref = (id: string): string => underBase(`requests/${encodeURIComponent(id)}`);
