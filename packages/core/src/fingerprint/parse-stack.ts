/**
 * Stacks as frames, the innermost call first: of V8 (Node, Chrome) with async, eval, native, Windows and bundlers' paths, of Firefox and Safari,
 * of Java where it looks alike, and Python's tracebacks. Lines that are no frame are left out. Linear in the text.
 */
import { pythonFrames } from './python-stack.ts';
import { isOwn, type ParsedFrame } from './stack-frame.ts';

/** Frames that are read; a stack has a bound of characters as well. */
const MAX_FRAMES = 200;
/** A line past this is no frame that anyone would read. */
const MAX_LINE_CHARS = 2_000;

export function parseStack(stack: string): readonly ParsedFrame[] {
  const lines = stack.split('\n');
  if (lines.some((line) => line.startsWith('Traceback (most recent call last)'))) {
    const frames = pythonFrames(lines, MAX_FRAMES);
    if (frames.length > 0) return frames;
  }
  const frames: ParsedFrame[] = [];
  for (const line of lines) {
    if (frames.length === MAX_FRAMES) break;
    const text = line.trim();
    if (text.length > MAX_LINE_CHARS) continue;
    const frame = text.startsWith('at ') ? v8Frame(text) : geckoFrame(text);
    if (frame !== undefined) frames.push(frame);
  }
  return frames;
}

/** `at [async ]name [as alias] (place)` or `at [async ]place`. */
function v8Frame(text: string): ParsedFrame | undefined {
  let rest = text.slice(3).trimStart();
  if (rest.startsWith('async ')) rest = rest.slice(6);
  if (rest === '') return undefined;
  const open = rest.endsWith(')') ? openingOf(rest) : -1;
  if (open < 0) {
    const place = placeOf(rest);
    return place.line === undefined && !rest.startsWith('<') && rest !== 'native'
      ? undefined
      : frameOf(text, '', place);
  }
  return frameOf(text, rest.slice(0, open).trim(), placeOf(rest.slice(open + 1, -1)));
}

/** Where the parenthesis opens that the last character closes. */
function openingOf(text: string): number {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === ')') depth++;
    else if (text[i] === '(' && --depth === 0) return i;
  }
  return -1;
}

/** `name@place`. What stands in a message is not taken for one: a place has a line. */
function geckoFrame(text: string): ParsedFrame | undefined {
  const at = text.indexOf('@');
  if (at < 0 || /\s/.test(text.slice(0, at))) return undefined;
  const place = placeOf(text.slice(at + 1));
  return place.line === undefined || !place.file?.includes('/') ? undefined : frameOf(text, text.slice(0, at), place);
}

interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

function placeOf(text: string): Place {
  // Of evaluated code the place where it was evaluated is the one that a person can look at; nested, the innermost parentheses.
  if (text.startsWith('eval at ')) {
    const open = text.lastIndexOf('(');
    const close = text.indexOf(')', open);
    if (open >= 0 && close > open) return placeOf(text.slice(open + 1, close));
  }
  let end = text.length;
  const numbers: number[] = [];
  while (numbers.length < 2) {
    let from = end;
    while (from > 0 && isDigit(text.charCodeAt(from - 1))) from--;
    if (from === end || from === 0 || text[from - 1] !== ':' || end - from > 9) break;
    numbers.unshift(Number(text.slice(from, end)));
    end = from - 1;
  }
  const file = text.slice(0, end);
  if (numbers.length === 0) return isNoPlace(text) ? {} : { file: text };
  const [line, column] = numbers as [number, number?];
  return { file, line, ...(column === undefined ? {} : { column }) };
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** `<anonymous>`, `native`, `index 0` of Promise.all, `Unknown Source`. */
const isNoPlace = (text: string): boolean => text === '' || /\s/.test(text);

function frameOf(text: string, name: string, place: Place): ParsedFrame {
  return { text, ...(name === '' ? {} : { function: name }), ...place, own: isOwn(place.file) };
}
