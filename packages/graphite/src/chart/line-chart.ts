/** Series over time as SVG. */
import type { Series } from '../series.ts';
import { drawGrid, drawSideTitle, drawXLabels, drawYLabels, LABEL_GAP, labelRoom, shownTicks } from './axes.ts';
import { type Box, type Canvas, drawNoData, drawNote, drawTitle, newCanvas, toSvg } from './canvas.ts';
import type { ChartOptions } from './chart-options.ts';
import { drawLegend, type LegendEntry } from './legend.ts';
import { fillOf, lookOf, strokeOf } from './look.ts';
import { element, escapeXml, px } from './svg.ts';
import { lineHeight, textWidth } from './text-width.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';
import { areaPath, infinitePath, linePath, type PathOptions } from './trace-path.ts';
import { type Side, slotsOf, type Trace, tracesOf } from './traces.ts';
import { axisOf } from './value-axes.ts';
import type { YAxis } from './y-axis.ts';

/** More are not drawn: nobody could tell them apart. */
export const MAX_SERIES = 300;
/** From here on the legend is left out unless asked for, as graphite-web does. */
const LEGEND_FROM = 11;
/** Pixels. */
const SPILL = 1;

/**
 * A chart of these series. Times are written in `zone`, an IANA name.
 * @throws CarpyError CARPY_BAD_REQUEST for a colour that a target gives and that is none.
 */
export function lineChart(all: readonly Series[], given: ChartOptions, zone: string): string {
  const options: ChartOptions = given.graphOnly ? { ...given, hideLegend: true, hideAxes: true } : given;
  const canvas = newCanvas(options, lookOf(options));
  const series = all.slice(0, MAX_SERIES);
  if (!options.graphOnly) drawTitle(canvas, options.title);
  const span = timeSpan(series, options);
  if (span === undefined) {
    drawNoData(canvas);
    return toSvg(canvas);
  }
  const traces = tracesOf(series, options, canvas.look, {
    rangeS: span.endS - span.startS,
    widthPx: canvas.room.right - canvas.room.left,
  });
  if (all.length > series.length && !options.graphOnly)
    drawNote(canvas, `${series.length} of ${all.length} series are drawn`);
  if (!(options.hideLegend ?? all.length >= LEGEND_FROM)) drawLegend(canvas, legendOf(traces, options));
  const two = traces.some((trace) => trace.side === 'right');
  const sides: readonly Side[] = two ? ['left', 'right'] : [options.yAxisSide ?? 'left'];
  const axes = new Map(
    sides.map((side) => [
      side,
      axisOf(
        traces.filter((t) => !two || t.side === side),
        options,
        two ? side : undefined,
      ),
    ]),
  );
  if (!options.graphOnly) drawSideTitles(canvas, options, two);
  const drawn = drawAxes(canvas, axes, span, options, zone);
  drawTraces(canvas, traces, options, (trace) => {
    const axis = axes.get(two ? trace.side : (sides[0] as Side)) as YAxis;
    return { xOf: drawn.xOf, yOf: (value) => drawn.yOf(axis, value), ...modeOf(traces, options) };
  });
  return toSvg(canvas);
}

interface Span {
  readonly startS: number;
  readonly endS: number;
}

/** From the first stamp to the last; with steps to the last one's end. Undefined where there is nothing. */
function timeSpan(series: readonly Series[], { lineMode }: ChartOptions): Span | undefined {
  const some = series.filter((s) => slotsOf(s) > 0);
  if (some.length === 0) return undefined;
  const startS = Math.min(...some.map((s) => s.startS));
  const lastS = Math.max(...some.map((s) => s.startS + (slotsOf(s) - 1) * s.stepS));
  const endS = Math.max(...some.map((s) => s.startS + slotsOf(s) * s.stepS));
  return { startS, endS: lineMode === 'staircase' || lastS === startS ? endS : lastS };
}

/** A series of one value has no slope: all are drawn as steps then. */
function modeOf(traces: readonly Trace[], options: ChartOptions): Pick<PathOptions, 'mode' | 'connectedLimit'> {
  const mode = options.lineMode ?? 'slope';
  return {
    mode: mode === 'slope' && traces.every((trace) => trace.values.length === 1) ? 'staircase' : mode,
    connectedLimit: options.connectedLimit ?? Number.POSITIVE_INFINITY,
  };
}

function legendOf(traces: readonly Trace[], options: ChartOptions): LegendEntry[] {
  const seen = new Set<string>();
  return traces
    .filter(
      ({ name, kind, isEmpty }) => name !== '' && kind !== 'invisible' && !(options.hideNullFromLegend && isEmpty),
    )
    .filter(({ name }) => !options.uniqueLegend || (!seen.has(name) && seen.add(name)))
    .map(({ name, color, side }) => ({ name: side === 'right' ? `${name} (right)` : name, color }));
}

function drawSideTitles(canvas: Canvas, options: ChartOptions, two: boolean): void {
  if (options.vtitle !== undefined) drawSideTitle(canvas, options.vtitle, two ? 'left' : (options.yAxisSide ?? 'left'));
  if (two && options.vtitleRight !== undefined) drawSideTitle(canvas, options.vtitleRight, 'right');
}

interface Coordinates {
  readonly xOf: (atS: number) => number;
  readonly yOf: (axis: YAxis, value: number) => number;
}

