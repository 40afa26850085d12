import type { ErrorGroupAnswer } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../../components/keyed-rows.ts';
import { formatDuration, formatMoment, noValue } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { nowMs } from '../../state/clock.ts';
import { requestsPlace } from '../request-links.ts';

/** The latest requests that failed so. */
export function GroupSamples(props: { readonly answer: ErrorGroupAnswer }): JSX.Element {
  const rows = keyedRows(
    () => props.answer.samples,
    ({ id }) => id,
  );
  return (
    <Show when={props.answer.samples.length > 0}>
      <section class="card scroll samples" aria-label="Samples">
        <header>
          <h2>Samples</h2>
          <span class="unit">the latest that are kept</span>
        </header>
        <table>
          <thead>
            <tr>
              <th>Time</th>
              <th>Message</th>
              <th class="hide">Transaction</th>
              <th class="r hide">Status</th>
              <th class="r">Duration</th>
              <th class="hide">Server</th>
              <th class="hide">Version</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {({ key, row }) => (
                <tr>
                  <td>
                    <Link class="num" to={{ page: 'request', id: key }} data-row="">
                      {formatMoment(row().startMs, nowMs(), 'ms')}
                    </Link>
                  </td>
                  <td class="message ellipsis" title={row().message}>
                    {row().message ?? noValue}
                  </td>
                  <td class="hide ellipsis transaction" title={row().transaction}>
                    {row().transaction ?? noValue}
                  </td>
                  <td class="r num hide">{row().status ?? noValue}</td>
                  <td class="r num">{formatDuration(row().durationMs)}</td>
                  <td class="hide">{row().server}</td>
                  <td class="hide num">{row().version ?? noValue}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
        <Link
          class="more"
          {...requestsPlace({ app: props.answer.group.app, q: `error:${props.answer.group.fingerprint}` })}
        >
          All requests with this error
        </Link>
      </section>
    </Show>
  );
}
