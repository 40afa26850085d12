/** Colours as Graphite writes them: a name of its list, or `rrggbb` with or without `#`, two more digits being the opacity. */

export interface Color {
  /** `#rrggbb`. */
  readonly rgb: string;
  /** 0 to 1. */
  readonly opacity: number;
}

/** Graphite's own names; they are not those of the web: its green is darker, its blue lighter. */
export const COLOR_NAMES: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  blue: '#6464ff',
  green: '#00c800',
  red: '#c80032',
  yellow: '#ffff00',
  orange: '#ffa500',
  purple: '#c864ff',
  brown: '#966432',
  cyan: '#00ffff',
  aqua: '#009696',
  gray: '#afafaf',
  grey: '#afafaf',
  magenta: '#ff00ff',
  pink: '#ff6464',
  gold: '#c8c800',
  rose: '#c896c8',
  darkblue: '#0000ff',
  darkgreen: '#00ff00',
  darkred: '#ff0000',
  darkgray: '#6f6f6f',
  darkgrey: '#6f6f6f',
};

export const COLOR_WORDS: string = `a colour as rrggbb or rrggbbaa, or one of ${Object.keys(COLOR_NAMES).join(', ')}`;

/** Undefined for what is no colour. */
export function parseColor(text: string): Color | undefined {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(COLOR_NAMES, word)) return { rgb: COLOR_NAMES[word] as string, opacity: 1 };
  // Colours that were escaped twice come as %23rrggbb.
  const digits = /^(?:#|%23)?([0-9a-f]{6})([0-9a-f]{2})?$/.exec(word);
  if (digits === null) return undefined;
  return { rgb: `#${digits[1]}`, opacity: digits[2] === undefined ? 1 : Number.parseInt(digits[2], 16) / 255 };
}
