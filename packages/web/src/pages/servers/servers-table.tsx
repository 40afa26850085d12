import type { ServerSummary, Totals } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../../components/keyed-rows.ts';
import { ServerDot } from '../../components/server-dot.tsx';
import {
  formatAgo,
  formatApdex,
  formatDuration,
  formatInteger,
  formatPercent,
  formatRateNumber,
  noValue,
  rateUnit,
} from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { changeView, view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { errorShareOf, perSecondOf } from '../series.ts';

export interface ServersTableProps {
  readonly app: string;
  readonly servers: readonly (ServerSummary & { readonly totals: Totals })[];
  /** What the figures are of, where that is not the whole app. */
  readonly unit?: string;
  /** With a link to the page of servers. */
  readonly more?: boolean;
  /** True on the page of servers: no title, all columns. */
  readonly full?: boolean;
}

/** Servers with their own figures. A click makes one the filter of the page, a second one takes it away. */
export function ServersTable(props: ServersTableProps): JSX.Element {
  const rows = keyedRows(
    () => [...props.servers].sort((a, b) => a.display.localeCompare(b.display)),
    (server) => server.server,
  );
  const unit = () => rateUnit(props.servers.map((server) => perSecondOf(server.totals)));
  const only = (server: string): boolean => view().servers.length === 1 && view().servers[0] === server;
  return (
    <section class="card scroll fit" aria-label="Servers">
      <Show when={!props.full}>
        <header>
          <h2>Servers</h2>
          <span class="unit">{props.unit ?? 'click one to see it alone'}</span>
        </header>
      </Show>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th class="r hide">{unit()}</th>
            <th class="r">p95</th>
            <th class="r hide">Median</th>
            <th class="r">Errors</th>
            <th class="r hide">Apdex</th>
            <th class="hide version">Version</th>
            <th class="r">Last seen</th>
          </tr>
        </thead>
        <tbody>
          <For
            each={rows()}
            fallback={
              <tr>
                <td colSpan={8} class="faint">
                  No server has reported.
                </td>
              </tr>
            }
          >
            {({ row }) => (
              <tr classList={{ chosen: only(row().server) }}>
                <td>
                  <ServerDot lastSeenMs={row().lastSeenMs} />
                  <button
                    type="button"
                    class="as-text"
                    aria-pressed={only(row().server)}
                    title={only(row().server) ? 'Show all servers' : `Only ${row().display}`}
                    data-row=""
                    onClick={() => changeView({ servers: only(row().server) ? [] : [row().server] })}
                  >
                    {row().display}
                  </button>
                </td>
                <td class="r num hide">{formatRateNumber(perSecondOf(row().totals), unit())}</td>
                <td class="r num">{formatDuration(row().totals.p95Ms)}</td>
                <td class="r num hide">{formatDuration(row().totals.medianMs)}</td>
                <td
                  class="r num"
                  title={`${formatInteger(row().totals.errorCount)} of ${formatInteger(row().totals.count)}`}
                >
                  {formatPercent(errorShareOf(row().totals))}
                </td>
                <td class="r num hide">{formatApdex(row().totals.apdex.score)}</td>
                <td class="num hide version">{row().version ?? noValue}</td>
                <td class="r num">
                  {formatAgo(row().lastSeenMs === null ? null : Math.max(0, nowMs() - (row().lastSeenMs ?? 0)))}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.more === true}>
        <Link class="more" to={{ page: 'servers', app: props.app }}>
          All servers
        </Link>
      </Show>
    </section>
  );
}
