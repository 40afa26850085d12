/** The HTTP application: what every request goes through, in order, and the routes. Listens nowhere by itself: see listen.ts. */
import { randomUUID } from 'node:crypto';
import { CarpyError } from '@carpy/core';
import { Hono } from 'hono';
import type { HttpDeps } from './deps.ts';
import { errorResponse } from './errors.ts';
import { RequestCounts } from './request-counts.ts';
import { type AppContext, type AppEnv, allowOf, type Route } from './route.ts';
import { routesOf } from './routes/index.ts';
import { sameSiteOnly, securityHeaders } from './security.ts';
import { createStaticFiles } from './static-files.ts';

export type HttpApp = Hono<AppEnv>;

const API_PATHS = /^\/(api|render|metrics|functions|tags|events|v1)(\/|$)/;

export function createHttpApp(deps: HttpDeps): HttpApp {
  const counts = new RequestCounts();
  const routes = routesOf(deps, counts);
  const { basePath } = deps.config;
  const app: HttpApp = new Hono<AppEnv>({ getPath: (request) => routePath(pathOf(request.url), basePath) });
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('routePath', 'other');
    c.header('X-Request-Id', c.get('requestId'));
    await next();
    counts.add(c.get('routePath'), c.res.status);
  });
  app.use(securityHeaders());
  app.use(sameSiteOnly(deps.config, new Set(routes.filter((route) => route.anyHost).map((route) => route.path))));
  for (const route of routes) addRoute(app, route);
  const files = createStaticFiles(deps.webDir, deps.config.basePath);
  app.notFound(async (c: AppContext) => {
    if (API_PATHS.test(c.req.path))
      return errorResponse(
        c,
        new CarpyError('CARPY_NOT_FOUND', `there is nothing at ${c.req.path.slice(0, 200)}`),
        deps.log,
      );
    c.set('routePath', 'ui');
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return files(c);
    c.header('Allow', 'GET, HEAD');
    return errorResponse(
      c,
      new CarpyError('CARPY_METHOD_NOT_ALLOWED', `${c.req.method.slice(0, 20)}; pages are read only`),
      deps.log,
    );
  });
  app.onError((e, c) => errorResponse(c, e, deps.log));
  return app;
}

function addRoute(app: HttpApp, route: Route): void {
  for (const [method, handler] of Object.entries(route.methods)) {
    app.on(method, route.path, (c) => {
      c.set('routePath', route.path);
      return handler(c);
    });
  }
  app.all(route.path, (c) => {
    c.set('routePath', route.path);
    c.header('Allow', allowOf(route));
    throw new CarpyError(
      'CARPY_METHOD_NOT_ALLOWED',
      `${c.req.method.slice(0, 20)} ${route.path}; allowed is ${allowOf(route)}`,
    );
  });
}

/** Path of a URL without query, still encoded. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}

/**
 * A proxy may leave the public URL's path in place or take it away: both reach the same routes. A trailing slash makes no difference:
 * Grafana asks with one, and a redirect would lose a POST's body.
 */
function routePath(path: string, basePath: string): string {
  const inside = path.startsWith(basePath) ? path.slice(basePath.length - 1) : `${path}/` === basePath ? '/' : path;
  return inside.length > 1 && inside.endsWith('/') ? inside.slice(0, -1) : inside;
}
