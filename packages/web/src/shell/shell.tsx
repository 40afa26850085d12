/** What stands around every page: the top bar, the rail, the keys, the title. */
import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import { Icon, Mark } from '../components/icons.tsx';
import { Toasts } from '../components/toasts.tsx';
import { knownApp } from '../data/known-apps.ts';
import { Link } from '../router/link.tsx';
import { navigate, route } from '../router/navigation.ts';
import { appOf, type Route } from '../router/routes.ts';
import { currentApp } from '../state/page-app.ts';
import { previousRange, shiftPage, toggleLive, zoomPageOut } from '../state/range-actions.ts';
import { AppSwitcher } from './app-switcher.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { listenForKeys } from './keyboard.ts';
import { LiveDot } from './live-dot.tsx';
import { PagesNav } from './pages-nav.tsx';
import { rowStep } from './row-walk.ts';
import { ServerFilter } from './server-filter.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { TimeRange } from './time-range.tsx';

const COLLAPSED_KEY = 'carpy.rail';

/** Up to here the page needs the room more than the rail its words, CSS pixels. */
const NARROW_PX = 1000;

/** As it was left; narrow on a narrow screen where nobody chose. */
function storedCollapsed(): boolean {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(COLLAPSED_KEY);
  } catch {
    // Storage refused: nobody's choice is known.
  }
  return stored === null ? innerWidth <= NARROW_PX : stored === 'collapsed';
}

const titles: Record<Route['page'], string> = {
  apps: 'Apps',
  welcome: 'Welcome',
  overview: 'Overview',
  transactions: 'Transactions',
  errors: 'Errors',
  requests: 'Requests',
  request: 'Request',
  servers: 'Servers',
  privacy: 'Privacy',
  'not-found': 'No such page',
};

function documentTitle(to: Route): string {
  const app = currentApp();
  const parts = [
    ...(to.page === 'transactions' && to.transaction !== undefined ? [to.transaction] : []),
    ...(app === undefined ? [] : [knownApp(app)?.display ?? app]),
    titles[to.page],
    'carpy',
  ];
  return parts.join(' · ');
}

export function Shell(props: { readonly children: JSX.Element }): JSX.Element {
  const [collapsed, setCollapsed] = createSignal(storedCollapsed());
  const [help, setHelp] = createSignal(false);
  let openTimeRange: () => void = () => undefined;
  let main!: HTMLElement;
  const hasRange = (): boolean => appOf(route()) !== undefined;

  const collapse = (): void => {
    const next = !collapsed();
    setCollapsed(next);
    try {
      localStorage.setItem(COLLAPSED_KEY, next ? 'collapsed' : 'wide');
    } catch {
      // Storage refused: the rail keeps its width for this page only.
    }
  };
  /** Goes to a page of the current app, if there is one. */
  const toPage = (page: 'overview' | 'transactions' | 'errors' | 'requests' | 'servers') => (): void => {
    const app = currentApp();
    if (app !== undefined) navigate({ page, app });
  };
  const inRange = (action: () => void) => (): void => {
    if (hasRange()) action();
  };

  createEffect(() => {
    document.title = documentTitle(route());
  });
  // Another page begins at its top; walking a list or changing the range stays where it is. Transactions stand beside what they list, but
  // for a phone, where list and detail are two pages.
  const narrow = matchMedia('(max-width: 760px)');
  const page = createMemo(() => {
    const to = route();
    const detail =
      to.page === 'errors' ? to.fingerprint : to.page === 'transactions' && narrow.matches ? to.transaction : undefined;
    return `${to.page} ${appOf(to) ?? ''} ${detail ?? ''}`;
  });
  createEffect(
    on(
      page,
      () => {
        scrollTo(0, 0);
        main.focus({ preventScroll: true });
      },
      { defer: true },
    ),
  );
  onMount(() => {
    const stop = listenForKeys(document, {
      '?': () => setHelp(true),
      'g o': toPage('overview'),
      'g t': toPage('transactions'),
      'g e': toPage('errors'),
      'g r': toPage('requests'),
      'g s': toPage('servers'),
      t: inRange(() => openTimeRange()),
      '[': inRange(() => shiftPage(-1)),
      ']': inRange(() => shiftPage(1)),
      '-': inRange(zoomPageOut),
      Backspace: inRange(previousRange),
      l: inRange(toggleLive),
      '/': () => document.querySelector<HTMLInputElement>('[data-page-filter]')?.focus(),
      j: () => rowStep(main, 1),
      k: () => rowStep(main, -1),
    });
    onCleanup(stop);
  });

  return (
    <div class="app" classList={{ collapsed: collapsed() }}>
      {/* No link: with a base path, "#main" would be another page. */}
      <button type="button" class="skip" onClick={() => main.focus()}>
        Skip to content
      </button>
      <header class="top">
        <Link class="mark" to={{ page: 'apps' }} aria-label="carpy, all apps">
          <Mark />
          <span>carpy</span>
        </Link>
        <AppSwitcher />
        <Show when={hasRange()}>
          <ServerFilter />
        </Show>
        <div class="grow" />
        <Show when={hasRange()}>
          <TimeRange
            onReady={(open) => {
              openTimeRange = open;
            }}
          />
          <LiveDot />
        </Show>
        <ThemeSwitch />
        <button type="button" class="pick bare wide" aria-label="Keys" title="Keys  ?" onClick={() => setHelp(true)}>
          <Icon name="help" />
        </button>
      </header>
      <PagesNav class="rail" collapsed={collapsed()} onCollapse={collapse} />
      <main id="main" ref={main} tabindex="-1">
        {props.children}
      </main>
      <PagesNav class="bottom" />
      <Toasts />
      <HelpDialog open={help()} onClose={() => setHelp(false)} />
    </div>
  );
}