/** Takes the labels' room, then draws them and the grid. What is left is the lines'. */
function drawAxes(
  canvas: Canvas,
  axes: ReadonlyMap<Side, YAxis>,
  span: Span,
  options: ChartOptions,
  zone: string,
): Coordinates {
  const { font } = canvas.look;
  const height = lineHeight(font);
  const { room } = canvas;
  const xLabels = !options.hideAxes && !options.hideXAxis && room.bottom - room.top > height * 2.5;
  const yLabels = !options.hideAxes && !options.hideYAxis && room.right - room.left > 60;
  const bottom = room.bottom - (xLabels ? height + LABEL_GAP : 0);
  // Half of the top label stands above the lines.
  const top = room.top + (yLabels ? Math.min(font.size / 2, (bottom - room.top) / 4) : 0);
  const ticks = new Map([...axes].map(([side, axis]) => [side, shownTicks(axis, bottom - top, height)]));
  const roomAt = (side: Side): number => (yLabels && axes.has(side) ? labelRoom(ticks.get(side) ?? [], canvas) : 0);
  // Wide labels of extreme values leave at least a third to the lines.
  const most = (room.right - room.left) / 3;
  canvas.room = {
    left: room.left + Math.min(roomAt('left'), most),
    right: room.right - Math.min(roomAt('right'), most),
    top,
    bottom,
  };
  const coordinates = coordinatesOf(canvas.room, span);
  const time = timeAxis({
    ...span,
    zone,
    widthPx: canvas.room.right - canvas.room.left,
    roomOf: (label) => textWidth(label, font) + font.size * 1.6,
    format: options.xFormat,
  });
  if (!options.hideAxes && !options.hideGrid) {
    const [side, axis] = [...axes][0] as [Side, YAxis];
    drawGrid(canvas, yGrid(axis, ticks.get(side) ?? [], coordinates), xGrid(time, coordinates));
  }
  if (yLabels) {
    for (const [side, axis] of axes)
      drawYLabels(canvas, ticks.get(side) ?? [], side, (value) => coordinates.yOf(axis, value));
  }
  if (xLabels) drawXLabels(canvas, time, coordinates.xOf);
  return coordinates;
}

function coordinatesOf(room: Box, { startS, endS }: Span): Coordinates {
  const perSecond = (room.right - room.left) / (endS - startS);
  return {
    xOf: (atS) => room.left + (atS - startS) * perSecond,
    yOf: (axis, value) => {
      const place = axis.place(value);
      // Far outside of the picture is as good as anywhere outside, and renderers like small numbers.
      if (Number.isNaN(place)) return room.bottom;
      return Math.min(1e5, Math.max(-1e5, room.bottom - place * (room.bottom - room.top)));
    },
  };
}

const yGrid = (axis: YAxis, ticks: YAxis['ticks'], { yOf }: Coordinates) => ({
  major: ticks.map(({ value }) => yOf(axis, value)),
  // Where labels had to be left out there is no room for lines between them either.
  minor: ticks.length < axis.ticks.length ? [] : axis.minor.map((value) => yOf(axis, value)),
});

const xGrid = (time: TimeAxis, { xOf }: Coordinates) => ({
  major: time.ticks.map(({ atS }) => xOf(atS)),
  minor: time.minor.map(xOf),
});

/** Areas first, so that no line is hidden by one. */
function drawTraces(
  canvas: Canvas,
  traces: readonly Trace[],
  options: ChartOptions,
  pathOptions: (trace: Trace) => PathOptions,
): void {
  const { left, top, right, bottom } = canvas.room;
  // Charts put into one page share its ids: one that says the same place may be any chart's.
  const id = `plot-${[left, top, right, bottom].map((at) => px(at).replaceAll('.', '_')).join('-')}`;
  const clip = element(
    'clipPath',
    { id },
    // A little more than the axes enclose: a line along one of them is as wide as elsewhere.
    element('rect', {
      x: left - SPILL,
      y: top - SPILL,
      width: Math.max(0, right - left) + 2 * SPILL,
      height: Math.max(0, bottom - top) + 2 * SPILL,
    }),
  );
  const shown = traces.filter((trace) => trace.kind !== 'invisible');
  const areas = shown
    .filter((trace) => trace.areaAlpha !== undefined)
    .map((trace) =>
      titled(trace, 'area', {
        d: areaPath(trace, pathOptions(trace)),
        ...fillOf(trace.color, (trace.areaAlpha ?? 1) * trace.alpha),
      }),
    );
  const lines = shown
    .filter((trace) => trace.lineWidth > 0)
    .map((trace) => {
      const own = pathOptions(trace);
      return titled(trace, trace.kind, {
        d: trace.kind === 'infinite' ? infinitePath(trace, own, top, bottom) : linePath(trace, own),
        fill: 'none',
        ...strokeOf(trace.color, trace.alpha),
        'stroke-width': trace.lineWidth,
        'stroke-dasharray': trace.dashed > 0 ? px(trace.dashed) : undefined,
      });
    });
  canvas.parts.push(
    element('defs', {}, clip),
    element('g', { class: 'lines', 'clip-path': `url(#${id})`, 'stroke-linejoin': 'round' }, ...areas, ...lines),
  );
  if (!options.hideAxes) drawFrame(canvas);
}

/** The name is shown where a pointer rests on the line. */
function titled(trace: Trace, kind: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  if (attributes['d'] === '') return '';
  const title = element('title', {}, escapeXml(trace.name.slice(0, 200)));
  return element('path', { class: kind, ...attributes }, title);
}

function drawFrame({ look, room, parts }: Canvas): void {
  const d = `M${px(room.left)} ${px(Math.round(room.bottom) + 0.5)}H${px(room.right)}`;
  parts.push(element('path', { class: 'frame', d, fill: 'none', ...strokeOf(look.foreground, 0.5) }));
}
