/** One uPlot: axes, grid and lines are its work, the rest is paint.ts. It takes no input itself; chart.tsx moves its cursor. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { tokenValue } from '../theme/theme.ts';
import { fadedAlpha, paintAbove, paintBelow } from './paint.ts';
import { type Picture, yScaleOf } from './picture.ts';
import { type TimeTick, timeTicks } from './time-ticks.ts';
import type { YScale } from './y-scale.ts';

/** Where the plot is within the chart, CSS pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Axes {
  readonly picture: Picture;
  readonly width: number;
  readonly height: number;
  readonly xAxisPx: number;
  readonly ticks: readonly TimeTick[];
  readonly y: YScale;
}

const fontPx = 11;
const lineGap = 1.3;
/** Charts in one column line up while their labels are no wider than this. */
const minYAxisPx = 40;
/** Room for the flags of deploys: within the plot they would stand on the line of a good Apdex. */
export const topPaddingPx = 15;

/** Before the first drawing; the real one follows within a frame. */
export const firstBox: PlotBox = { left: minYAxisPx, top: topPaddingPx, width: 0, height: 0 };

export class Plot {
  readonly #parent: HTMLElement;
  readonly #onBox: (box: PlotBox) => void;
  #picture: Picture;
  #highlight: string | null = null;
  #width: number;
  #height: number;
  #plot: uPlot;
  #shape: string;
  #box: PlotBox | undefined;
  #keptAxes: Axes | undefined;

  /** `onBox` is called whenever the plot's place within the chart changed. */
  constructor(parent: HTMLElement, picture: Picture, width: number, height: number, onBox: (box: PlotBox) => void) {
    this.#parent = parent;
    this.#picture = picture;
    this.#width = width;
    this.#height = height;
    this.#onBox = onBox;
    this.#shape = shapeOf(picture);
    this.#plot = this.#make();
  }

  /** New data. The same lines keep their uPlot, so that a live tick costs one redraw. */
  set(picture: Picture): void {
    this.#picture = picture;
    const shape = shapeOf(picture);
    if (shape === this.#shape) {
      this.#plot.setData(dataOf(picture));
      return;
    }
    this.#shape = shape;
    this.#plot.destroy();
    this.#plot = this.#make();
  }

