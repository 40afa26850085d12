/** Reads what stands in the place of a match: Python's templates, with `\1`, `\g<1>`, `\g<name>` and characters by escapes. */
import { BadPattern } from './class.ts';
import { namedCharacter, octalCharacter } from './escape.ts';

/** A text, or the number of the group whose match stands there; 0 is the whole. */
export type Replacement = string | number;

/** @throws BadPattern. */
export function readReplacement(
  text: string,
  groups: number,
  names: ReadonlyMap<string, number>,
): readonly Replacement[] {
  const out: Replacement[] = [];
  const group = (number: number | undefined, written: string): void => {
    if (number === undefined || number > groups)
      throw new BadPattern(`the replacement asks for the group ${written}, ${groups} are there`);
    out.push(number);
  };
  for (let at = 0; at < text.length; ) {
    const backslash = text.indexOf('\\', at);
    const plain = text.slice(at, backslash < 0 ? undefined : backslash);
    if (plain !== '') out.push(plain);
    if (backslash < 0) break;
    const rest = text.slice(backslash);
    const named = /^\\g<([^>]+)>/.exec(rest);
    const numbered = /^\\[1-9]\d?/.exec(rest)?.[0];
    const octal = octalCharacter(rest, 1);
    if (named !== null) {
      const name = named[1] as string;
      group(/^\d+$/.test(name) ? Number(name) : names.get(name), name);
      at = backslash + named[0].length;
    } else if (octal !== undefined) {
      out.push(String.fromCodePoint(octal.codePoint));
      at = backslash + 1 + octal.length;
    } else if (numbered !== undefined) {
      group(Number(numbered.slice(1)), numbered.slice(1));
      at = backslash + numbered.length;
    } else {
      out.push(escaped(rest[1]));
      at = backslash + 2;
    }
  }
  return out;
}

function escaped(c: string | undefined): string {
  if (c === undefined) throw new BadPattern('a \\ at the end of the replacement');
  // Unlike in a pattern, `\b` is a backspace.
  const code = c === 'b' ? 8 : namedCharacter(c);
  if (code !== undefined) return String.fromCodePoint(code);
  if (/[A-Za-z]/.test(c)) throw new BadPattern(`\\${c} is not known in a replacement`);
  return `\\${c}`;
}
