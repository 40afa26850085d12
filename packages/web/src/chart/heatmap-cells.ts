/** What a heatmap shows, in numbers: rows, cells, and the requests in a rectangle of them. Pure. */
import type { HeatmapAnswer } from '@carpy/api';
import { type SpanMs, slotSpan } from './grid.ts';

export interface HeatRows {
  /** One more than there are rows. */
  readonly edgesMs: readonly number[];
  /** Rows added below those of the answer, without any request. */
  readonly below: number;
}

/** Fewer rows than this would be bars: empty ones are added on both sides. */
const leastRows = 12;

export function heatRows({ edgesMs }: Pick<HeatmapAnswer, 'edgesMs'>): HeatRows {
  const rows = edgesMs.length - 1;
  const [first, last, second] = [edgesMs[0], edgesMs.at(-1), edgesMs[1]];
  if (rows < 1 || first === undefined || last === undefined || second === undefined) return { edgesMs: [], below: 0 };
  if (rows >= leastRows) return { edgesMs, below: 0 };
  const factor = second / first;
  const below = Math.ceil((leastRows - rows) / 2);
  return {
    edgesMs: [
      ...Array.from({ length: below }, (_, at) => first / factor ** (below - at)),
      ...edgesMs,
      ...Array.from({ length: leastRows - rows - below }, (_, at) => last * factor ** (at + 1)),
    ],
    below,
  };
}

/** Requests of a cell; 0 in the rows that were added. */
export const countAt = (answer: HeatmapAnswer, rows: HeatRows, slot: number, row: number): number =>
  answer.columns[slot]?.[row - rows.below] ?? 0;

export const mostInCell = ({ columns }: Pick<HeatmapAnswer, 'columns'>): number =>
  columns.reduce((most, column) => (column === null ? most : Math.max(most, ...column)), 0);

/** How strongly a cell is drawn, 0 to 1: by the square root of its count, and never so faint that one request can't be seen. */
export const cellAlpha = (count: number, most: number): number =>
  count <= 0 || most <= 0 ? 0 : 0.12 + 0.88 * Math.sqrt(Math.min(1, count / most));

export interface Cell {
  readonly slot: number;
  readonly row: number;
}

/** Cells from corner to corner, both included. */
export interface CellRect {
  readonly fromSlot: number;
  readonly toSlot: number;
  readonly fromRow: number;
  readonly toRow: number;
}

export const rectOf = (a: Cell, b: Cell): CellRect => ({
  fromSlot: Math.min(a.slot, b.slot),
  toSlot: Math.max(a.slot, b.slot),
  fromRow: Math.min(a.row, b.row),
  toRow: Math.max(a.row, b.row),
});

/** What lies in a rectangle. An end of durations is null where nothing bounds it: the first row has all that is faster. */
export interface FoundCells extends SpanMs {
  readonly overMs: number | null;
  readonly untilMs: number | null;
  readonly count: number;
}

export function cellsIn(answer: HeatmapAnswer, rows: HeatRows, rect: CellRect): FoundCells {
  let count = 0;
  for (let slot = rect.fromSlot; slot <= rect.toSlot; slot++)
    for (let row = rect.fromRow; row <= rect.toRow; row++) count += countAt(answer, rows, slot, row);
  const top = answer.edgesMs.length - 2 + rows.below;
  return {
    fromMs: slotSpan(answer.grid, rect.fromSlot).fromMs,
    toMs: slotSpan(answer.grid, rect.toSlot).toMs,
    overMs: rect.fromRow <= rows.below ? null : (rows.edgesMs[rect.fromRow] ?? null),
    untilMs: rect.toRow >= top ? null : (rows.edgesMs[rect.toRow + 1] ?? null),
    count,
  };
}

/** Arrows move by a cell, with shift they mark; the first press starts in the middle of the last slot. Null where the key means nothing. */
export function moveCell(from: Cell | null, key: string, slots: number, rows: number): Cell | null {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (step === undefined || slots === 0 || rows === 0) return null;
  if (from === null) return { slot: slots - 1, row: rows >> 1 };
  const within = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
  return { slot: within(from.slot + (step[0] ?? 0), slots), row: within(from.row + (step[1] ?? 0), rows) };
}
