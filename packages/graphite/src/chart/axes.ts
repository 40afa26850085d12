/** Draws axes and grid around the lines. */
import { type Canvas, linesOf, textGroup, textLine } from './canvas.ts';
import { strokeOf } from './look.ts';
import { crisp, element, px } from './svg.ts';
import { lineHeight, textWidth } from './text-width.ts';
import type { TimeAxis } from './time-axis.ts';
import type { Side } from './traces.ts';
import type { Tick, YAxis } from './y-axis.ts';

/** Between labels and the lines, pixels. */
export const LABEL_GAP = 5;

/** Every tick, or every second, third … so that their labels do not touch. */
export function shownTicks(axis: YAxis, heightPx: number, lineHeightPx: number): readonly Tick[] {
  const fitting = Math.max(1, Math.floor(heightPx / lineHeightPx));
  const every = Math.max(1, Math.ceil((axis.ticks.length - 1) / fitting));
  return axis.ticks.filter((_, i) => i % every === 0);
}

/** Pixels that the labels take, with the gap. */
export function labelRoom(ticks: readonly Tick[], canvas: Canvas): number {
  return Math.ceil(Math.max(0, ...ticks.map(({ label }) => textWidth(label, canvas.look.font)))) + LABEL_GAP;
}

export function drawYLabels(canvas: Canvas, ticks: readonly Tick[], side: Side, yOf: (value: number) => number): void {
  const { look, room } = canvas;
  const x = side === 'left' ? room.left - LABEL_GAP : room.right + LABEL_GAP;
  const labels = ticks.map(({ value, label }) =>
    textLine(label, { x, y: yOf(value), anchor: side === 'left' ? 'end' : 'start' }, look),
  );
  canvas.parts.push(textGroup(`axis y ${side}`, look, labels));
}

export function drawXLabels(canvas: Canvas, axis: TimeAxis, xOf: (atS: number) => number): void {
  const { look, room, width } = canvas;
  const y = room.bottom + LABEL_GAP + lineHeight(look.font) / 2 - 1;
  const places = axis.ticks.map(({ atS, label }) => {
    const half = textWidth(label, look.font) / 2;
    const x = xOf(atS);
    // One that would stick out of the picture is moved in.
    return {
      label,
      half,
      x: Math.min(Math.max(x, half + 1), width - half - 1),
      moved: x < half + 1 || x > width - half - 1,
    };
  });
  const touches = (a: (typeof places)[number], b: (typeof places)[number] | undefined): boolean =>
    b !== undefined && Math.abs(a.x - b.x) < a.half + b.half + LABEL_GAP;
  const labels = places
    .filter((place, i) => !place.moved || !(touches(place, places[i - 1]) || touches(place, places[i + 1])))
    .map(({ label, x }) => textLine(label, { x, y, anchor: 'middle' }, look));
  canvas.parts.push(textGroup('axis x', look, labels));
}

/** A title along an axis, read from bottom to top on the left and from top to bottom on the right. Takes its room. */
export function drawSideTitle(canvas: Canvas, title: string, side: Side): void {
  const { look, room } = canvas;
  const height = lineHeight(look.font);
  const lines = linesOf(title, look.font, room.bottom - room.top);
  const taken = lines.length * height + 2;
  if (taken > (room.right - room.left) / 4) return;
  const texts = lines.map((line, i) => {
    const inside = (i + 0.5) * height;
    const x = side === 'left' ? room.left + inside : room.right - inside;
    return textLine(
      line,
      { x, y: (room.top + room.bottom) / 2, anchor: 'middle', rotate: side === 'left' ? -90 : 90 },
      look,
    );
  });
  canvas.parts.push(textGroup(side === 'left' ? 'vtitle' : 'vtitle right', look, texts));
  canvas.room = side === 'left' ? { ...room, left: room.left + taken } : { ...room, right: room.right - taken };
}

export interface GridLines {
  readonly major: readonly number[];
  readonly minor: readonly number[];
}

/** Lines across the chart at y coordinates and up it at x coordinates. */
export function drawGrid(canvas: Canvas, across: GridLines, up: GridLines): void {
  const { look, room } = canvas;
  const inside = (at: number, low: number, high: number): boolean => at >= low - 0.5 && at <= high + 0.5;
  const horizontal = (ys: readonly number[]): string =>
    ys
      .filter((y) => inside(y, room.top, room.bottom))
      .map((y) => `M${px(room.left)} ${crisp(y)}H${px(room.right)}`)
      .join('');
  const vertical = (xs: readonly number[]): string =>
    xs
      .filter((x) => inside(x, room.left, room.right))
      .map((x) => `M${crisp(x)} ${px(room.top)}V${px(room.bottom)}`)
      .join('');
  const path = (name: string, d: string, color: typeof look.majorLine): string =>
    d === '' ? '' : element('path', { class: name, d, ...strokeOf(color) });
  canvas.parts.push(
    element(
      'g',
      { class: 'grid', fill: 'none', 'stroke-width': 1 },
      path('minor', horizontal(across.minor) + vertical(up.minor), look.minorLine),
      path('major', horizontal(across.major) + vertical(up.major), look.majorLine),
    ),
  );
}
