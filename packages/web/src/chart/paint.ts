/** What uPlot does not draw: stacks, bars, lone points, the slot still filling. Canvas pixels throughout. */
import type uPlot from 'uplot';
import { tokenValue } from '../theme/theme.ts';
import { runsOfValues } from './coverage.ts';
import type { Layer, Picture } from './picture.ts';

/** Opacity of what the highlight leaves out. */
export const fadedAlpha = 0.3;

export interface PaintState {
  readonly picture: Picture;
  /** Key to bring out, or null for all alike. */
  readonly highlight: string | null;
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly x: (slot: number) => number;
  readonly y: (value: number) => number;
  /** Width of a slot. */
  readonly slotPx: number;
}

function penOf(plot: uPlot, picture: Picture): Pen {
  const { fromMs, toMs } = picture.span;
  return {
    context: plot.ctx,
    ratio: devicePixelRatio,
    x: (slot) => plot.valToPos(picture.xS[slot] ?? 0, 'x', true),
    y: (value) => plot.valToPos(value, 'y', true),
    slotPx: (plot.bbox.width * picture.grid.stepS * 1000) / (toMs - fromMs),
  };
}

const alphaOf = (key: string, highlight: string | null): number =>
  highlight === null || highlight === key ? 1 : fadedAlpha;

/** Below the lines: stacks and bars, clipped to the plot. */
export function paintBelow(plot: uPlot, { picture, highlight }: PaintState): void {
  if (picture.layers.length === 0) return;
  const pen = penOf(plot, picture);
  const { context } = pen;
  context.save();
  context.beginPath();
  context.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  context.clip();
  for (const layer of picture.layers) {
    context.globalAlpha = alphaOf(layer.series.key, highlight);
    if (layer.series.mark === 'bar') paintBars(pen, layer, picture);
    else paintArea(pen, layer);
  }
  context.restore();
}

function paintArea(pen: Pen, { series, edges: { lower, upper } }: Layer): void {
  const { context, x, y, slotPx } = pen;
  const area = new Path2D();
  const rim = new Path2D();
  for (const { from, to } of runsOfValues(upper)) {
    if (from === to) {
      // A line of no length can't be seen: a slot between two gaps is drawn as wide as it is.
      const top = y(upper[from] as number);
      area.rect(x(from) - slotPx / 2, top, slotPx, y(lower[from] as number) - top);
      continue;
    }
    for (let slot = from; slot <= to; slot++) {
      const to = [x(slot), y(upper[slot] as number)] as const;
      if (slot === from) {
        area.moveTo(...to);
        rim.moveTo(...to);
      } else {
        area.lineTo(...to);
        rim.lineTo(...to);
      }
    }
    for (let slot = to; slot >= from; slot--) area.lineTo(x(slot), y(lower[slot] as number));
    area.closePath();
  }
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * (series.hatched ? 0.55 : 0.85);
  context.fillStyle = tokenValue(series.color);
  context.fill(area);
  if (series.hatched) {
    context.globalAlpha = alpha;
    context.fillStyle = hatch(context, pen.ratio) ?? context.fillStyle;
    context.fill(area);
  }
  context.globalAlpha = alpha;
  context.strokeStyle = tokenValue('surface');
  context.lineWidth = 0.75 * pen.ratio;
  context.stroke(rim);
}

function paintBars(pen: Pen, { series, edges: { lower, upper } }: Layer, picture: Picture): void {
  const { context, x, y, slotPx, ratio } = pen;
  const gap = slotPx >= 3 * ratio ? ratio : 0;
  const bars = new Path2D();
  const open = new Path2D();
  for (let slot = 0; slot < upper.length; slot++) {
    const high = upper[slot] as number;
    const low = lower[slot] as number;
    if (!(high > low)) continue;
    // Both edges on whole pixels: bars side by side neither blur nor leave hairlines.
    const left = Math.round(x(slot) - slotPx / 2);
    const right = Math.max(left + 1, Math.round(x(slot) + slotPx / 2) - gap);
    const top = Math.min(Math.round(y(high)), Math.round(y(low)) - 1);
    // Of slots that are not there yet nothing is drawn.
    (slot >= (picture.openSlot ?? upper.length) ? open : bars).rect(left, top, right - left, Math.round(y(low)) - top);
  }
  const alpha = context.globalAlpha;
  const color = tokenValue(series.color);
  context.fillStyle = color;
  context.globalAlpha = alpha * (series.key === 'error' ? 1 : 0.65);
  context.fill(bars);
  context.globalAlpha = alpha * 0.2;
  context.fill(open);
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.lineWidth = ratio;
  context.setLineDash([2 * ratio, 2 * ratio]);
  context.stroke(open);
  context.setLineDash([]);
}

/** Above the lines: points that no line shows, and the way to the slot still filling. */
export function paintAbove(plot: uPlot, { picture, highlight }: PaintState): void {
  const pen = penOf(plot, picture);
  const { context, ratio, x, y } = pen;
  context.save();
  picture.lines.forEach((line, index) => {
    const color = tokenValue(line.color);
    context.globalAlpha = alphaOf(line.key, highlight);
    context.fillStyle = color;
    for (const slot of picture.lone[index] ?? []) {
      context.beginPath();
      context.arc(x(slot), y(line.values[slot] as number), 2 * ratio, 0, 2 * Math.PI);
      context.fill();
    }
    const { openSlot } = picture;
    const value = openSlot === undefined ? null : (line.values[openSlot] ?? null);
    if (openSlot === undefined || value === null) return;
    context.beginPath();
    const before = line.values[openSlot - 1] ?? null;
    if (before === null) {
      context.arc(x(openSlot), y(value), 2 * ratio, 0, 2 * Math.PI);
    } else {
      context.moveTo(x(openSlot - 1), y(before));
      context.lineTo(x(openSlot), y(value));
    }
    context.strokeStyle = color;
    context.lineWidth = line.width * ratio;
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.stroke();
    context.setLineDash([]);
  });
  context.restore();
}

let pattern: { readonly color: string; readonly ratio: number; readonly fill: CanvasPattern | null } | undefined;

/** Diagonal lines, kept until theme or pixel ratio change. */
function hatch(context: CanvasRenderingContext2D, ratio: number): CanvasPattern | null {
  const color = tokenValue('rest');
  if (pattern === undefined || pattern.color !== color || pattern.ratio !== ratio) {
    const size = Math.round(6 * ratio);
    const tile = document.createElement('canvas');
    tile.width = size;
    tile.height = size;
    const ink = tile.getContext('2d');
    if (ink !== null) {
      ink.strokeStyle = color;
      ink.globalAlpha = 0.6;
      ink.lineWidth = ratio;
      ink.beginPath();
      // Three strokes, so that the tile's corners join their neighbours.
      for (const shift of [-size, 0, size]) {
        ink.moveTo(shift - 1, size + 1);
        ink.lineTo(shift + size + 1, -1);
      }
      ink.stroke();
    }
    pattern = { color, ratio, fill: context.createPattern(tile, 'repeat') };
  }
  return pattern.fill;
}
