/** What is drawn of each series: values consolidated to the pixels there are, stacked, with colour, width and axis. */
import { CarpyError } from '@carpy/core';
import { bucketed } from '../consolidate.ts';
import type { Series } from '../series.ts';
import type { ChartOptions } from './chart-options.ts';
import { COLOR_WORDS, type Color, parseColor } from './color.ts';
import type { Look } from './look.ts';
import { MAX_VALUE } from './param.ts';

export type Side = 'left' | 'right';

export interface Trace {
  readonly name: string;
  readonly side: Side;
  readonly color: Color;
  readonly alpha: number;
  /** Pixels; none is drawn at 0 and below. */
  readonly lineWidth: number;
  /** Length of a dash, pixels; 0: drawn through. */
  readonly dashed: number;
  /** Opacity of the area under it; undefined: no area. */
  readonly areaAlpha: number | undefined;
  /** Where the area begins, slot by slot; undefined: at zero. */
  readonly base: Float64Array | undefined;
  readonly kind: 'line' | 'infinite' | 'invisible';
  readonly startS: number;
  readonly stepS: number;
  /** NaN is a gap. On a stack they are the sums. */
  readonly values: Float64Array;
  readonly isEmpty: boolean;
}

/** Of one picture. */
const MAX_POINTS = 400_000;
const DEFAULT_LINE_WIDTH = 1.2;

export interface TraceRoom {
  /** From the first stamp to the last that is drawn. */
  readonly rangeS: number;
  readonly widthPx: number;
}

/** @throws CarpyError CARPY_BAD_REQUEST for a colour that a target gives and that is none. */
export function tracesOf(series: readonly Series[], options: ChartOptions, look: Look, room: TraceRoom): Trace[] {
  const second = series.some((s) => s.drawing?.secondYAxis);
  const slots = Math.max(
    1,
    Math.min(room.widthPx / Math.max(options.minXStep ?? 1, 1e-6), MAX_POINTS / Math.max(1, series.length)),
  );
  let colored = 0;
  const plain = series.map((s, i): Trace => {
    const drawing = s.drawing ?? {};
    const side: Side = drawing.secondYAxis ? 'right' : 'left';
    const ofSide = second ? sideOptions(options, side) : {};
    const given = ofSide.color ?? (drawing.color === undefined ? undefined : colorFrom(drawing.color));
    const infinite = drawing.drawAsInfinite === true;
    const stacks = !infinite && (options.areaMode === 'stacked' || drawing.stacked === true);
    const filled = stacks || (!infinite && options.areaMode === 'all') || (i === 0 && options.areaMode === 'first');
    return {
      name: s.name,
      side,
      color: given ?? (look.lines[colored++ % look.lines.length] as Color),
      alpha: drawing.alpha === undefined ? 1 : Math.min(1, Math.max(0, drawing.alpha)),
      lineWidth: ofSide.width ?? drawing.lineWidth ?? options.lineWidth ?? DEFAULT_LINE_WIDTH,
      dashed: ofSide.dashed ?? drawing.dashed ?? 0,
      areaAlpha: filled ? (options.areaAlpha ?? (stacks ? 0.8 : 0.3)) : undefined,
      base: undefined,
      kind: drawing.invisible ? 'invisible' : infinite ? 'infinite' : 'line',
      ...pointsFor(s, slots, room.rangeS, options),
    };
  });
  return stacked(plain, series, options);
}

function sideOptions(o: ChartOptions, side: Side): { color?: Color; width?: number; dashed?: number } {
  const [color, width, dashed] =
    side === 'left' ? [o.leftColor, o.leftWidth, o.leftDashed] : [o.rightColor, o.rightWidth, o.rightDashed];
  return {
    ...(color === undefined ? {} : { color }),
    ...(width === undefined ? {} : { width }),
    ...(dashed === undefined ? {} : { dashed }),
  };
}

function colorFrom(text: string): Color {
  const color = parseColor(text);
  if (color !== undefined) return color;
  throw new CarpyError('CARPY_BAD_REQUEST', `color(): "${text.slice(0, 60)}" was given, ${COLOR_WORDS} is needed`);
}

function pointsFor(
  series: Series,
  slots: number,
  rangeS: number,
  { drawNullAsZero, logBase = 0 }: ChartOptions,
): Pick<Trace, 'startS' | 'stepS' | 'values' | 'isEmpty'> {
  const wanted = Math.max(rangeS / series.stepS, series.values.length);
  const perBucket = Math.max(1, Math.ceil(wanted / slots));
  const values = bucketed(series, perBucket).slice(0, slotsOf(series, perBucket));
  let isEmpty = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) isEmpty = false;
    if (Number.isNaN(value) && drawNullAsZero) values[i] = 0;
    else if (Math.abs(value) > MAX_VALUE) values[i] = Number.NaN;
    if (logBase > 1 && !((values[i] as number) > 0)) values[i] = Number.NaN;
  }
  return { startS: series.startS, stepS: series.stepS * perBucket, values, isEmpty };
}

/** Slots that are drawn: up to the series' own end, which functions may have moved. */
export function slotsOf({ startS, endS, stepS, values }: Series, perBucket = 1): number {
  const stamps = Math.floor((endS - startS) / (stepS * perBucket)) + 1;
  return Math.max(0, Math.min(Math.ceil(values.length / perBucket), stamps));
}

/**
 * Puts each area on top of the one before on its axis: its values too where `areaMode=stacked`; stacked() has added them itself. What
 * stacked() made says not which stack it is of: an area that lies below the one before begins another.
 */
function stacked(traces: readonly Trace[], series: readonly Series[], { areaMode }: ChartOptions): Trace[] {
  const below: Partial<Record<Side, Pick<Trace, 'startS' | 'stepS' | 'values'>>> = {};
  const adds = areaMode === 'stacked';
  return traces.map((trace, i) => {
    if (trace.kind === 'infinite' || !(adds || series[i]?.drawing?.stacked)) return trace;
    const under = below[trace.side];
    const base = trace.values.map((_, k) => (under === undefined ? 0 : valueAt(under, trace.startS + k * trace.stepS)));
    const values = adds ? trace.values.map((value, k) => value + (base[k] as number)) : trace.values;
    // A gap adds nothing: what comes next lies on what was below it.
    const heights = values.map((value, k) => (Number.isNaN(value) ? (base[k] as number) : value));
    below[trace.side] = { ...trace, values: heights };
    const lies = adds || heights.every((height, k) => height >= (base[k] as number));
    return { ...trace, values, base: under !== undefined && lies ? base : undefined };
  });
}

function valueAt({ startS, stepS, values }: Pick<Trace, 'startS' | 'stepS' | 'values'>, atS: number): number {
  const value = values[Math.floor((atS - startS) / stepS)];
  return value === undefined || Number.isNaN(value) ? 0 : value;
}
