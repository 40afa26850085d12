/** How durations spread over time: requests by slot and duration, p50 and p95 over them. */
import type { HeatmapAnswer } from '@carpy/api';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatInteger } from '../format/number.ts';
import { slotStates } from './coverage.ts';
import { logAxis } from './duration-axis.ts';
import { fieldHeightPx } from './field-canvas.ts';
import { fieldCursor } from './field-cursor.ts';
import { FieldFigure } from './field-figure.tsx';
import { type FieldRect, FieldSurface, rectStyle } from './field-surface.tsx';
import { gridSpan, slotAt, slotCentreMs } from './grid.ts';
import {
  type Cell,
  type CellRect,
  cellsIn,
  countAt,
  type FoundCells,
  heatRows,
  mostInCell,
  moveCell,
  rectOf,
} from './heatmap-cells.ts';
import { paintHeatmap } from './heatmap-paint.ts';
import { HeatmapTable } from './heatmap-table.tsx';
import { cellTitle, HeatmapTip } from './heatmap-tip.tsx';
import { durationsWords, heatmapCaption, requestsWords } from './heatmap-words.ts';
import { type HereContent, HereMenu } from './here-menu.tsx';
import { firstBox } from './plot.ts';
import type { PointerTarget, Spot } from './pointer.ts';
import { createSpeech } from './speech.ts';

export interface HeatmapProps {
  readonly title: string;
  readonly answer: HeatmapAnswer;
  /** Plot and axes, CSS pixels. */
  readonly height: number;
  /** The menu for what a press on a cell, a drag over some, or Enter found. */
  readonly here: (found: FoundCells) => HereContent;
  readonly onZoomOut?: () => void;
}

interface Menu {
  readonly found: FoundCells;
  readonly title: string;
  readonly xPx: number;
  readonly yPx: number;
}

