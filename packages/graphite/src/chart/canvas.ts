/** The frame of every chart: the root element, background, title, notes, and the room that is left. */

import type { ChartOptions } from './chart-options.ts';
import { fillOf, type Look } from './look.ts';
import { element, escapeXml, px } from './svg.ts';
import { type Font, type FontFamily, fitText, lineHeight } from './text-width.ts';

/** Pixels from the upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const FAMILIES: Readonly<Record<FontFamily, string>> = {
  sans: 'DejaVu Sans, Verdana, sans-serif',
  serif: 'DejaVu Serif, Georgia, serif',
  mono: 'DejaVu Sans Mono, Menlo, Consolas, monospace',
};

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly look: Look;
  /** The elements so far, in the order in which they are drawn. */
  readonly parts: string[];
  /** Room that is not taken yet. */
  room: Box;
}

export function newCanvas(options: ChartOptions, look: Look): Canvas {
  const { width = 330, height = 250 } = options;
  // A margin of more than a quarter would leave no chart.
  const margin = options.graphOnly ? 0 : Math.min(options.margin ?? 10, width / 4, height / 4);
  return {
    width,
    height,
    look,
    parts: [],
    room: { left: margin, top: margin, right: width - margin, bottom: height - margin },
  };
}

export function toSvg({ width, height, look, parts }: Canvas): string {
  const { font, background } = look;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'graphite',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': FAMILIES[font.family],
      'font-size': font.size,
      'font-weight': font.bold ? 'bold' : undefined,
      'font-style': font.italic ? 'italic' : undefined,
    },
    background.opacity === 0 ? '' : element('rect', { class: 'background', width, height, ...fillOf(background) }),
    ...parts,
  );
}

interface TextPlace {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Degrees, clockwise. */
  readonly rotate?: number;
}

/** A line of text. The font is said only where it is not the chart's own. */
export function textLine(
  content: string,
  { x, y, anchor = 'start', rotate }: TextPlace,
  look: Look,
  font: Font = look.font,
): string {
  const own = font === look.font;
  // Where letters of the height of an x would have their middle on y; renderers differ in what they know of other ways to say it.
  const shift = font.size * 0.36;
  const turned = rotate === undefined ? undefined : `translate(${px(x)} ${px(y)}) rotate(${px(rotate)})`;
  return element(
    'text',
    {
      x: turned === undefined ? x : 0,
      y: turned === undefined ? y + shift : shift,
      transform: turned,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      'font-size': own ? undefined : font.size,
      'font-weight': own ? undefined : font.bold ? 'bold' : 'normal',
      // Legends that are columns of numbers keep their spaces.
      'xml:space': content.includes('  ') ? 'preserve' : undefined,
    },
    escapeXml(content),
  );
}

/** Text in the foreground's colour, as a named part of the chart. */
export function textGroup(name: string, look: Look, lines: readonly string[]): string {
  return lines.length === 0 ? '' : element('g', { class: name, ...fillOf(look.foreground) }, ...lines);
}

const MAX_TITLE_LINES = 5;

/** Takes the title's room from the top. It is left out where it would take more than a third of the picture. */
export function drawTitle(canvas: Canvas, title: string | undefined): void {
  if (title === undefined) return;
  const { look, room, width } = canvas;
  const font = look.titleFont;
  const height = lineHeight(font);
  const lines = linesOf(title, font, room.right - room.left);
  const taken = lines.length * height + 4;
  if (taken > canvas.height / 3) return;
  canvas.parts.push(
    textGroup(
      'title',
      look,
      lines.map((line, i) =>
        textLine(line, { x: width / 2, y: room.top + (i + 0.5) * height, anchor: 'middle' }, look, font),
      ),
    ),
  );
  canvas.room = { ...room, top: room.top + taken };
}

/** Lines of a text given with line breaks, each cut to the width. */
export function linesOf(text: string, font: Font, width: number): string[] {
  return text.split('\n', MAX_TITLE_LINES).map((line) => fitText(line.trim(), font, width));
}

/** Takes a line at the bottom, for what the chart has to say of itself. */
export function drawNote(canvas: Canvas, note: string): void {
  const { look, room } = canvas;
  const height = lineHeight(look.font);
  if (height * 3 > room.bottom - room.top) return;
  const content = fitText(note, look.font, room.right - room.left);
  canvas.parts.push(textGroup('note', look, [textLine(content, { x: room.left, y: room.bottom - height / 2 }, look)]));
  canvas.room = { ...room, bottom: room.bottom - height };
}

/** The one thing to show where there is nothing to draw. */
export function drawNoData(canvas: Canvas): void {
  const { look, width, height } = canvas;
  const font = { ...look.font, size: Math.max(8, Math.round(Math.log(width * height))) };
  canvas.parts.push(
    textGroup('nodata', look, [textLine('No Data', { x: width / 2, y: height / 2, anchor: 'middle' }, look, font)]),
  );
}
