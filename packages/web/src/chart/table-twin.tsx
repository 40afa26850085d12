import type { Grid } from '@carpy/api';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatInteger } from '../format/number.ts';
import { coverageNote, slotTitle } from './caption.ts';
import type { SlotState } from './coverage.ts';
import type { DrawnSeries } from './picture.ts';
import type { ValueFormat } from './value-format.ts';

interface TableTwinProps {
  readonly title: string;
  readonly grid: Grid;
  readonly series: readonly DrawnSeries[];
  readonly states: readonly SlotState[];
  readonly format: ValueFormat;
  /** CSS pixels: as high as the plot, so that nothing moves when it is toggled. */
  readonly height: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** More rows than this take a noticeable while to lay out, and nobody reads them unasked. */
const rowsAtOnce = 300;

/** The chart's numbers as a table, newest first. */
export function TableTwin(props: TableTwinProps): JSX.Element {
  const [all, setAll] = createSignal(false);
  const slots = createMemo(() => {
    const answer: number[] = [];
    for (let slot = props.grid.slots - 1; slot >= 0; slot--) if (props.states[slot] !== 'future') answer.push(slot);
    return answer;
  });
  const shown = (): readonly number[] => (all() ? slots() : slots().slice(0, rowsAtOnce));
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
            <th scope="col">Time</th>
            <For each={props.series}>{(series) => <th scope="col">{series.label}</th>}</For>
            <th scope="col">
              <span class="chart-hidden">Recording</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={shown()}>
            {(slot) => (
              <tr>
                <th scope="row">{slotTitle(props.grid, slot)}</th>
                <For each={props.series}>{(series) => <td>{props.format(series.values[slot])}</td>}</For>
                <td class="chart-note">{coverageNote(props.grid, slot, props.states[slot])}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={slots().length > shown().length}>
        <button type="button" class="chart-more" onClick={() => setAll(true)}>
          Show all {formatInteger(slots().length)} rows
        </button>
      </Show>
    </section>
  );
}
