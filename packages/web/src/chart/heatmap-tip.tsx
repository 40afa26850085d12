import type { Grid, HeatmapAnswer } from '@carpy/api';
import { type JSX, Show } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger, formatPercent } from '../format/number.ts';
import { formatRange } from '../format/time.ts';
import { deploysWithin } from './deploys.ts';
import { slotSpan } from './grid.ts';
import type { CellRect, FoundCells } from './heatmap-cells.ts';
import { durationsWords } from './heatmap-words.ts';

/** The time of cells: "14:05–14:09". */
export const cellTitle = (grid: Grid, rect: CellRect): string =>
  formatRange(slotSpan(grid, rect.fromSlot).fromMs, slotSpan(grid, rect.toSlot).toMs, Date.now());

/** What the cells under the pointer hold. */
export function HeatmapTip(props: {
  readonly answer: HeatmapAnswer;
  readonly found: FoundCells;
  readonly rect: CellRect;
}): JSX.Element {
  /** Requests of all durations in the same time. */
  const all = (): number => {
    let sum = 0;
    for (let slot = props.rect.fromSlot; slot <= props.rect.toSlot; slot++)
      for (const count of props.answer.columns[slot] ?? []) sum += count;
    return sum;
  };
  const share = (): number => ((props.rect.fromSlot + props.rect.toSlot) / 2 + 0.5) / props.answer.grid.slots;
  const beside = (): JSX.CSSProperties =>
    share() < 0.5
      ? { '--left': `calc(${share() * 100}% + 16px)` }
      : { '--right': `calc(${(1 - share()) * 100}% + 16px)` };
  const single = (): boolean => props.rect.fromSlot === props.rect.toSlot;
  return (
    <div class="chart-tooltip" style={beside()}>
      <header>
        <span class="chart-num">{cellTitle(props.answer.grid, props.rect)}</span>
      </header>
      {deploysWithin(props.answer.annotations, props.found).map((text) => (
        <p>{text}</p>
      ))}
      <table>
        <tbody>
          <tr class="here">
            <th scope="row">{durationsWords(props.found)}</th>
            <td>{formatInteger(props.found.count)}</td>
          </tr>
          <tr>
            <th scope="row">of all requests then</th>
            <td>{all() === 0 ? '–' : formatPercent(props.found.count / all())}</td>
          </tr>
          <Show when={single()}>
            <tr>
              <th scope="row">median of ok</th>
              <td>{formatDuration(props.answer.median[props.rect.fromSlot])}</td>
            </tr>
            <tr>
              <th scope="row">p95 of ok</th>
              <td>{formatDuration(props.answer.upper_95[props.rect.fromSlot])}</td>
            </tr>
          </Show>
        </tbody>
      </table>
    </div>
  );
}
