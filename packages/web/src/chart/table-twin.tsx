import type { Grid } from '@carpy/api';
import { createMemo, For, type JSX } from 'solid-js';
import { coverageNote, slotTitle } from './caption.ts';
import { ChartTable } from './chart-table.tsx';
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

/** Nobody reads more of them unasked. */
const rowsAtOnce = 300;

/** The chart's numbers as a table, newest first. */
export function TableTwin(props: TableTwinProps): JSX.Element {
  const slots = createMemo(() => {
    const answer: number[] = [];
    for (let slot = props.grid.slots - 1; slot >= 0; slot--) if (props.states[slot] !== 'future') answer.push(slot);
    return answer;
  });
  return (
    <ChartTable
      title={props.title}
      rows={slots()}
      rowsAtOnce={rowsAtOnce}
      height={props.height}
      onKeyDown={props.onKeyDown}
      head={
        <>
          <th scope="col">Time</th>
          <For each={props.series}>{(series) => <th scope="col">{series.label}</th>}</For>
          <th scope="col">
            <span class="chart-hidden">Recording</span>
          </th>
        </>
      }
    >
      {(slot) => (
        <>
          <th scope="row">{slotTitle(props.grid, slot)}</th>
          <For each={props.series}>{(series) => <td>{props.format(series.values[slot])}</td>}</For>
          <td class="chart-note">{coverageNote(props.grid, slot, props.states[slot])}</td>
        </>
      )}
    </ChartTable>
  );
}
