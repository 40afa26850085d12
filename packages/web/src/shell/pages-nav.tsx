/** The pages of the current app: as a rail at the left, or as a bar at the bottom of a phone. Only pages that exist. */
import { For, type JSX, Show } from 'solid-js';
import { Icon, type IconName } from '../components/icons.tsx';
import { keyedRows } from '../components/keyed-rows.ts';
import { knownApp } from '../data/known-apps.ts';
import { newErrorGroups } from '../data/new-errors.ts';
import { formatInteger } from '../format/index.ts';
import { Link } from '../router/link.tsx';
import { route } from '../router/navigation.ts';
import type { Route } from '../router/routes.ts';
import { currentApp } from '../state/page-app.ts';

interface PageLink {
  readonly label: string;
  readonly icon: IconName;
  readonly to: Route;
  readonly count?: number;
  /** What has come up and was not looked at: stands out. */
  readonly news?: string;
  /** A page that has no entry of its own. */
  readonly also?: Route['page'];
}

function links(): readonly PageLink[] {
  const app = currentApp();
  if (app === undefined) {
    return [
      { label: 'Apps', icon: 'apps', to: { page: 'apps' } },
      { label: 'Connect an app', icon: 'add', to: { page: 'welcome' } },
      { label: 'Privacy', icon: 'privacy', to: { page: 'privacy' } },
    ];
  }
  const fresh = newErrorGroups();
  const servers = knownApp(app)?.servers.length;
  return [
    { label: 'Overview', icon: 'overview', to: { page: 'overview', app } },
    { label: 'Transactions', icon: 'transactions', to: { page: 'transactions', app } },
    {
      label: 'Errors',
      icon: 'errors',
      to: { page: 'errors', app },
      ...(fresh === 0 ? {} : { news: `${formatInteger(fresh)} new` }),
    },
    { label: 'Requests', icon: 'requests', to: { page: 'requests', app }, also: 'request' },
    {
      label: 'Servers',
      icon: 'servers',
      to: { page: 'servers', app },
      ...(servers === undefined ? {} : { count: servers }),
    },
  ];
}

export interface PagesNavProps {
  readonly class: string;
  readonly collapsed?: boolean;
  readonly onCollapse?: () => void;
}

export function PagesNav(props: PagesNavProps): JSX.Element {
  const rows = keyedRows(links, ({ label }) => label);
  return (
    <nav class={props.class} aria-label="Pages">
      <For each={rows()}>
        {({ key, row }) => (
          <Link
            to={row().to}
            aria-current={[row().to.page, row().also].includes(route().page) ? 'page' : undefined}
            title={key}
          >
            <Icon name={row().icon} />
            <span class="label">{key}</span>
            <Show when={row().news}>{(news) => <span class="n hot">{news()}</span>}</Show>
            <Show when={row().count}>{(count) => <span class="n num">{count()}</span>}</Show>
          </Link>
        )}
      </For>
      <Show when={props.onCollapse}>
        {(collapse) => (
          <button
            type="button"
            class="collapse"
            aria-expanded={!props.collapsed}
            title={props.collapsed ? 'Widen' : 'Collapse'}
            onClick={() => collapse()()}
          >
            <Icon name={props.collapsed ? 'expand' : 'collapse'} />
            <span class="label">Collapse</span>
          </button>
        )}
      </Show>
    </nav>
  );
}
