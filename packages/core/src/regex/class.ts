/** Reads a character class, `[a-z\d_]`, and the escapes that stand for sets. */
import { oneOf, rangeOf, SETS, type Takes } from './characters.ts';
import { namedCharacter, numberedCharacter, octalCharacter } from './escape.ts';

/** Says what of a pattern can't be read; whoever asked makes an error of it that names the input. */
export class BadPattern extends Error {}

/** `at` is the character after the `[`. */
export function readClass(
  text: string,
  at: number,
  ignoreCase: boolean,
): { readonly takes: Takes; readonly end: number } {
  let end = at;
  const negated = text[end] === '^';
  if (negated) end++;
  const members: Takes[] = [];
  const first = end;
  while (end === first || text[end] !== ']') {
    const low = readMember(text, end);
    end = low.end;
    const isRange = text[end] === '-' && text[end + 1] !== ']' && end + 1 < text.length;
    const high = isRange ? readMember(text, end + 1) : low;
    end = high.end;
    if (typeof low.member === 'number' && typeof high.member === 'number') {
      if (high.member < low.member) throw new BadPattern(`the range ${text.slice(at, end)} ends below its start`);
      members.push(rangeOf(low.member, high.member, ignoreCase));
    } else if (isRange || typeof low.member === 'number') {
      throw new BadPattern('a range of a class goes from one character to another; put a - itself last');
    } else members.push(low.member);
  }
  return { takes: oneOf(members, negated), end: end + 1 };
}

function readMember(text: string, at: number): { readonly member: number | Takes; readonly end: number } {
  const code = text.codePointAt(at);
  if (code === undefined) throw new BadPattern('a [ without its ]');
  if (code !== BACKSLASH) return { member: code, end: at + (code > 0xffff ? 2 : 1) };
  const set = SETS[text[at + 1] ?? ''];
  if (set !== undefined) return { member: set, end: at + 2 };
  if (text[at + 1] === 'b') return { member: BACKSPACE, end: at + 2 };
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined && Number.parseInt(octal, 8) < 256)
    return { member: Number.parseInt(octal, 8), end: at + 1 + octal.length };
  return readCharacter(text, at + 1);
}

/** The one character that an escape stands for; `at` is the character after the backslash. */
export function readCharacter(text: string, at: number): { readonly member: number; readonly end: number } {
  const code = text.codePointAt(at);
  if (code === undefined) throw new BadPattern('a \\ at the end');
  const c = String.fromCodePoint(code);
  const numbered = numberedCharacter(text, at) ?? octalCharacter(text, at);
  if (typeof numbered === 'string') throw new BadPattern(numbered);
  if (numbered !== undefined) return { member: numbered.codePoint, end: at + numbered.length };
  const named = namedCharacter(c);
  if (named === undefined && /[0-9A-Za-z]/.test(c)) {
    throw new BadPattern(
      /\d/.test(c) ? `\\${c}: what a group matched can't be asked for again in linear time` : `\\${c} is not known`,
    );
  }
  return { member: named ?? code, end: at + c.length };
}

const BACKSLASH = 92;
const BACKSPACE = 8;
