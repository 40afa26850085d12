import type { HeatmapAnswer } from '@carpy/api';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { slotTitle } from './caption.ts';
import { durationsWords } from './heatmap-words.ts';

export interface HeatmapTableProps {
  readonly title: string;
  readonly answer: HeatmapAnswer;
  /** CSS pixels. */
  readonly height: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Wide rows: more of them at once take a noticeable while to lay out. */
const rowsAtOnce = 60;

/** The heatmap's numbers: a row a slot, the newest first, a column for each range of durations, the fastest first. */
export function HeatmapTable(props: HeatmapTableProps): JSX.Element {
  const [all, setAll] = createSignal(false);
  const slots = createMemo(() =>
    props.answer.columns.flatMap((column, slot) => (column === null ? [] : [slot])).reverse(),
  );
  const shown = (): readonly number[] => (all() ? slots() : slots().slice(0, rowsAtOnce));
  const heads = createMemo(() => {
    const { edgesMs } = props.answer;
    return edgesMs.slice(1).map((untilMs, row) =>
      durationsWords({
        overMs: row === 0 ? null : (edgesMs[row] ?? null),
        untilMs: row === edgesMs.length - 2 ? null : untilMs,
      }),
    );
  });
  return (
    <section
      class="chart-table heat"
      style={{ height: `${props.height}px` }}
      tabindex="0"
      aria-label={`${props.title}, as a table`}
      onKeyDown={(event) => props.onKeyDown(event)}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">median</th>
            <th scope="col">p95</th>
            <For each={heads()}>{(head) => <th scope="col">{head}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={shown()}>
            {(slot) => (
              <tr>
                <th scope="row">{slotTitle(props.answer.grid, slot)}</th>
                <td>{formatDuration(props.answer.median[slot])}</td>
                <td>{formatDuration(props.answer.upper_95[slot])}</td>
                <For each={props.answer.columns[slot]}>{(count) => <td>{formatInteger(count)}</td>}</For>
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
