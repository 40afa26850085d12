/** What stands behind a backslash in a regular expression or a replacement, as far as both agree: one character by its name or number. */

const NAMED: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const DIGITS_OF: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export const namedCharacter = (c: string): number | undefined => (Object.hasOwn(NAMED, c) ? NAMED[c] : undefined);

/** `\xhh`, `\uhhhh`, `\Uhhhhhhhh` at the character after the backslash. Undefined where it is none; a text says what is wrong. */
export function numberedCharacter(
  text: string,
  at: number,
): { codePoint: number; length: number } | string | undefined {
  const digits = DIGITS_OF[text[at] ?? ''];
  if (digits === undefined) return undefined;
  const hex = text.slice(at + 1, at + 1 + digits);
  if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) return `\\${text[at]} wants ${digits} hex digits`;
  const codePoint = Number.parseInt(hex, 16);
  return codePoint > 0x10ffff ? `there is no character \\${text[at]}${hex}` : { codePoint, length: 1 + digits };
}

/** `\0`, `\07`, `\123`: up to three octal digits at `at`; undefined where they are none. */
export function octalCharacter(text: string, at: number): { codePoint: number; length: number } | undefined {
  const octal = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(text.slice(at, at + 3))?.[0];
  return octal === undefined ? undefined : { codePoint: Number.parseInt(octal, 8), length: octal.length };
}
