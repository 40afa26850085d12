/** The bytes with a meaning in StatsD's lines, and looking for them. */

export const CR = 13;
export const HASH_SIGN = 35;
export const PLUS = 43;
export const MINUS = 45;
export const COLON = 58;
export const AT = 64;
export const LETTER_T = 84;
export const PIPE = 124;
const BLANK = 32;
const TAB = 9;
const LETTER_A = 97;
const LETTER_C = 99;
const LETTER_D = 100;
const LETTER_E = 101;
const LETTER_R = 114;

/** Offset of the first `byte` in bytes[from, to), or `to`. */
export function indexOf(bytes: Uint8Array, byte: number, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== byte) at++;
  return at;
}

const isBlank = (byte: number | undefined): boolean =>
  byte === BLANK || (byte !== undefined && byte >= TAB && byte <= CR);

/** `from`, past blanks. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at])) at++;
  return at;
}

/** `to`, before blanks, and not before `from`. */
export function trimBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(bytes[at - 1])) at--;
  return at;
}

/** Whether one of DogStatsD's fields about a sender starts at `at`: container `c:`, external data `e:`, cardinality `card:`. */
export function startsSenderField(bytes: Uint8Array, at: number, to: number): boolean {
  const letter = bytes[at];
  if (at + 1 >= to || (letter !== LETTER_C && letter !== LETTER_E)) return false;
  if (bytes[at + 1] === COLON) return true;
  return (
    letter === LETTER_C &&
    at + 4 < to &&
    bytes[at + 1] === LETTER_A &&
    bytes[at + 2] === LETTER_R &&
    bytes[at + 3] === LETTER_D &&
    bytes[at + 4] === COLON
  );
}

/** Text of bytes[from, to), a character a byte. */
export const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');

/** Text of bytes[from, to) as UTF-8. */
export const utf8 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
