import { type Component, ErrorBoundary, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { render } from 'solid-js/web';
import './theme/tokens.css';
import './shell/base.css';
import './shell/shell.css';
import './components/components.css';
import { PageFailure } from './components/page-failure.tsx';
import { startLiveStream } from './data/live-stream.ts';
import { route } from './router/navigation.ts';
import type { Route } from './router/routes.ts';
import { Shell } from './shell/shell.tsx';
import { startClock } from './state/clock.ts';

// One chunk a page: the first page loads nothing of the others.
const AppsPage = lazy(() => import('./pages/apps/apps-page.tsx'));
const WelcomePage = lazy(() => import('./pages/welcome/welcome-page.tsx'));
const OverviewPage = lazy(() => import('./pages/overview/overview-page.tsx'));
const TransactionsPage = lazy(() => import('./pages/transactions/transactions-page.tsx'));
const ErrorsPage = lazy(() => import('./pages/errors/errors-page.tsx'));
const ErrorGroupPage = lazy(() => import('./pages/errors/group-page.tsx'));
const PrivacyPage = lazy(() => import('./pages/settings/privacy-page.tsx'));
const RequestsPage = lazy(() => import('./pages/requests/requests-page.tsx'));
const RequestPage = lazy(() => import('./pages/requests/request-page.tsx'));
const ServersPage = lazy(() => import('./pages/servers/servers-page.tsx'));
const NotFoundPage = lazy(() => import('./pages/not-found-page.tsx'));

type Of<Page extends Route['page']> = Extract<Route, { page: Page }>;

/** The route, where it is of this page. */
function when<Page extends Route['page']>(page: Page): Of<Page> | undefined {
  const now = route();
  return now.page === page ? (now as Of<Page>) : undefined;
}

export interface AppPageProps {
  readonly app: string;
}

function Root(): JSX.Element {
  const appPage = (page: 'overview' | 'requests' | 'servers', Page: Component<AppPageProps>): JSX.Element => (
    <Match when={when(page)?.app}>{(app) => <Page app={app()} />}</Match>
  );
  return (
    <Shell>
      <ErrorBoundary fallback={(error, reset) => <PageFailure error={error} onElsewhere={reset} />}>
        <Suspense>
          <Switch>
            <Match when={when('apps')}>
              <AppsPage />
            </Match>
            <Match when={when('welcome')}>
              <WelcomePage />
            </Match>
            {appPage('overview', OverviewPage)}
            {appPage('requests', RequestsPage)}
            {appPage('servers', ServersPage)}
            <Match when={when('request')}>{(to) => <RequestPage id={to().id} />}</Match>
            <Match when={when('transactions')}>
              {(to) => <TransactionsPage app={to().app} transaction={to().transaction} />}
            </Match>
            <Match when={when('errors')}>
              {(to) => (
                <Show when={to().fingerprint} fallback={<ErrorsPage app={to().app} />}>
                  {(fingerprint) => <ErrorGroupPage app={to().app} fingerprint={fingerprint()} />}
                </Show>
              )}
            </Match>
            <Match when={when('privacy')}>
              <PrivacyPage />
            </Match>
            <Match when={when('not-found')}>{(to) => <NotFoundPage path={to().path} />}</Match>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}

startClock();
startLiveStream();
const root = document.getElementById('root');
if (root !== null) render(() => <Root />, root);
