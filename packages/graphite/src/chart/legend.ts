/** The legend below a chart: a grid of coloured boxes with names, as many columns as fit. */
import { type Canvas, textGroup, textLine } from './canvas.ts';
import type { Color } from './color.ts';
import { fillOf } from './look.ts';
import { element } from './svg.ts';
import { fitText, lineHeight, textWidth } from './text-width.ts';

export interface LegendEntry {
  readonly name: string;
  readonly color: Color;
}

/** Between columns, and between box and name, pixels. */
const COLUMN_GAP = 14;
const BOX_GAP = 5;
/** Of the height that is left: more would squeeze the chart. */
const MAX_SHARE = 0.5;

/** Takes the legend's room from the bottom. Entries beyond its share of the picture are counted instead of named. */
export function drawLegend(canvas: Canvas, entries: readonly LegendEntry[]): void {
  const { look, room } = canvas;
  const { font } = look;
  const width = room.right - room.left;
  const height = lineHeight(font) + 1;
  const maxRows = Math.floor(((room.bottom - room.top) * MAX_SHARE) / height);
  if (entries.length === 0 || maxRows < 1) return;
  const box = Math.max(4, Math.round(font.size * 0.9));
  const widest = Math.max(...entries.map(({ name }) => textWidth(name.slice(0, 500), font)));
  const itemWidth = Math.min(width, box + BOX_GAP + Math.ceil(widest));
  const columns = Math.max(1, Math.floor((width + COLUMN_GAP) / (itemWidth + COLUMN_GAP)));
  const all = Math.ceil(entries.length / columns) <= maxRows;
  const shown = all ? entries : entries.slice(0, columns * maxRows - 1);
  const rows = Math.ceil((shown.length + (all ? 0 : 1)) / columns);
  const top = room.bottom - rows * height;
  const place = (i: number): { x: number; y: number } => ({
    x: room.left + (i % columns) * (itemWidth + COLUMN_GAP),
    y: top + (Math.floor(i / columns) + 0.5) * height,
  });
  const boxes: string[] = [];
  const names = shown.map(({ name, color }, i) => {
    const { x, y } = place(i);
    boxes.push(element('rect', { x, y: Math.round(y - box / 2), width: box, height: box, rx: 1.5, ...fillOf(color) }));
    return textLine(fitText(name, font, itemWidth - box - BOX_GAP), { x: x + box + BOX_GAP, y }, look);
  });
  if (!all) names.push(textLine(`+ ${entries.length - shown.length} more`, place(shown.length), look));
  canvas.parts.push(element('g', { class: 'legend' }, ...boxes, textGroup('names', look, names)));
  canvas.room = { ...room, bottom: top - 4 };
}