  resize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#plot.setSize({ width, height });
  }

  /** Moves the points of the lines to a slot, or takes them away. The vertical line is the overlay's. */
  cursor(slot: number | null): void {
    const atS = slot === null ? undefined : this.#picture.xS[slot];
    const left = atS === undefined ? -10 : this.#plot.valToPos(atS, 'x');
    this.#plot.setCursor({ left, top: atS === undefined ? -10 : 0 }, false);
  }

  highlight(key: string | null): void {
    if (key === this.#highlight) return;
    this.#highlight = key;
    this.#picture.lines.forEach((line, index) => {
      const series = this.#plot.series[index + 1];
      if (series !== undefined) series.alpha = key === null || key === line.key ? 1 : fadedAlpha;
    });
    this.#plot.redraw(false, false);
  }

  /** The value at a height within the plot, CSS pixels from its top. */
  valueAt(topPx: number): number {
    return this.#plot.posToVal(topPx, 'y');
  }

  /** After a change of theme. */
  redraw(): void {
    this.#plot.redraw(false, true);
  }

  destroy(): void {
    this.#plot.destroy();
  }

  /** uPlot asks for the axes several times a drawing; they depend on picture and size alone. */
  #axes(): Axes {
    const { picture, width, height } = { picture: this.#picture, width: this.#width, height: this.#height };
    const kept = this.#keptAxes;
    if (kept !== undefined && kept.picture === picture && kept.width === width && kept.height === height) return kept;
    // Ticks depend on the width of the plot, which the y axis narrows: its least width is near enough.
    const ticks = timeTicks(picture.span, width - minYAxisPx);
    const xAxisPx = 6 + Math.ceil(fontPx * lineGap) * (ticks.some(({ label }) => label.includes('\n')) ? 2 : 1);
    const axes: Axes = {
      picture,
      width,
      height,
      xAxisPx,
      ticks,
      y: yScaleOf(picture, height - topPaddingPx - xAxisPx),
    };
    this.#keptAxes = axes;
    return axes;
  }

  #make(): uPlot {
    const lines = this.#picture.lines;
    const colorOf = (index: number): string => tokenValue(this.#picture.lines[index - 1]?.color ?? 'text');
    const font = `${fontPx}px ${tokenValue('mono')}`;
    const text = (): string => tokenValue('text-3');
    const paintState = (): { picture: Picture; highlight: string | null } => ({
      picture: this.#picture,
      highlight: this.#highlight,
    });
    const none = (): null => null;
    return new uPlot(
      {
        width: this.#width,
        height: this.#height,
        padding: [topPaddingPx, 4, 0, 0],
        legend: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        cursor: {
          x: false,
          y: false,
          drag: { x: false, y: false },
          bind: {
            mousedown: none,
            mouseup: none,
            click: none,
            dblclick: none,
            mousemove: none,
            mouseleave: none,
            mouseenter: none,
          },
          points: {
            size: 9,
            width: 1.5,
            stroke: () => tokenValue('surface'),
            fill: (_, index) => colorOf(index),
          },
        },
        scales: {
          x: { time: false, range: () => [this.#picture.span.fromMs / 1000, this.#picture.span.toMs / 1000] },
          y: { range: () => [0, this.#axes().y.top] },
        },
        axes: [
          {
            font,
            lineGap,
            gap: 6,
            size: () => this.#axes().xAxisPx,
            stroke: text,
            space: 20,
            grid: { show: false },
            ticks: { show: false },
            splits: () => this.#axes().ticks.map(({ atMs }) => atMs / 1000),
            values: () => this.#axes().ticks.map(({ label }) => label),
          },
          {
            font,
            gap: 6,
            size: (plot, values) => yAxisPx(plot.ctx, values),
            stroke: text,
            space: 10,
            grid: { stroke: () => tokenValue('grid'), width: 1 },
            ticks: { show: false },
            splits: () => [...this.#axes().y.ticks],
            values: () => [...this.#axes().y.labels],
          },
        ],
        series: [
          {},
          ...lines.map(
            (line, index): uPlot.Series => ({
              stroke: () => colorOf(index + 1),
              width: line.width,
              ...(line.dash ? { dash: [5, 3] } : {}),
              points: { show: false },
              alpha: this.#highlight === null || this.#highlight === line.key ? 1 : fadedAlpha,
            }),
          ),
        ],
        hooks: {
          drawAxes: [(plot) => paintBelow(plot, paintState())],
          draw: [
            (plot) => {
              paintAbove(plot, paintState());
              this.#tellBox(plot);
            },
          ],
        },
      },
      dataOf(this.#picture),
      this.#parent,
    );
  }

  #tellBox(plot: uPlot): void {
    const ratio = uPlot.pxRatio;
    const { left, top, width, height } = plot.bbox;
    const box: PlotBox = { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
    const old = this.#box;
    if (
      old !== undefined &&
      old.left === box.left &&
      old.top === box.top &&
      old.width === box.width &&
      old.height === box.height
    )
      return;
    this.#box = box;
    this.#onBox(box);
  }
}

function yAxisPx(context: CanvasRenderingContext2D, values: readonly string[] | null): number {
  if (values === null) return minYAxisPx;
  context.save();
  context.font = `${fontPx * uPlot.pxRatio}px ${tokenValue('mono')}`;
  const widest = Math.max(0, ...values.map((value) => context.measureText(value).width)) / uPlot.pxRatio;
  context.restore();
  return Math.max(minYAxisPx, Math.ceil(widest) + 10);
}

/** What uPlot can't change in place. */
const shapeOf = (picture: Picture): string =>
  picture.lines.map(({ key, dash, width }) => `${key} ${dash} ${width}`).join('\n');

const dataOf = (picture: Picture): uPlot.AlignedData => [
  picture.xS as number[],
  ...picture.lineValues.map((values) => values as (number | null)[]),
];
