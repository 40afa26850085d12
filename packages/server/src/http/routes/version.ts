/** Graphite's `/version`: the level of its API that clients may count on, as plain text. Carpy's own version is in /api/v1/status. */
import type { Route } from '../route.ts';

const GRAPHITE_API_LEVEL = '1.1.10';

export function versionRoute(): Route {
  return { path: '/version', methods: { GET: (c) => c.text(GRAPHITE_API_LEVEL) } };
}
