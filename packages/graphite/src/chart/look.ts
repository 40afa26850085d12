/** What a chart's parameters and template say of its colours and its text. */

import type { ChartOptions } from './chart-options.ts';
import type { Color } from './color.ts';
import type { Font } from './text-width.ts';
import { colorOf, type Theme, themes } from './themes.ts';

export interface Look {
  readonly background: Color;
  readonly foreground: Color;
  readonly majorLine: Color;
  readonly minorLine: Color;
  /** At least one. */
  readonly lines: readonly Color[];
  readonly font: Font;
  readonly titleFont: Font;
}

export function lookOf(options: ChartOptions): Look {
  const theme = themes.get(options.template ?? 'default') as Theme;
  const font: Font = {
    family: options.fontName ?? 'sans',
    size: options.fontSize ?? 10,
    bold: options.fontBold ?? false,
    italic: options.fontItalic ?? false,
  };
  return {
    background: options.bgcolor ?? colorOf(theme.background),
    foreground: options.fgcolor ?? colorOf(theme.foreground),
    majorLine: options.majorGridLineColor ?? colorOf(theme.majorLine),
    minorLine: options.minorGridLineColor ?? colorOf(theme.minorLine),
    lines: options.colorList ?? theme.lines.map(colorOf),
    font,
    titleFont: { ...font, size: Math.round(font.size * 1.2), bold: true },
  };
}

/** The paint of an element: opacity is left out where there is none to speak of. */
export function fillOf({ rgb, opacity }: Color, times = 1): { fill: string; 'fill-opacity': number | undefined } {
  return { fill: rgb, 'fill-opacity': opacity * times === 1 ? undefined : opacity * times };
}

export function strokeOf({ rgb, opacity }: Color, times = 1): { stroke: string; 'stroke-opacity': number | undefined } {
  return { stroke: rgb, 'stroke-opacity': opacity * times === 1 ? undefined : opacity * times };
}
