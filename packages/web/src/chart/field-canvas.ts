/** Paints a plot of time and durations: axes and grid here, what is in it by its owner. CSS pixels; the canvas has those of the device. */
import { tokenValue } from '../theme/theme.ts';
import { type DurationAxis, shareOf } from './duration-axis.ts';
import type { SpanMs } from './grid.ts';
import { type PlotBox, topPaddingPx } from './plot.ts';
import { timeTicks } from './time-ticks.ts';

export interface FieldPen {
  readonly context: CanvasRenderingContext2D;
  readonly box: PlotBox;
  /** Within the canvas. */
  readonly x: (atMs: number) => number;
  readonly y: (durationMs: number) => number;
  /** The nearest edge of a pixel of the device. */
  readonly snap: (px: number) => number;
}

export interface FieldPicture {
  readonly span: SpanMs;
  readonly axis: DurationAxis;
  readonly paint: (pen: FieldPen) => void;
}

const fontPx = 11;
/** As in plot.ts, so that plots in one column line up. */
const minYAxisPx = 40;
const rightPaddingPx = 4;
const lineHeightPx = 14;

const fontOf = (): string => `${fontPx}px ${tokenValue('mono')}`;

/** Height that is left for the plot, one line of labels under it. */
export const fieldHeightPx = (heightPx: number): number => heightPx - topPaddingPx - 6 - lineHeightPx;

/** Paints all of it; answers where the plot is. Undefined where the browser gives no canvas. */
export function paintField(
  canvas: HTMLCanvasElement,
  { span, axis, paint }: FieldPicture,
  widthPx: number,
  heightPx: number,
): PlotBox | undefined {
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(widthPx * ratio);
  canvas.height = Math.round(heightPx * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = fontOf();

  const labelPx = Math.max(0, ...axis.ticks.map(({ label }) => context.measureText(label).width));
  const left = Math.max(minYAxisPx, Math.ceil(labelPx) + 10);
  const xTicks = timeTicks(span, widthPx - left - rightPaddingPx);
  const lines = xTicks.some(({ label }) => label.includes('\n')) ? 2 : 1;
  const box: PlotBox = {
    left,
    top: topPaddingPx,
    width: Math.max(1, widthPx - left - rightPaddingPx),
    height: Math.max(1, heightPx - topPaddingPx - 6 - lineHeightPx * lines),
  };
  const snap = (px: number): number => Math.round(px * ratio) / ratio;
  const pen: FieldPen = {
    context,
    box,
    snap,
    x: (atMs) => box.left + ((atMs - span.fromMs) / (span.toMs - span.fromMs)) * box.width,
    y: (ms) => box.top + (1 - shareOf(axis, ms)) * box.height,
  };

  context.fillStyle = tokenValue('text-3');
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { ms, label } of axis.ticks) {
    const y = snap(pen.y(ms));
    context.fillText(label, left - 6, Math.max(y, fontPx / 2));
    context.save();
    context.fillStyle = tokenValue('grid');
    context.fillRect(left, y, box.width, 1);
    context.restore();
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { atMs, label } of xTicks) {
    label.split('\n').forEach((line, at) => {
      context.fillText(line, pen.x(atMs), box.top + box.height + 6 + at * lineHeightPx);
    });
  }
  context.save();
  context.beginPath();
  // A little more than the plot: what stands on an axis is drawn whole.
  context.rect(box.left - 5, box.top - 5, box.width + 9, box.height + 6);
  context.clip();
  paint(pen);
  context.restore();
  return box;
}
