import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatInteger } from '../format/number.ts';

export interface ChartTableProps<T> {
  readonly title: string;
  /** In the order in which they are read. */
  readonly rows: readonly T[];
  /** How many are shown unasked: more take a noticeable while to lay out. */
  readonly rowsAtOnce: number;
  /** CSS pixels: as high as the plot, so that nothing moves when it is toggled. */
  readonly height: number;
  readonly class?: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The cells of the table's head. */
  readonly head: JSX.Element;
  /** The cells of a row. */
  readonly children: (row: T) => JSX.Element;
}

/** What a chart shows, as a table in the place of its plot. */
export function ChartTable<T>(props: ChartTableProps<T>): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = (): readonly T[] => (all() ? props.rows : props.rows.slice(0, props.rowsAtOnce));
  return (
    <section
      class={props.class === undefined ? 'chart-table' : `chart-table ${props.class}`}
      style={{ height: `${props.height}px` }}
      tabindex="0"
      aria-label={`${props.title}, as a table`}
      onKeyDown={(event) => props.onKeyDown(event)}
    >
      <table>
        <thead>
          <tr>{props.head}</tr>
        </thead>
        <tbody>
          <For each={shown()}>{(row) => <tr>{props.children(row)}</tr>}</For>
        </tbody>
      </table>
      <Show when={props.rows.length > shown().length}>
        <button type="button" class="chart-more" onClick={() => setAll(true)}>
          Show all {formatInteger(props.rows.length)} rows
        </button>
      </Show>
    </section>
  );
}
