/** The parameters of charts, as /render takes them: one table that reads them, refuses bad ones, and makes their documentation. */

import { CarpyError } from '@carpy/core';
import type { ChartOptions } from './chart-options.ts';
import {
  type ChartParam,
  choice,
  color,
  colors,
  dash,
  flag,
  integer,
  MAX_VALUE,
  number,
  text,
  value,
  valueOrMax,
} from './param.ts';
import type { FontFamily } from './text-width.ts';
import { themes } from './themes.ts';

/** Of a picture: sides, and what they come to with pixelRatio. */
export const MAX_SIDE = 8_000;
export const MAX_PIXELS = 16_000_000;

const FONT_NAMES: Readonly<Record<string, FontFamily>> = {
  'sans-serif': 'sans',
  'dejavu sans': 'sans',
  arial: 'sans',
  helvetica: 'sans',
  verdana: 'sans',
  freesans: 'sans',
  'dejavu serif': 'serif',
  times: 'serif',
  'times new roman': 'serif',
  freeserif: 'serif',
  monospace: 'mono',
  'dejavu sans mono': 'mono',
  courier: 'mono',
  'courier new': 'mono',
  freemono: 'mono',
};

type Params = { readonly [K in keyof ChartOptions]-?: ChartParam<Exclude<ChartOptions[K], undefined>> };

export const chartParams: Params = {
  graphType: choice(['line', 'pie'], { help: 'Lines over time, or a pie with one slice a series.', fallback: 'line' }),
  width: integer(10, MAX_SIDE, { help: 'Width of the picture in pixels.', fallback: '330' }),
  height: integer(10, MAX_SIDE, { help: 'Height of the picture in pixels.', fallback: '250' }),
  pixelRatio: number(0.5, 4, {
    help: 'Pixels of a png for each of width and height: 2 for fine screens.',
    fallback: '1',
  }),
  margin: integer(0, 500, { help: 'Room around the chart in pixels.', fallback: '10' }),
  template: choice([...themes.keys()], {
    help: 'A set of colours. `plain` has those of graphite-web, with `classic` and `noc` on black.',
    fallback: 'default',
  }),
  bgcolor: color({ help: 'Background. `ffffff00` leaves it out.', fallback: 'of the template' }),
  fgcolor: color({ help: 'Titles, legend and labels.', fallback: 'of the template' }),
  colorList: colors({
    help: 'Colours of the series in order; they begin again where there are more series.',
    fallback: 'of the template',
  }),
  majorGridLineColor: color({ help: 'Lines at the labels.', fallback: 'of the template' }),
  minorGridLineColor: color({ help: 'Lines between them.', fallback: 'of the template' }),
  fontName: choice<FontFamily>(
    ['sans', 'serif', 'mono'],
    { help: 'Font of all text, DejaVu in these forms; usual names of others stand for the nearest.', fallback: 'sans' },
    FONT_NAMES,
  ),
  fontSize: number(1, 72, { help: 'Size of text in pixels; the title is a little larger.', fallback: '10' }),
  fontBold: flag({ help: 'Bold text.', fallback: 'false' }),
  fontItalic: flag({ help: 'Slanted text; a png has it of `sans` only.', fallback: 'false' }),
  title: text(1_000, { help: 'Title above the chart; a line break begins a second line.' }),
  vtitle: text(1_000, { help: 'Title beside the left y axis.' }),
  vtitleRight: text(1_000, { help: 'Title beside the right y axis, where there are two.' }),
  lineMode: choice(['slope', 'staircase', 'connected'], {
    help: 'From point to point with gaps left open; as steps; or over gaps too.',
    fallback: 'slope',
  }),
  connectedLimit: integer(0, 1_000_000, {
    help: 'With `lineMode=connected`: longer gaps than so many points stay open.',
    fallback: 'no limit',
  }),
  lineWidth: number(-100, 100, {
    help: 'Width of lines in pixels; 0 and less draws none.',
    fallback: '1.2',
    alias: 'thickness',
  }),
  areaMode: choice(['none', 'first', 'all', 'stacked'], {
    help: 'Fills under no series, the first, all, or puts each on top of the one before.',
    fallback: 'none',
  }),
  areaAlpha: number(0, 1, { help: 'Opacity of filled areas.', fallback: '0.8 stacked, otherwise 0.3' }),
  drawNullAsZero: flag({ help: 'Draws gaps as zero.', fallback: 'false' }),
  hideLegend: flag({ help: 'Leaves the legend out.', fallback: 'true from 11 series on' }),
  uniqueLegend: flag({ help: 'Names each name once in the legend.', fallback: 'false' }),
  hideNullFromLegend: flag({ help: 'Leaves series without any value out of the legend.', fallback: 'false' }),
  hideAxes: flag({ help: 'Leaves out both axes and the grid.', fallback: 'false' }),
  hideXAxis: flag({ help: 'Leaves out the labels of the time axis.', fallback: 'false' }),
  hideYAxis: flag({ help: 'Leaves out the labels of the y axis.', fallback: 'false' }),
  hideGrid: flag({ help: 'Leaves out the grid.', fallback: 'false' }),
  graphOnly: flag({ help: 'Draws lines and areas and nothing else.', fallback: 'false' }),
  minXStep: number(0, 1_000, {
    help: 'Pixels between points at least; closer ones are consolidated. 0 draws as many as are there.',
    fallback: '1',
  }),
  minorY: integer(0, 20, { help: 'Lines of the grid between two labels of the y axis.', fallback: '1' }),
  yMin: value({
    help: 'Lower end of the y axis.',
    fallback: 'the least value; 0 where areas are filled',
    alias: 'min',
  }),
  yMax: valueOrMax({
    help: 'Upper end of the y axis; `max` is the greatest value itself.',
    fallback: 'the greatest value, rounded up',
    alias: 'max',
  }),
  yLimit: value({ help: 'The y axis ends here at the highest.' }),
  yStep: number(0, MAX_VALUE, {
    help: 'Distance of the labels of the y axis; one that makes more than 100 labels is not followed.',
    fallback: 'a round number',
  }),
  yDivisors: {
    read: readDivisors,
    allowed: 'up to 10 whole numbers from 1 to 50 with commas between them',
    help: 'Into how many parts the labels may divide the y axis; the roundest is taken.',
    fallback: '4,5,6',
  },
  yUnitSystem: choice(['si', 'binary', 'sec', 'msec', 'none'], {
    help: 'Units of the labels: k, M, G …; Ki, Mi, Gi …; durations from seconds or from milliseconds; or plain numbers.',
    fallback: 'si',
  }),
  logBase: {
    read: readLogBase,
    allowed: 'e, or a number from 1.001 to 1000000 (1 and less: not logarithmic)',
    help: 'A logarithmic y axis to this base. Values of 0 and less are left out.',
    fallback: 'linear',
  },
  yAxisSide: choice(['left', 'right'], { help: 'Side of the y axis, where there is one.', fallback: 'left' }),
  yMinLeft: value({ help: 'As yMin, with two y axes.' }),
  yMinRight: value({ help: 'As yMin, with two y axes.' }),
  yMaxLeft: valueOrMax({ help: 'As yMax, with two y axes.' }),
  yMaxRight: valueOrMax({ help: 'As yMax, with two y axes.' }),
  yLimitLeft: value({ help: 'As yLimit, with two y axes.' }),
  yLimitRight: value({ help: 'As yLimit, with two y axes.' }),
  yStepLeft: number(0, MAX_VALUE, { help: 'As yStep, with two y axes.' }),
  yStepRight: number(0, MAX_VALUE, { help: 'As yStep, with two y axes.' }),
  leftWidth: number(-100, 100, { help: 'Width of lines of the left axis, with two.' }),
  rightWidth: number(-100, 100, { help: 'Width of lines of the right axis.' }),
  leftColor: color({ help: 'Colour of all lines of the left axis, with two.' }),
  rightColor: color({ help: 'Colour of all lines of the right axis.' }),
  leftDashed: dash({ help: 'Dashes lines of the left axis, with two.', fallback: 'false' }),
  rightDashed: dash({ help: 'Dashes lines of the right axis.', fallback: 'false' }),
  xFormat: text(64, { help: 'Labels of the time axis, in the form of strftime: `%H:%M`.', fallback: 'by the range' }),
  pieMode: choice(['average', 'maximum', 'minimum'], {
    help: 'Which value of its series a slice shows.',
    fallback: 'average',
  }),
  pieLabels: choice(['horizontal', 'rotated'], { help: 'How values in slices are written.', fallback: 'horizontal' }),
  valueLabels: choice(
    ['none', 'number', 'percent'],
    { help: 'What is written in slices.', fallback: 'percent' },
    { numbers: 'number' },
  ),
  valueLabelsMin: number(0, MAX_VALUE, {
    help: 'Slices of less have nothing written in them: a percentage, or a value with `valueLabels=number`.',
    fallback: '5',
  }),
  valueLabelsColor: color({
    help: 'Colour of what is written in slices.',
    fallback: 'black or white, what reads better',
  }),
};

