import { For, type JSX, Show } from 'solid-js';
import { Popover } from '../components/popover.tsx';
import { ServerDot } from '../components/server-dot.tsx';
import { knownApp } from '../data/known-apps.ts';
import { changeView, route, view } from '../router/navigation.ts';
import { appOf } from '../router/routes.ts';

/** Which servers of the app count on this page. None chosen is all of them. */
export function ServerFilter(): JSX.Element {
  const servers = () => knownApp(appOf(route()))?.servers ?? [];
  const chosen = (): readonly string[] => view().servers;
  const displayOf = (segment: string): string => servers().find((s) => s.server === segment)?.display ?? segment;
  const toggle = (server: string): void => {
    const next = chosen().includes(server) ? chosen().filter((s) => s !== server) : [...chosen(), server];
    // All of them by name is the same as no filter, and keeps new servers in.
    changeView({ servers: next.length === servers().length ? [] : next });
  };
  return (
    <Popover
      label="Servers"
      showsValue
      class={chosen().length > 0 ? 'server-filter chosen' : 'server-filter'}
      trigger={
        <Show
          when={chosen().length > 0}
          fallback={
            <>
              all servers{' '}
              <Show when={servers().length > 0}>
                <small class="num">{servers().length}</small>
              </Show>
            </>
          }
        >
          <span class="ellipsis">
            {chosen().length === 1 ? displayOf(chosen()[0] ?? '') : `${chosen().length} servers`}
          </span>
        </Show>
      }
    >
      {(close) => (
        <fieldset class="menu checks">
          <legend class="sr-only">Servers</legend>
          <button
            type="button"
            aria-pressed={chosen().length === 0}
            onClick={() => {
              changeView({ servers: [] });
              close();
            }}
          >
            All servers
          </button>
          <For each={servers()}>
            {(server) => (
              <label>
                <input
                  type="checkbox"
                  checked={chosen().includes(server.server)}
                  onChange={() => toggle(server.server)}
                />
                <span class="ellipsis">{server.display}</span>
                <ServerDot lastSeenMs={server.lastSeenMs} />
              </label>
            )}
          </For>
        </fieldset>
      )}
    </Popover>
  );
}
