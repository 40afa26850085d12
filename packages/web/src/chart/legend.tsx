import { type Accessor, createMemo, For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../components/keyed-rows.ts';
import { cssColor } from '../theme/theme.ts';
import type { SlotState } from './coverage.ts';
import { nextHidden } from './hidden-series.ts';
import type { DrawnSeries } from './picture.ts';
import { type Summary, summarise } from './summary.ts';
import type { ValueFormat } from './value-format.ts';

interface LegendProps {
  readonly series: readonly DrawnSeries[];
  readonly states: readonly SlotState[];
  /** Slot of the cursor; null shows the last values. */
  readonly slot: number | null;
  readonly hidden: ReadonlySet<string>;
  readonly highlight: string | null;
  readonly format: ValueFormat;
  /** Many series stand in columns of name and value instead of in a table; the hover and the table twin have the rest. */
  readonly compact: boolean;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
  readonly onHighlight: (key: string | null) => void;
}

/** Swatch of a series: a block for areas and bars, a stroke for lines, dashed where the line is. */
export function Swatch(props: {
  readonly series: Pick<DrawnSeries, 'color' | 'dash' | 'mark' | 'hatched'>;
}): JSX.Element {
  return (
    <i
      class="chart-swatch"
      classList={{ line: props.series.mark === 'line', dash: props.series.dash, hatched: props.series.hatched }}
      style={{ '--swatch': cssColor(props.series.color) }}
    />
  );
}

/** Under the plot: a line of values, from five series on a table with least, mean and greatest. */
export function Legend(props: LegendProps): JSX.Element {
  // Its keys keep their elements, and so the focus, when data come.
  const rows = keyedRows(
    () => props.series,
    (series) => series.key,
  );
  const summaries = createMemo<ReadonlyMap<string, Summary>>(
    () => new Map(props.series.map(({ key, values }) => [key, summarise(values, props.states)])),
  );
  const valueHere = (series: DrawnSeries): number | null | undefined =>
    props.slot === null ? summaries().get(series.key)?.last : (series.values[props.slot] ?? null);
  const pick = (key: string, event: MouseEvent): void =>
    props.onHidden(
      nextHidden(
        props.series.map((series) => series.key),
        props.hidden,
        key,
        event.ctrlKey || event.metaKey || event.shiftKey,
      ),
    );
  /** The table's figures, for the form that has no room for them. */
  const range = (series: DrawnSeries): string => {
    const { min, mean, max } = summaries().get(series.key) ?? {};
    return `min ${props.format(min)}, mean ${props.format(mean)}, max ${props.format(max)}`;
  };
  const name = (series: Accessor<DrawnSeries>): JSX.Element => (
    <button
      type="button"
      class="chart-key"
      aria-pressed={!props.hidden.has(series().key)}
      title={`${series().label}: ${range(series())}\nClick: only this one. Ctrl-click: on and off.`}
      onClick={(event) => pick(series().key, event)}
      onFocus={() => props.onHighlight(series().key)}
      onBlur={() => props.onHighlight(null)}
    >
      <Swatch series={series()} />
      <span>{series().label}</span>
    </button>
  );
  const hover = (key: string): { onPointerEnter: () => void; onPointerLeave: () => void } => ({
    onPointerEnter: () => props.onHighlight(props.hidden.has(key) ? null : key),
    onPointerLeave: () => props.onHighlight(null),
  });
  const off = (key: string): Record<string, boolean> => ({
    off: props.hidden.has(key),
    faded: props.highlight !== null && props.highlight !== key,
  });
  return (
    <Show
      when={props.series.length > 4 && !props.compact}
      fallback={
        <ul class="chart-legend" classList={{ columns: props.series.length > 4 }}>
          <For each={rows()}>
            {({ key, row }) => (
              <li classList={off(key)} {...hover(key)}>
                {name(row)}
                <b class="chart-num">{props.format(valueHere(row()))}</b>
              </li>
            )}
          </For>
        </ul>
      }
    >
      <table class="chart-legend-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="chart-hidden">Series</span>
            </th>
            <th scope="col">{props.slot === null ? 'last' : 'here'}</th>
            <th scope="col" class="chart-wide">
              min
            </th>
            <th scope="col">mean</th>
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {({ key, row }) => (
              <tr classList={off(key)} {...hover(key)}>
                <th scope="row">{name(row)}</th>
                <td>{props.format(valueHere(row()))}</td>
                <td class="chart-wide">{props.format(summaries().get(key)?.min)}</td>
                <td>{props.format(summaries().get(key)?.mean)}</td>
                <td>{props.format(summaries().get(key)?.max)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
  );
}