function readDivisors(given: string): readonly number[] | undefined {
  const list = given.split(',', 11).map((part) => (/^\s*\d{1,2}\s*$/.test(part) ? Number(part) : 0));
  return list.length <= 10 && list.every((divisor) => divisor >= 1 && divisor <= 50) ? list : undefined;
}

function readLogBase(given: string): number | undefined {
  if (given === 'e') return Math.E;
  if (!/^-?\d+(\.\d+)?$/.test(given)) return undefined;
  const base = Number(given);
  if (base <= 1) return 0;
  return base >= 1.001 && base <= 1_000_000 ? base : undefined;
}

/**
 * Reads a chart's parameters; `get` answers undefined or null for what was not given. An empty one and the word `default` count as
 * not given, as in graphite-web.
 * @throws CarpyError CARPY_BAD_REQUEST that names the parameter and what is allowed.
 */
export function readChartOptions(get: (name: string) => string | null | undefined): ChartOptions {
  const options: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(chartParams) as [string, ChartParam<unknown>][]) {
    for (const spelling of param.alias === undefined ? [name] : [name, param.alias]) {
      const given = get(spelling)?.trim() ?? '';
      if (given === '' || given.toLowerCase() === 'default') continue;
      const read = param.read(given);
      if (read === undefined) throw bad(`${spelling}: "${given.slice(0, 60)}" was given, ${param.allowed} is needed`);
      options[name] ??= read;
    }
  }
  checkPixels(options);
  return options;
}

function checkPixels({ width = 330, height = 250, pixelRatio = 1 }: ChartOptions): void {
  const pixels = Math.ceil(width * pixelRatio) * Math.ceil(height * pixelRatio);
  if (pixels <= MAX_PIXELS) return;
  throw bad(`width, height and pixelRatio: ${pixels} pixels were asked for, at most ${MAX_PIXELS} are drawn`);
}

const bad = (detail: string): CarpyError => new CarpyError('CARPY_BAD_REQUEST', detail);
