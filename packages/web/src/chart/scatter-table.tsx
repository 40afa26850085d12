import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { formatMoment } from '../format/time.ts';
import type { ScatterPoint } from './scatter-points.ts';

export interface ScatterTableProps {
  readonly title: string;
  /** Oldest first. */
  readonly points: readonly ScatterPoint[];
  /** CSS pixels. */
  readonly height: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly hrefOf: (id: string) => string;
  readonly onOpen: (id: string) => void;
}

const rowsAtOnce = 300;

/** The scatter's points as a table, the newest first, each a link. */
export function ScatterTable(props: ScatterTableProps): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = (): readonly ScatterPoint[] => {
    const newest = [...props.points].reverse();
    return all() ? newest : newest.slice(0, rowsAtOnce);
  };
  const follow = (event: MouseEvent, id: string): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.onOpen(id);
  };
  return (
    <section
      class="chart-table"
      style={{ height: `${props.height}px` }}
      tabindex="0"
      aria-label={`${props.title}, as a table`}
      onKeyDown={(event) => props.onKeyDown(event)}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Duration</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          <For each={shown()}>
            {(point) => (
              <tr>
                <th scope="row">
                  <a href={props.hrefOf(point.id)} onClick={(event) => follow(event, point.id)}>
                    {formatMoment(point.startMs, Date.now(), 'ms')}
                  </a>
                </th>
                <td>{formatDuration(point.durationMs)}</td>
                <td>{point.error ? 'error' : 'ok'}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.points.length > shown().length}>
        <button type="button" class="chart-more" onClick={() => setAll(true)}>
          Show all {formatInteger(props.points.length)} rows
        </button>
      </Show>
    </section>
  );
}
