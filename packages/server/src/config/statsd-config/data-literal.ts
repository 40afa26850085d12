/**
 * Reads the text of StatsD's configuration file as data: JSON, or a JavaScript object literal with comments, unquoted keys, single
 * quotes and trailing commas. StatsD runs `config = <the text>`; here nothing is ever run, and what is no data is refused.
 */
import { CarpyError } from '@carpy/core';

/** Throws CARPY_BAD_CONFIG, with `name`, line and column, and the place in the text as its position. */
export async function readDataLiteral(text: string, name: string): Promise<unknown> {
  // Loaded only here: most starts need not pay for it.
  const { default: JSON5 } = await import('json5');
  let data = withoutWrapping(text);
  // A `;` after the end is found by where reading stops: looking for the end itself would take a reader of strings and comments.
  for (let tries = 2; ; tries--) {
    try {
      return JSON5.parse(data);
    } catch (error) {
      const at = positionOf(error, data);
      if (tries > 1 && at !== undefined && AFTER_END.test(data.slice(at))) data = data.slice(0, at);
      else throw refusal(error, at, data, name);
    }
  }
}

const BLANKS = String.raw`(?:\s|\/\/[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*`;
const BEFORE = new RegExp(String.raw`^(${BLANKS})((?:module\.)?exports\s*=|config\s*=)`);
const AFTER_END = new RegExp(`^(?:;${BLANKS})+$`);

/** `module.exports =` becomes blanks, so that lines and columns stay. */
function withoutWrapping(text: string): string {
  return text.replace(BEFORE, (_, blanks: string, words: string) => blanks + words.replace(/\S/g, ' '));
}

/** Where reading stopped; undefined at the end of the text. */
function positionOf(error: unknown, text: string): number | undefined {
  const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number };
  if (lineNumber === undefined || columnNumber === undefined) return undefined;
  let start = 0;
  for (let line = 1; line < lineNumber; line++) start = text.indexOf('\n', start) + 1;
  const at = start + columnNumber - 1;
  return at < text.length ? at : undefined;
}

const DATA = 'text in quotes, numbers, true, false, null, [lists] and {objects}';

function refusal(error: unknown, at: number | undefined, text: string, name: string): CarpyError {
  if (at === undefined) {
    const why = text.trim() === '' ? 'the file is empty' : 'the file ends in the middle of its object';
    return new CarpyError('CARPY_BAD_CONFIG', `${name}: ${why}; an object is needed, such as { port: 8125 }`);
  }
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const word = wordAt(text, at);
  const column = word.start - (before.lastIndexOf('\n') + 1) + 1;
  return new CarpyError(
    'CARPY_BAD_CONFIG',
    `${name}: line ${line}, column ${column}: ${faultAt(text, at, word.text)}: this file is read, never run, and may hold ${DATA}; write the value itself`,
    { cause: error, position: word.start },
  );
}

function faultAt(text: string, at: number, word: string): string {
  if (word !== '') return `${word}${word.endsWith('(') ? '…)' : ''} is not data`;
  if (text[at] === '\n' || text[at] === '\r') return 'text in quotes must end on its line';
  return `${JSON.stringify(String.fromCodePoint(text.codePointAt(at) as number))} is not expected here`;
}

/** The name or call in which reading stopped, such as `process.env.HOST` or `require(`; '' when it is none. */
function wordAt(text: string, at: number): { readonly start: number; readonly text: string } {
  if (!/[\w$]/.test(text[at] as string)) return { start: at, text: '' };
  let start = at;
  while (start > 0 && /[\w$.]/.test(text[start - 1] as string)) start--;
  const [word = ''] = /^[\w$.]{0,60}\(?/.exec(text.slice(start, start + 61)) ?? [];
  return /^[A-Za-z_$]/.test(word) ? { start, text: word } : { start: at, text: '' };
}
