/** Series as slices of a pie, as SVG. */
import { pieFunctionNamed } from '../pie-functions.ts';
import type { Series } from '../series.ts';
import { type Canvas, drawNoData, drawNote, drawTitle, newCanvas, textGroup, textLine, toSvg } from './canvas.ts';
import type { ChartOptions } from './chart-options.ts';
import type { Color } from './color.ts';
import { drawLegend } from './legend.ts';
import { fillOf, lookOf } from './look.ts';
import { MAX_VALUE } from './param.ts';
import { element, escapeXml, px } from './svg.ts';
import { formatValue } from './units.ts';

const MAX_SLICES = 300;

interface Slice {
  readonly name: string;
  readonly value: number;
  /** Of the whole, 0 to 1. */
  readonly share: number;
  readonly color: Color;
  /** Radians clockwise from the top. */
  readonly from: number;
  readonly to: number;
}

/** A pie of one value of each series. Values below zero have no slice. */
export function pieChart(series: readonly Series[], options: ChartOptions): string {
  const canvas = newCanvas(options, lookOf(options));
  drawTitle(canvas, options.title);
  const slices = slicesOf(series.slice(0, MAX_SLICES), options, canvas.look.lines);
  if (slices.length === 0) drawNoData(canvas);
  else {
    if (series.length > MAX_SLICES) drawNote(canvas, `${MAX_SLICES} of ${series.length} series are drawn`);
    if (!options.hideLegend) drawLegend(canvas, slices);
    drawSlices(canvas, slices, options);
  }
  return toSvg(canvas);
}

function slicesOf(series: readonly Series[], options: ChartOptions, colors: readonly Color[]): Slice[] {
  const values = series.map((s) => sliceValue(s.values, options.pieMode ?? 'average'));
  const largest = Math.max(...values);
  if (!(largest > 0)) return [];
  // As shares of the largest, so that the sum of huge values is still a number.
  const whole = values.reduce((sum, value) => sum + value / largest, 0);
  let at = 0;
  return series.map((s, i) => {
    const value = values[i] as number;
    const share = value / largest / whole;
    const from = at;
    at += share * 2 * Math.PI;
    return { name: s.name, value, share, color: colors[i % colors.length] as Color, from, to: at };
  });
}

/** Values that are infinite, or nearly so, would leave nothing to all others: they count as gaps. */
function sliceValue(values: Float64Array, mode: string): number {
  const some = values.filter((value) => Math.abs(value) <= MAX_VALUE);
  const value = pieFunctionNamed(mode)?.valueOf(some) ?? 0;
  // An average of huge values may overflow on its way.
  return value > 0 && value <= MAX_VALUE ? value : 0;
}

function drawSlices(canvas: Canvas, slices: readonly Slice[], options: ChartOptions): void {
  const { left, top, right, bottom } = canvas.room;
  const x = (left + right) / 2;
  const y = (top + bottom) / 2;
  const radius = Math.max(1, (Math.min(right - left, bottom - top) / 2) * 0.97);
  const paths = slices
    .filter((slice) => slice.share > 0)
    .map((slice) =>
      element(
        'path',
        { class: 'slice', d: slicePath(slice, x, y, radius), ...fillOf(slice.color, options.areaAlpha ?? 1) },
        element('title', {}, escapeXml(slice.name.slice(0, 200))),
      ),
    );
  canvas.parts.push(element('g', { class: 'slices' }, ...paths));
  const labels = slices.flatMap((slice) => sliceLabel(canvas, slice, options, { x, y, radius }));
  canvas.parts.push(textGroup('values', canvas.look, labels));
}

const point = (angle: number, x: number, y: number, radius: number): string =>
  `${px(x + Math.sin(angle) * radius)} ${px(y - Math.cos(angle) * radius)}`;

function slicePath({ from, to, share }: Slice, x: number, y: number, radius: number): string {
  const arc = (angle: number, large: number): string =>
    `A${px(radius)} ${px(radius)} 0 ${large} 1 ${point(angle, x, y, radius)}`;
  // An arc from a point to itself is none: a whole pie is two halves.
  if (share > 0.9999) return `M${point(0, x, y, radius)}${arc(Math.PI, 0)}${arc(2 * Math.PI, 0)}Z`;
  return `M${px(x)} ${px(y)}L${point(from, x, y, radius)}${arc(to, share > 0.5 ? 1 : 0)}Z`;
}

function sliceLabel(
  canvas: Canvas,
  slice: Slice,
  { valueLabels = 'percent', valueLabelsMin = 5, valueLabelsColor, pieLabels }: ChartOptions,
  pie: { readonly x: number; readonly y: number; readonly radius: number },
): string[] {
  const compared = valueLabels === 'percent' ? slice.share * 100 : slice.value;
  if (valueLabels === 'none' || slice.share === 0 || compared < valueLabelsMin) return [];
  const label = valueLabels === 'percent' ? `${(slice.share * 100).toFixed(1)}%` : formatValue(slice.value, 'si');
  const angle = (slice.from + slice.to) / 2;
  const distance = pie.radius * (slice.share > 0.9999 ? 0 : 0.62);
  // Along the slice, and never upside down.
  const degrees = (angle * 180) / Math.PI - 90;
  const turned = degrees > 90 ? degrees - 180 : degrees;
  const place = {
    x: pie.x + Math.sin(angle) * distance,
    y: pie.y - Math.cos(angle) * distance,
    anchor: 'middle' as const,
    ...(pieLabels === 'rotated' ? { rotate: turned } : {}),
  };
  const color = valueLabelsColor ?? readableOn(slice.color);
  return [element('g', fillOf(color), textLine(label, place, canvas.look))];
}

/** Black or white. */
function readableOn({ rgb }: Color): Color {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((i) => Number.parseInt(rgb.slice(i, i + 2), 16));
  return { rgb: red * 0.299 + green * 0.587 + blue * 0.114 > 140 ? '#000000' : '#ffffff', opacity: 1 };
}
