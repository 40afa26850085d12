import { For, type JSX, Show } from 'solid-js';
import { Popover } from '../components/popover.tsx';
import { apps, knownApp } from '../data/known-apps.ts';
import { formatRate, rateUnit } from '../format/index.ts';
import { Link } from '../router/link.tsx';
import { currentApp } from '../state/page-app.ts';

/** Which app the page is about, and the way to the others. */
export function AppSwitcher(): JSX.Element {
  const current = currentApp;
  return (
    <Popover
      label="App"
      showsValue
      onOpen={apps.retry}
      trigger={<span class="ellipsis">{knownApp(current())?.display ?? current() ?? 'All apps'}</span>}
    >
      {(close) => (
        <nav class="menu" aria-label="Apps">
          <For each={apps.answer()?.apps} fallback={<p class="hint">No app has reported yet.</p>}>
            {(app) => {
              const perSecond = (): number => (app.totals.recordedS > 0 ? app.totals.count / app.totals.recordedS : 0);
              return (
                <Link
                  to={{ page: 'overview', app: app.app }}
                  onFollow={close}
                  aria-current={app.app === current() ? 'true' : undefined}
                >
                  <span class="ellipsis">{app.display}</span>
                  <small class="num">{formatRate(perSecond(), rateUnit([perSecond()]))}</small>
                </Link>
              );
            }}
          </For>
          <hr />
          <Show when={(apps.answer()?.apps.length ?? 0) > 1}>
            <Link to={{ page: 'apps' }} onFollow={close}>
              All apps
            </Link>
          </Show>
          <Link to={{ page: 'welcome' }} onFollow={close}>
            Connect an app
          </Link>
          <Link to={{ page: 'privacy' }} onFollow={close}>
            Privacy
          </Link>
        </nav>
      )}
    </Popover>
  );
}
