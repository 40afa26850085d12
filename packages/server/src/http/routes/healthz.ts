/** Liveness: the process answers. */
import type { Route } from '../route.ts';

export function healthzRoute(): Route {
  return {
    path: '/healthz',
    anyHost: true,
    methods: { GET: (c) => c.text('ok\n', 200, { 'Cache-Control': 'no-store' }) },
  };
}
