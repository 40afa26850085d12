/**
 * One segment of a path glob, compiled: `*` any run, `?` one character, `[a-z]` and `[!x]` classes, `{a,b}` alternatives, nested and
 * empty ones too. Matching takes time linear in pattern × name, whatever either holds: no backtracking, no regular expression.
 * A `[` or `{` that is never closed stands for itself. Shapes that come often (a literal, `*`, `x*`, `*x`, `{a,b}`) skip the automaton.
 */
import { CarpyError } from '@carpy/core';
import { automaton, type Node } from './automaton.ts';

/** Characters of a pattern; longer ones are refused. */
const MAX_PATTERN_LENGTH = 8_192;
/** Literal alternatives of a segment that are looked up one by one rather than matched against every name. */
const MAX_LITERALS = 256;

export type SegmentMatcher =
  /** The segment matches these names and no others. */
  | { readonly literals: readonly string[] }
  | { readonly literals: undefined; readonly matches: (name: string) => boolean };

/** The segments of a path glob. A dot always ends a segment, within braces too. Throws CARPY_BAD_TARGET when it is too long. */
export function splitPattern(pattern: string): string[] {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new CarpyError(
      'CARPY_BAD_TARGET',
      `a path has at most ${MAX_PATTERN_LENGTH} characters, this one has ${pattern.length}`,
    );
  }
  return pattern.split('.');
}

export function compileSegment(segment: string): SegmentMatcher {
  const nodes = parse(segment);
  const literals = literalsOf(nodes);
  if (literals !== undefined) return { literals: [...new Set(literals)] };
  return { literals: undefined, matches: shapeOf(nodes) ?? automaton(nodes) };
}

function parse(segment: string): Node[] {
  const chars = Array.from(segment, (c) => c.codePointAt(0) as number);
  const closing = closingBraces(chars);
  const read = (from: number, to: number): Node[] => {
    const out: Node[] = [];
    for (let i = from; i < to; i++) {
      const c = chars[i] as number;
      const close = closing[i] ?? -1;
      if (c === STAR) {
        if (out.at(-1)?.type !== 'star') out.push({ type: 'star' });
      } else if (c === QUESTION) out.push({ type: 'any' });
      else if (c === OPEN_BRACE && close >= 0) {
        out.push({ type: 'either', options: splitOptions(chars, i + 1, close, closing).map(([a, b]) => read(a, b)) });
        i = close;
      } else if (c === OPEN_BRACKET) {
        const end = closingBracket(chars, i, to);
        if (end < 0) out.push({ type: 'char', code: c });
        else {
          out.push(classOf(chars, i + 1, end));
          i = end;
        }
      } else out.push({ type: 'char', code: c });
    }
    return out;
  };
  return read(0, chars.length);
}

const code = (c: string): number => c.charCodeAt(0);
const STAR = code('*');
const QUESTION = code('?');
const OPEN_BRACE = code('{');
const CLOSE_BRACE = code('}');
const COMMA = code(',');
const OPEN_BRACKET = code('[');
const CLOSE_BRACKET = code(']');
const BANG = code('!');
const DASH = code('-');

/** For each `{` the place of its `}`; unpaired ones are missing. */
function closingBraces(chars: readonly number[]): (number | undefined)[] {
  const closing: (number | undefined)[] = [];
  const open: number[] = [];
  for (let i = 0; i < chars.length; i++) {
    if (chars[i] === OPEN_BRACE) open.push(i);
    else if (chars[i] === CLOSE_BRACE) {
      const start = open.pop();
      if (start !== undefined) closing[start] = i;
    }
  }
  return closing;
}

function splitOptions(
  chars: readonly number[],
  from: number,
  to: number,
  closing: readonly (number | undefined)[],
): [number, number][] {
  const options: [number, number][] = [];
  let start = from;
  for (let i = from; i < to; i++) {
    if (chars[i] === OPEN_BRACE) i = closing[i] ?? i;
    else if (chars[i] === COMMA) {
      options.push([start, i]);
      start = i + 1;
    }
  }
  options.push([start, to]);
  return options;
}

/** The `]` of the class that starts at `from`; −1 without one. A `]` right after the start or the `!` is a member, as in fnmatch. */
function closingBracket(chars: readonly number[], from: number, to: number): number {
  const first = chars[from + 1] === BANG ? from + 2 : from + 1;
  for (let i = first + 1; i < to; i++) if (chars[i] === CLOSE_BRACKET) return i;
  return -1;
}

function classOf(chars: readonly number[], from: number, to: number): Node {
  const negated = chars[from] === BANG;
  const ranges: number[] = [];
  for (let i = negated ? from + 1 : from; i < to; i++) {
    const low = chars[i] as number;
    if (chars[i + 1] === DASH && i + 2 < to) {
      ranges.push(low, chars[i + 2] as number);
      i += 2;
    } else ranges.push(low, low);
  }
  return { type: 'class', negated, ranges };
}

/** All names that a pattern without wildcards stands for; undefined where there are wildcards or too many names. */
function literalsOf(nodes: readonly Node[]): string[] | undefined {
  let all = [''];
  for (const node of nodes) {
    if (node.type === 'char') {
      const c = String.fromCodePoint(node.code);
      for (let i = 0; i < all.length; i++) all[i] += c;
    } else if (node.type === 'either') {
      const next: string[] = [];
      for (const option of node.options) {
        const ends = literalsOf(option);
        if (ends === undefined || next.length + all.length * ends.length > MAX_LITERALS) return undefined;
        for (const start of all) for (const end of ends) next.push(start + end);
      }
      all = next;
    } else return undefined;
  }
  return all;
}

/** What `*` matches: the name need not be looked at. */
export const anyName = (): boolean => true;

/** Matchers of the shapes `*`, `x*`, `*x` and `x*y`; undefined for others. */
function shapeOf(nodes: readonly Node[]): ((name: string) => boolean) | undefined {
  const star = nodes.findIndex((n) => n.type === 'star');
  if (star < 0 || nodes.some((n, i) => i !== star && n.type !== 'char')) return undefined;
  const text = (part: readonly Node[]): string =>
    part.map((n) => (n.type === 'char' ? String.fromCodePoint(n.code) : '')).join('');
  const start = text(nodes.slice(0, star));
  const end = text(nodes.slice(star + 1));
  if (start === '' && end === '') return anyName;
  return (name) => name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
