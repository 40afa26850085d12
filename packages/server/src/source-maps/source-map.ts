/** One source map, read: where a place of the built file is from, and the lines there. Every part of it may be wrong: maps come from outside. */
import { CarpyError } from '@carpy/core';
import { Mappings } from './mappings.ts';

export const SOURCE_MAP_LIMITS = { bytes: 33_554_432, sources: 100_000, names: 2_000_000, sections: 1_000 } as const;
const MAX_TEXT_CHARS = 1_000;
/** Lines before and behind the one that is meant. */
const LINES_ABOUT = 5;
const MAX_LINE_CHARS = 300;

/** Lines and columns from 1, as stacks have them. */
export interface OriginalFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is called there, where the map tells. */
  readonly name: string | undefined;
  readonly source: { readonly startLine: number; readonly lines: readonly string[] } | undefined;
}

interface Part {
  /** Where it begins in the built file, from 0. */
  readonly line: number;
  readonly column: number;
  readonly mappings: Mappings;
  readonly sources: readonly string[];
  readonly contents: readonly (string | undefined)[];
  readonly names: readonly unknown[];
}

export class SourceMap {
  /** In order of where they begin. */
  readonly #parts: readonly Part[];

  /** Throws CARPY_BAD_REQUEST for what is no source map of version 3. */
  constructor(text: string) {
    checkNesting(text);
    let value: unknown;
    try {
      // Some servers put this before it, so that no page runs it as a script.
      value = JSON.parse(text.startsWith(")]}'") ? text.slice(text.indexOf('\n') + 1) : text);
    } catch {
      throw bad('it is not JSON');
    }
    const map = fieldsOf(value, 'the map');
    if (map['version'] !== 3) throw bad('version: 3 is needed');
    if (map['sections'] === undefined) {
      this.#parts = [partOf(map, 0, 0)];
      return;
    }
    this.#parts = listOf(map['sections'], 'sections', SOURCE_MAP_LIMITS.sections).map((each, i) => {
      const section = fieldsOf(each, `sections[${i}]`);
      const offset = fieldsOf(section['offset'], `sections[${i}].offset`);
      return partOf(
        fieldsOf(section['map'], `sections[${i}].map`),
        wholeOf(offset['line'], `sections[${i}].offset.line`),
        wholeOf(offset['column'], `sections[${i}].offset.column`),
      );
    });
  }

  /** From 1, both. */
  original(line: number, column: number): OriginalFrame | undefined {
    const [l, c] = [line - 1, column - 1];
    const part = this.#parts.findLast((each) => each.line < l || (each.line === l && each.column <= c));
    if (part === undefined) return undefined;
    const place = part.mappings.find(l - part.line, l === part.line ? c - part.column : c);
    const file = place === undefined ? undefined : part.sources[place.source];
    if (place === undefined || file === undefined || place.line < 0 || place.column < 0) return undefined;
    const name = place.name === undefined ? undefined : part.names[place.name];
    return {
      file,
      line: place.line + 1,
      column: place.column + 1,
      name: typeof name === 'string' ? name.slice(0, MAX_TEXT_CHARS) : undefined,
      source: linesAbout(part.contents[place.source], place.line),
    };
  }
}

function partOf(map: Fields, line: number, column: number): Part {
  const { mappings, sourceRoot } = map;
  if (typeof mappings !== 'string') throw bad('mappings: text is needed');
  const root = typeof sourceRoot === 'string' ? sourceRoot.slice(0, MAX_TEXT_CHARS).replace(/\/$/, '') : '';
  const sources = listOf(map['sources'], 'sources', SOURCE_MAP_LIMITS.sources).map((source) => {
    const path = typeof source === 'string' ? shortPath(source) : '';
    return root === '' || path === '' ? path : `${root}/${path}`;
  });
  const contents = map['sourcesContent'];
  return {
    line,
    column,
    mappings: new Mappings(mappings),
    sources,
    contents: Array.isArray(contents)
      ? contents.slice(0, sources.length).map((text) => (typeof text === 'string' ? text : undefined))
      : [],
    names: map['names'] === undefined ? [] : listOf(map['names'], 'names', SOURCE_MAP_LIMITS.names),
  };
}

/** Without what bundlers put before it: `webpack://shop/./src/pay.ts?1a2b` and `../../src/pay.ts` are `src/pay.ts`. */
const shortPath = (source: string): string =>
  source
    .slice(0, MAX_TEXT_CHARS)
    .replace(/^(?:webpack|webpack-internal|ng|rsc|turbopack|vite):\/\/(?:[^/]*\/)?/, '')
    .replace(/\?[\w-]*$/, '')
    .replace(/^(?:\.{0,2}\/)+(?=[^/])/, (start) => (source.startsWith('/') ? start : ''));

function linesAbout(content: string | undefined, line: number): OriginalFrame['source'] {
  if (content === undefined) return undefined;
  const first = Math.max(0, line - LINES_ABOUT);
  let at = 0;
  for (let i = 0; i < first; i++) {
    at = content.indexOf('\n', at) + 1;
    if (at === 0) return undefined;
  }
  const lines: string[] = [];
  for (let i = first; i <= line + LINES_ABOUT; i++) {
    const end = content.indexOf('\n', at);
    const text = end < 0 ? content.slice(at) : content.slice(at, end);
    lines.push(text.slice(0, MAX_LINE_CHARS).replace(/\r$/, ''));
    if (end < 0) break;
    at = end + 1;
  }
  return first + lines.length > line ? { startLine: first + 1, lines } : undefined;
}

/**
 * A map has few lists and objects, whatever its length; a text of millions of them would take a hundred times its size once read. Outside of strings,
 * which are passed over whole.
 */
function checkNesting(text: string): void {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      do at = text.indexOf('"', at + 1);
      while (at >= 0 && isEscaped(text, at));
      if (at < 0) return;
    } else if ((code === BRACKET || code === BRACE) && ++count > MAX_PARTS)
      throw bad('it has too many lists and objects');
  }
}

const QUOTE = 34;
const BRACKET = 91;
const BRACE = 123;
/** Of 1,000 sections each has some. */
const MAX_PARTS = 20_000;

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${path}: an object is needed`);
  return value as Fields;
}

function listOf(value: unknown, path: string, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw bad(`${path}: a list of at most ${most} is needed`);
  return value;
}

function wholeOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw bad(`${path}: a whole number is needed`);
}

const bad = (why: string): CarpyError => new CarpyError('CARPY_BAD_REQUEST', `not a source map: ${why}`);
