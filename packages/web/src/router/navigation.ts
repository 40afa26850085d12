/** The browser's address as signals, and the ways to change it. State of one page, so a module holds it. */
import { type Accessor, createMemo, createRoot, createSignal } from 'solid-js';
import { formatViewQuery, parseViewQuery, type ViewQuery } from '../state/view-query.ts';
import { underBase, withinBase } from './base-path.ts';
import { matchRoute, pathOf, type Route } from './routes.ts';

interface Address {
  readonly path: string;
  readonly search: string;
}

const read = (): Address => ({ path: withinBase(location.pathname), search: location.search });

const [address, setAddress] = createSignal<Address>(read(), {
  equals: (a, b) => a.path === b.path && a.search === b.search,
});

addEventListener('popstate', () => setAddress(read()));

interface Current {
  readonly route: Accessor<Route>;
  readonly view: Accessor<ViewQuery>;
}

const current: Current = createRoot(() => {
  const path = createMemo(() => address().path);
  const search = createMemo(() => address().search);
  return { route: createMemo(() => matchRoute(path())), view: createMemo(() => parseViewQuery(search())) };
});

export const route: Accessor<Route> = current.route;
export const view: Accessor<ViewQuery> = current.view;

/** What stays when another page opens: the range, the servers and whether it is live. Filter, order and views are a page's own. */
const carried = (from: ViewQuery): ViewQuery => ({
  ...parseViewQuery(''),
  from: from.from,
  to: from.to,
  servers: from.servers,
  live: from.live,
});

export interface GoOptions {
  /** Changes of the query on the way. */
  readonly view?: Partial<ViewQuery>;
  /** True keeps filter, order and views too: walking one list. */
  readonly keepView?: boolean;
  /** True takes the place of this entry of the history. */
  readonly replace?: boolean;
}

/** The address of a route with the current range and servers. Another app's servers are not ours, so they are dropped. */
export function hrefOf(to: Route, options: GoOptions = {}): string {
  const here = current.route();
  const base = options.keepView === true ? current.view() : carried(current.view());
  const sameApp = 'app' in here && 'app' in to && here.app === to.app;
  const next = { ...base, ...(sameApp ? {} : { servers: [] }), ...options.view };
  return `${underBase(pathOf(to))}${formatViewQuery(next)}`;
}

/** Each entry of the history remembers how many ranges lie behind it on the same page: see `stepsBack`. */
interface EntryState {
  readonly steps: number;
}

const steps = (): number => (history.state as EntryState | null)?.steps ?? 0;

function go(href: string, replace: boolean, stepsThen: number): void {
  const state: EntryState = { steps: stepsThen };
  if (replace) history.replaceState(state, '', href);
  else if (href !== location.pathname + location.search) history.pushState(state, '', href);
  setAddress(read());
}

/** True where Back leads to the range before this one, and not to another page. */
export const stepsBack = (): boolean => steps() > 0;

/** Opens a page. Focus and scroll are the shell's: it watches `route`. */
export const navigate = (to: Route, options: GoOptions = {}): void =>
  go(hrefOf(to, options), options.replace ?? false, 0);

/** Changes the view of this page. A range is a step in the history, typing in a filter is not. */
export function changeView(change: Partial<ViewQuery>, options: { readonly replace?: boolean } = {}): void {
  const replace = options.replace ?? false;
  const href = `${underBase(pathOf(current.route()))}${formatViewQuery({ ...current.view(), ...change })}`;
  go(href, replace, replace ? steps() : steps() + 1);
}
