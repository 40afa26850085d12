/** The pages and their addresses. Pure: the only place that knows how an address is written. */

export type Route =
  | { readonly page: 'apps' }
  | { readonly page: 'welcome' }
  | { readonly page: 'overview'; readonly app: string }
  | { readonly page: 'transactions'; readonly app: string; readonly transaction?: string }
  | { readonly page: 'errors'; readonly app: string; readonly fingerprint?: string }
  | { readonly page: 'requests'; readonly app: string }
  /** One request; which app it is of, its record tells. */
  | { readonly page: 'request'; readonly id: string }
  | { readonly page: 'servers'; readonly app: string }
  | { readonly page: 'privacy' }
  | { readonly page: 'not-found'; readonly path: string };

/** A broken escape (`%zz`) is no page of ours. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** The page of a path under the base (`/a/shop/servers`). A trailing slash changes nothing. */
export function matchRoute(path: string): Route {
  const notFound: Route = { page: 'not-found', path };
  const segments = path.split('/').filter((s) => s !== '');
  const [first, rawApp, section, rawName] = segments;
  if (first === undefined) return { page: 'apps' };
  if (first === 'welcome' && segments.length === 1) return { page: 'welcome' };
  if (first === 'settings' && rawApp === 'privacy' && segments.length === 2) return { page: 'privacy' };
  if (first === 'requests' && rawApp !== undefined && segments.length === 2) {
    const id = decode(rawApp);
    return id === undefined ? notFound : { page: 'request', id };
  }
  if (first !== 'a' || rawApp === undefined || segments.length > 4) return notFound;
  const app = decode(rawApp);
  if (app === undefined) return notFound;
  if (section === undefined) return { page: 'overview', app };
  if (section === 't') {
    const transaction = rawName === undefined ? undefined : decode(rawName);
    return transaction === undefined ? notFound : { page: 'transactions', app, transaction };
  }
  if (section === 'errors') {
    if (rawName === undefined) return { page: 'errors', app };
    const fingerprint = decode(rawName);
    return fingerprint === undefined ? notFound : { page: 'errors', app, fingerprint };
  }
  if (rawName !== undefined) return notFound;
  if (section === 'transactions') return { page: 'transactions', app };
  if (section === 'requests') return { page: 'requests', app };
  if (section === 'servers') return { page: 'servers', app };
  return notFound;
}

/** The path of a route, without a leading slash, for `underBase`. */
export function pathOf(route: Route): string {
  switch (route.page) {
    case 'apps':
      return '';
    case 'welcome':
      return 'welcome';
    case 'overview':
      return `a/${encodeURIComponent(route.app)}`;
    case 'transactions': {
      const app = encodeURIComponent(route.app);
      return route.transaction === undefined
        ? `a/${app}/transactions`
        : `a/${app}/t/${encodeURIComponent(route.transaction)}`;
    }
    case 'errors': {
      const list = `a/${encodeURIComponent(route.app)}/errors`;
      return route.fingerprint === undefined ? list : `${list}/${encodeURIComponent(route.fingerprint)}`;
    }
    case 'privacy':
      return 'settings/privacy';
    case 'requests':
      return `a/${encodeURIComponent(route.app)}/requests`;
    case 'request':
      return `requests/${encodeURIComponent(route.id)}`;
    case 'servers':
      return `a/${encodeURIComponent(route.app)}/servers`;
    case 'not-found':
      return route.path.replace(/^\/+/, '');
  }
}

/** The app of a route, if it has one. */
export const appOf = (route: Route): string | undefined => ('app' in route ? route.app : undefined);
