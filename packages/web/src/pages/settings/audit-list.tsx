import type { AuditEntry } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { formatInteger, formatMoment } from '../../format/index.ts';
import { nowMs } from '../../state/clock.ts';

const MOST = 100;

/** Who removed or changed what, newest first. */
export function AuditList(props: { readonly entries: readonly AuditEntry[] }): JSX.Element {
  return (
    <section class="card scroll audit" aria-label="Audit">
      <header>
        <h2>Audit</h2>
        <span class="unit">what was removed or changed here, and from where</span>
      </header>
      <Show
        when={props.entries.length > 0}
        fallback={<p class="faint">Nothing was removed or changed yet. Each removal of records will be listed here.</p>}
      >
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th class="hide">From</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.entries.slice(0, MOST)}>
              {(entry) => (
                <tr>
                  <td class="num">{formatMoment(entry.atMs, nowMs(), 'second')}</td>
                  <td class="text">
                    {entry.text} <code class="faint">{entry.action}</code>
                  </td>
                  <td class="num hide">{entry.from}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
        <Show when={props.entries.length > MOST}>
          <p class="hint">
            The latest {formatInteger(MOST)} of {formatInteger(props.entries.length)}.
          </p>
        </Show>
      </Show>
    </section>
  );
}
