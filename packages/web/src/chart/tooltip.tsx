import type { Annotation, Grid } from '@carpy/api';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { coverageNote, slotTitle } from './caption.ts';
import type { SlotState } from './coverage.ts';
import { deploysWithin } from './deploys.ts';
import { slotSpan } from './grid.ts';
import { Swatch } from './legend.tsx';
import type { DrawnSeries } from './picture.ts';
import { maxTooltipRows, tooltipRows } from './tooltip-rows.ts';
import type { ValueFormat } from './value-format.ts';

interface TooltipProps {
  readonly grid: Grid;
  readonly slot: number;
  readonly annotations: readonly Annotation[];
  readonly series: readonly DrawnSeries[];
  readonly states: readonly SlotState[];
  readonly format: ValueFormat;
  readonly highlight: string | null;
  /** True where the values are parts of a whole: their sum is told. */
  readonly summed: boolean;
}

/** What the slot under the cursor holds; where it stands is its parent's matter. */
export function Tooltip(props: TooltipProps): JSX.Element {
  const told = createMemo(() => tooltipRows(props.series, props.slot));
  const markOf = (key: string): DrawnSeries | undefined => props.series.find((series) => series.key === key);
  const parts = createMemo(() =>
    tooltipRows(
      props.series.filter(({ mark }) => mark !== 'line'),
      props.slot,
    ),
  );
  const note = (): string | undefined => coverageNote(props.grid, props.slot, props.states[props.slot]);
  return (
    <>
      <header>
        <span class="chart-num">{slotTitle(props.grid, props.slot)}</span>
        <Show when={note()}>{(text) => <em>{text()}</em>}</Show>
      </header>
      <For each={deploysWithin(props.annotations, slotSpan(props.grid, props.slot))}>{(text) => <p>{text}</p>}</For>
      <Show when={told().rows.length > 0} fallback={<Show when={note() === undefined}>no values</Show>}>
        <table>
          <tbody>
            <For each={told().rows}>
              {(row) => (
                <tr classList={{ here: props.highlight === row.key }}>
                  <th scope="row">
                    <Show when={markOf(row.key)}>{(series) => <Swatch series={series()} />}</Show>
                    {row.label}
                  </th>
                  <td>{props.format(row.value)}</td>
                </tr>
              )}
            </For>
            <Show when={told().more > 0}>
              <tr>
                <th scope="row" colspan="2">
                  top {maxTooltipRows} of {maxTooltipRows + told().more}
                </th>
              </tr>
            </Show>
            <Show when={props.summed && parts().rows.length > 1}>
              <tr class="total">
                <th scope="row">sum</th>
                <td>{props.format(parts().total)}</td>
              </tr>
            </Show>
          </tbody>
        </table>
      </Show>
    </>
  );
}