export function Heatmap(props: HeatmapProps): JSX.Element {
  let figure!: HTMLElement;
  const [spoken, say] = createSpeech();
  const [cell, setCell] = createSignal<Cell | null>(null);
  const [anchor, setAnchor] = createSignal<Cell | null>(null);
  const [menu, setMenu] = createSignal<Menu | null>(null);
  const [box, setBox] = createSignal(firstBox);
  const cursor = fieldCursor();

  const grid = (): HeatmapAnswer['grid'] => props.answer.grid;
  const rows = createMemo(() => heatRows(props.answer));
  const rowCount = (): number => Math.max(0, rows().edgesMs.length - 1);
  const axis = createMemo(() => {
    const edges = rows().edgesMs;
    return logAxis(edges[0] ?? 1, edges.at(-1) ?? 1000, fieldHeightPx(props.height));
  });
  const picture = createMemo(() => ({
    span: gridSpan(grid()),
    axis: axis(),
    paint: (pen: Parameters<typeof paintHeatmap>[0]) => paintHeatmap(pen, props.answer, rows()),
  }));
  const states = createMemo(() =>
    slotStates(grid(), [props.answer.columns.map((column) => (column === null ? null : 1))]),
  );
  const rect = createMemo<CellRect | null>(() => {
    const to = cell();
    return to === null ? null : rectOf(anchor() ?? to, to);
  });
  const place = (of: CellRect): FieldRect => ({
    left: of.fromSlot / grid().slots,
    width: (of.toSlot - of.fromSlot + 1) / grid().slots,
    top: 1 - (of.toRow + 1) / rowCount(),
    height: (of.toRow - of.fromRow + 1) / rowCount(),
  });

  const cellAt = ({ x, y }: Spot): Cell | null => {
    if (rowCount() === 0) return null;
    const within = (share: number, length: number): number =>
      Math.min(length - 1, Math.max(0, Math.floor(share * length)));
    return { slot: within(x / box().width, grid().slots), row: within(1 - y / box().height, rowCount()) };
  };
  const look = (to: Cell | null): void => {
    setCell(to);
    cursor.lookAt(to === null ? null : slotCentreMs(grid(), to.slot));
  };
  const clear = (): void => {
    setAnchor(null);
    look(null);
  };
  /** Nothing is to be found where nothing is. */
  const open = (of: CellRect): void => {
    const found = cellsIn(props.answer, rows(), of);
    if (found.count === 0) return;
    const at = place(of);
    setMenu({
      found,
      title: `${cellTitle(grid(), of)}, ${durationsWords(found)}`,
      xPx: box().left + (at.left + at.width) * box().width,
      yPx: box().top + (at.top + at.height) * box().height,
    });
  };

  const press = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const chosen = rect();
    if (key === 'Enter' && chosen !== null) open(chosen);
    else if (key === 'Escape' && chosen !== null) clear();
    else {
      const before = cell();
      const next = moveCell(before, key, grid().slots, rowCount());
      if (next === null) return false;
      setAnchor(shiftKey ? (anchor() ?? before ?? next) : null);
      look(next);
      say(() => {
        const of = rect() ?? rectOf(next, next);
        const found = cellsIn(props.answer, rows(), of);
        return `${cellTitle(grid(), of)}, ${durationsWords(found)}, ${requestsWords(found.count)}`;
      });
    }
    return true;
  };
  const cursorShare = (): number | null => {
    const atMs = cursor.elsewhereMs();
    const slot = atMs === null ? null : slotAt(grid(), atMs);
    return slot === null ? null : (slot + 0.5) / Math.max(1, grid().slots);
  };
  const pointer: PointerTarget = {
    onLook: (at) => {
      if (menu() === null) look(cellAt(at));
    },
    onLeave: () => menu() === null && clear(),
    onMark: (from, to, done) => {
      const [a, b] = [cellAt(from), cellAt(to)];
      setAnchor(a);
      look(b);
      if (done && a !== null && b !== null) open(rectOf(a, b));
    },
    onCancel: clear,
    onPick: (at) => {
      const on = cellAt(at);
      setAnchor(null);
      look(on);
      if (on !== null && countAt(props.answer, rows(), on.slot, on.row) > 0) open(rectOf(on, on));
    },
    onDouble: () => {
      setMenu(null);
      clear();
      props.onZoomOut?.();
    },
  };
  const closeMenu = (refocus: boolean): void => {
    setMenu(null);
    if (refocus) figure.querySelector<HTMLElement>('.chart-plot')?.focus();
    else clear();
  };

  return (
    <FieldFigure
      ref={(element) => {
        figure = element;
      }}
      caption={heatmapCaption(props.title, props.answer)}
      height={props.height}
      moreKeys="Shift+ArrowRight Shift+ArrowUp"
      press={press}
      onBlur={() => menu() === null && clear()}
      spoken={spoken()}
      table={(onKeyDown) => (
        <HeatmapTable title={props.title} answer={props.answer} height={props.height} onKeyDown={onKeyDown} />
      )}
      plot={
        <FieldSurface
          picture={picture()}
          height={props.height}
          grid={grid()}
          annotations={props.answer.annotations}
          states={states()}
          cursor={cursorShare()}
          marked={anchor() === null ? null : ((r) => (r === null ? null : place(r)))(rect())}
          pointer={pointer}
          onBox={setBox}
          empty={rowCount() === 0 ? 'No requests in this range' : undefined}
        >
          <Show when={anchor() === null && rect()}>
            {(of) => <div class="field-cell" style={rectStyle(place(of()))} />}
          </Show>
          <Show when={menu() === null && rect()}>
            {(of) => <HeatmapTip answer={props.answer} found={cellsIn(props.answer, rows(), of())} rect={of()} />}
          </Show>
        </FieldSurface>
      }
    >
      <Show when={menu()}>
        {(at) => (
          <HereMenu
            title={at().title}
            content={props.here(at().found)}
            xPx={at().xPx}
            yPx={at().yPx}
            onClose={closeMenu}
          />
        )}
      </Show>
      <ul class="chart-legend">
        <li>
          <i class="chart-swatch line" style={{ '--swatch': 'var(--text)' }} />
          median of ok
        </li>
        <li>
          <i class="chart-swatch line dash" style={{ '--swatch': 'var(--text)' }} />
          p95 of ok
        </li>
        <li>
          1<i class="field-scale" />
          {formatInteger(mostInCell(props.answer))} requests in a cell
        </li>
      </ul>
    </FieldFigure>
  );
}
