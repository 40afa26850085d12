/** How wide text is, by the real widths of DejaVu: pictures are drawn with it, and browsers without it take Verdana, made to the same widths. */
import { FACE_WIDTHS, WIDTH_RANGES } from './font-widths.ts';

export type FontFamily = 'sans' | 'serif' | 'mono';

export interface Font {
  readonly family: FontFamily;
  /** Pixels. */
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
}

const UNITS = 2048;
/** Every character of the monospaced faces. */
const MONO = 1233;
/** What the table does not hold is mostly East Asian or a symbol: a square. */
const UNKNOWN = UNITS;

const faces = new Map<string, Uint16Array>();

function widthsOf({ family, bold }: Font): Uint16Array {
  const face = `${family}${bold ? 'Bold' : ''}` as keyof typeof FACE_WIDTHS;
  const known = faces.get(face);
  if (known !== undefined) return known;
  const bytes = Buffer.from(FACE_WIDTHS[face], 'base64');
  const widths = Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2));
  faces.set(face, widths);
  return widths;
}

/** Pixels from the start of the text to where the next character would stand. */
export function textWidth(text: string, font: Font): number {
  if (font.family === 'mono') return ([...text].length * MONO * font.size) / UNITS;
  const widths = widthsOf(font);
  let units = 0;
  for (const character of text) units += unitsOf(character.codePointAt(0) as number, widths);
  return (units * font.size) / UNITS;
}

function unitsOf(code: number, widths: Uint16Array): number {
  let base = 0;
  for (const [first, last] of WIDTH_RANGES) {
    if (code <= last) return code < first ? UNKNOWN : widths[base + code - first] || UNKNOWN;
    base += last - first + 1;
  }
  return UNKNOWN;
}

/** The text, cut with an ellipsis where it is wider than `width` pixels. */
export function fitText(text: string, font: Font, width: number): string {
  // No text of so many characters fits anywhere: a bound for names of any length.
  const characters = [...text.slice(0, 2_000)];
  if (text.length <= 2_000 && textWidth(text, font) <= width) return text;
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(`${characters.slice(0, middle).join('')}…`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${characters.slice(0, low).join('').trimEnd()}…`;
}

/** Room from one line of text to the next, pixels. */
export const lineHeight = (font: Font): number => Math.round(font.size * 1.35);
