import type { HeatmapAnswer } from '@carpy/api';
import { createMemo, For, type JSX } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { slotTitle } from './caption.ts';
import { ChartTable } from './chart-table.tsx';
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
  const slots = createMemo(() =>
    props.answer.columns.flatMap((column, slot) => (column === null ? [] : [slot])).reverse(),
  );
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
    <ChartTable
      class="heat"
      title={props.title}
      rows={slots()}
      rowsAtOnce={rowsAtOnce}
      height={props.height}
      onKeyDown={props.onKeyDown}
      head={
        <>
          <th scope="col">Time</th>
          <th scope="col">median</th>
          <th scope="col">p95</th>
          <For each={heads()}>{(head) => <th scope="col">{head}</th>}</For>
        </>
      }
    >
      {(slot) => (
        <>
          <th scope="row">{slotTitle(props.answer.grid, slot)}</th>
          <td>{formatDuration(props.answer.median[slot])}</td>
          <td>{formatDuration(props.answer.upper_95[slot])}</td>
          <For each={props.answer.columns[slot]}>{(count) => <td>{formatInteger(count)}</td>}</For>
        </>
      )}
    </ChartTable>
  );
}
