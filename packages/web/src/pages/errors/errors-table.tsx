import type { ErrorGroupRow } from '@carpy/api';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { heldOrder } from '../../components/held-order.ts';
import { keyedRows } from '../../components/keyed-rows.ts';
import { formatInteger } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import type { ColorToken } from '../../theme/index.ts';
import { ErrorRow } from './error-row.tsx';

export interface ErrorsTableProps {
  /** Sorted by count. */
  readonly groups: readonly ErrorGroupRow[];
  readonly total: number;
  readonly answeredAtMs: number;
  /** Hues of the groups that the histogram shows apart: the rows are its legend. */
  readonly colors: ReadonlyMap<string, ColorToken>;
  /** Group under the pointer, here or in the histogram. */
  readonly highlight: string | null;
  readonly onHighlight: (fingerprint: string | null) => void;
  readonly onChanged: () => void;
}

/** The groups, a row each; rows keep their place under the pointer. */
export function ErrorsTable(props: ErrorsTableProps): JSX.Element {
  const [hovered, setHovered] = createSignal(false);
  const ordered = heldOrder(
    () => props.groups,
    (group) => group.fingerprint,
    hovered,
    () => `${view().state} ${view().q} ${view().from}`,
  );
  const rows = keyedRows(ordered, (group) => group.fingerprint);
  const most = createMemo(() => Math.max(...props.groups.flatMap((group) => group.trend), 1));
  return (
    <section
      class="card scroll errors-table"
      aria-label="Groups of errors"
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <table>
        <thead>
          <tr>
            <th>Error</th>
            <th class="hide">Trend</th>
            <th class="r">Count</th>
            <th class="r hide">First seen</th>
            <th class="r">Last seen</th>
            <th>
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {({ row }) => (
              <ErrorRow
                group={row()}
                answeredAtMs={props.answeredAtMs}
                most={most()}
                color={props.colors.get(row().fingerprint)}
                lit={props.highlight === row().fingerprint}
                onHighlight={props.onHighlight}
                onChanged={props.onChanged}
              />
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.total > props.groups.length}>
        <p class="hint">
          The {formatInteger(props.groups.length)} most frequent of {formatInteger(props.total)} groups. Filter to see
          others.
        </p>
      </Show>
    </section>
  );
}
