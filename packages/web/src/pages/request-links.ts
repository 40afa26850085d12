/** Requests as places to go to: one by its id, or those that a filter finds. */
import { type GoOptions, hrefOf, navigate } from '../router/navigation.ts';
import type { Route } from '../router/routes.ts';
import type { RangeText } from '../state/range.ts';

export interface FoundRequests {
  readonly app: string;
  /** A query of the request log: `error:9f… status:5xx`. */
  readonly q: string;
  /** The page's own by default. */
  readonly range?: RangeText;
  readonly order?: 'newest' | 'slowest';
}

/** For a Link. */
export const requestsPlace = ({ app, q, range, order }: FoundRequests): GoOptions & { readonly to: Route } => ({
  to: { page: 'requests', app },
  view: { q, ...range, ...(order === undefined ? {} : { order }) },
});

export const requestsHref = (found: FoundRequests): string => {
  const { to, ...options } = requestsPlace(found);
  return hrefOf(to, options);
};

export const openRequests = (found: FoundRequests): void => {
  const { to, ...options } = requestsPlace(found);
  navigate(to, options);
};

export const openRequest = (id: string): void => navigate({ page: 'request', id });
