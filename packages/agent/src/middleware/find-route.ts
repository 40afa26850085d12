/** Looks up which route of an Express application takes a request, as its router does, without dispatching. */
import { joinPath, patternText } from '../http/route-pattern.ts';

export interface ExpressApp {
  /** Express 4; its `router` throws. */
  readonly _router?: Router;
  /** Express 5. */
  readonly router?: Router;
}

interface Router {
  readonly stack?: readonly Layer[];
}

interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: Router;
  /** Set by `match`, in Express 4 and in early versions of router 2. */
  readonly path?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  match(path: string): boolean | { readonly path: string; readonly params: Readonly<Record<string, unknown>> };
}

/** The pattern with those of the routers above it, as `/shops/:shop/items/:item`; undefined where no route takes it. */
export function findRoute(app: ExpressApp, method: string, url: string): string | undefined {
  const query = url.indexOf('?');
  const router = app._router ?? app.router;
  return find(router?.stack ?? [], method.toLowerCase(), query < 0 ? url : url.slice(0, query));
}

function find(stack: readonly Layer[], method: string, path: string): string | undefined {
  for (const layer of stack) {
    const match = matchOf(layer, path);
    if (match === undefined) continue;
    if (layer.route !== undefined) {
      const { methods } = layer.route;
      if (methods['_all'] || methods[method] || (method === 'head' && methods['get']))
        return patternText(layer.route.path);
      continue;
    }
    const below = layer.handle?.stack;
    const found = below === undefined ? undefined : find(below, method, path.slice(match.path.length) || '/');
    if (found !== undefined) return joinPath(mountPattern(match), found);
  }
  return undefined;
}

interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function matchOf(layer: Layer, path: string): Match | undefined {
  try {
    const match = layer.match(path);
    if (match === false) return undefined;
    return match === true ? { path: layer.path ?? '', params: layer.params ?? {} } : match;
  } catch {
    // A path that can't be decoded matches nothing.
    return undefined;
  }
}

/** The matched part of the path with parameters' names in place of their values. */
function mountPattern({ path, params }: Match): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [String(value), name]));
  return path
    .split('/')
    .map((part) => {
      const name = names.get(decodeURIComponent(part));
      return name === undefined || part === '' ? part : `:${name}`;
    })
    .join('/');
}
