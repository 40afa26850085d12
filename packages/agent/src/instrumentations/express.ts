/**
 * Express 4 and 5 (and `router`, which 5 is made of): names requests by the pattern of the route that takes them.
 *
 * At the end of a request `req.baseUrl` holds actual values and is empty after errors, so patterns are collected while the router
 * dispatches: each layer's when it is registered, and for each request the patterns under which its routers are mounted.
 *
 * Hot: `dispatched` runs once a middleware, `entered` once a router (bench/agent).
 */
import { type Hook, onModule, patchBefore, patchMethod } from '../hooks/index.ts';
import { type HttpRequest, requestOf } from '../http/http-request.ts';
import { joinPath, patternText } from '../http/route-pattern.ts';
import type { Instrumentation } from './instrumentation.ts';

/** Where a layer carries what is known of it. */
const PLACE: unique symbol = Symbol('carpy.place') as never;

interface Layer {
  [PLACE]?: Place;
  readonly route?: { readonly path: unknown };
}
interface Router {
  readonly stack: Layer[];
}

/** What is known of a layer since its registration. */
interface Place {
  readonly router: Router;
  /** Where it is mounted; empty for `/`. A route's own pattern. */
  readonly pattern: string;
  /** The last answer of `under`: a router is seldom mounted twice. */
  lastPrefix: string;
  lastJoined: string;
}

/** What is known of one request. */
interface Dispatch {
  /** The layer that runs. */
  place: Place | undefined;
  /** Whether that is a route's: routers called by hand from a route are not mounted under its path. */
  inRoute: boolean;
  /** The patterns under which the routers it went through are mounted. */
  prefixes: Map<Router, string> | undefined;
}

export const express: Instrumentation = {
  name: 'express',
  namesOnly: true,
  modules: [
    { name: 'express', versions: '>=4.16 <5' },
    { name: 'router', versions: '>=2 <3' },
  ],
  enable(hook) {
    onModule(hook, 'express/lib/router/index.js', '>=4.16 <5', (proto) => patchRouter(hook, proto));
    onModule(hook, 'express/lib/router/layer.js', '>=4.16 <5', (Layer) =>
      patchLayer(hook, Layer.prototype, 'handle_request', 'handle_error'),
    );
    onModule(hook, 'router', '>=2 <3', (Router) => patchRouter(hook, Router.prototype));
    onModule(hook, 'router/lib/layer.js', '>=2 <3', (Layer) =>
      patchLayer(hook, Layer.prototype, 'handleRequest', 'handleError'),
    );
  },
};

function patchRouter(hook: Hook, prototype: object): void {
  for (const method of ['use', 'route']) {
    patchMethod<Router>(hook, prototype, method, (call, args, router) => {
      const before = router.stack.length;
      const result = call();
      const pattern = method === 'use' ? mountOf(args[0]) : patternText(args[0]);
      for (const layer of router.stack.slice(before))
        layer[PLACE] = { router, pattern, lastPrefix: '', lastJoined: joinPath('', pattern) };
      return result;
    });
  }
  patchBefore<Router>(hook, prototype, 'handle', (args, router) => {
    const request = requestOf(args[0]);
    if (request !== undefined && entered(router, request)) seeError(request, args as unknown[]);
  });
}

function patchLayer(hook: Hook, prototype: object, handle: string, handleError: string): void {
  patchBefore<Layer>(hook, prototype, handle, (args, layer) => dispatched(layer, args[0]));
  patchBefore<Layer>(hook, prototype, handleError, (args) => requestOf(args[1])?.threw(args[0]));
}

/** A layer is about to handle a request. */
function dispatched(layer: Layer, req: unknown): void {
  const request = requestOf(req);
  if (request === undefined) return;
  // After an error only error handlers run, until one of them goes on without it.
  request.recovered();
  const place = layer[PLACE];
  // Of the layers inside a route, only the route's own is known.
  if (place === undefined) return;
  const dispatch = dispatchOf(request);
  dispatch.place = place;
  dispatch.inRoute = layer.route !== undefined;
  const prefix = dispatch.prefixes?.get(place.router) ?? '';
  if (dispatch.inRoute) request.setRoute(under(prefix, place));
  else request.mount = prefix + place.pattern;
}

/** A router is about to dispatch a request: it is mounted where the layer that runs is. True for the application's own. */
function entered(router: Router, request: HttpRequest): boolean {
  const dispatch = dispatchOf(request);
  const { place, inRoute } = dispatch;
  if (place === undefined) return true;
  if (place.router === router) return false;
  dispatch.prefixes ??= new Map();
  dispatch.prefixes.set(router, (dispatch.prefixes.get(place.router) ?? '') + (inRoute ? '' : place.pattern));
  return false;
}

/** Of `handle(req, res, done)`, `done` gets the error that no handler of the application took: puts another in its place that sees it. */
function seeError(request: HttpRequest, args: unknown[]): void {
  const done = args[2];
  if (typeof done !== 'function') return;
  const seen = function (this: unknown, ...given: unknown[]): unknown {
    if (given[0]) request.threw(given[0]);
    return Reflect.apply(done, this, given);
  };
  args[2] = seen;
}

/** The pattern of a route in a router mounted there. */
function under(prefix: string, place: Place): string {
  if (place.lastPrefix !== prefix) {
    place.lastPrefix = prefix;
    place.lastJoined = joinPath(prefix, place.pattern);
  }
  return place.lastJoined;
}

function dispatchOf(request: HttpRequest): Dispatch {
  request.framework ??= { place: undefined, inRoute: false, prefixes: undefined } satisfies Dispatch;
  return request.framework as Dispatch;
}

/** `use(fn)`, `use('/', fn)` and `use([fn])` mount at the root: empty. */
function mountOf(path: unknown): string {
  if (
    typeof path === 'function' ||
    (Array.isArray(path) && path.every((part) => typeof part !== 'string' && !(part instanceof RegExp)))
  )
    return '';
  const text = patternText(path);
  return text.endsWith('/') && !(path instanceof RegExp) ? text.slice(0, -1) : text;
}
