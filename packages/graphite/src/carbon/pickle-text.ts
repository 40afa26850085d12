/** The texts inside Python's pickles that are not plain UTF-8: numbers and strings of protocol 0, which are lines of ASCII with escapes. */

/** Longest line with a number; the longest whole number that a double holds has 309 digits. */
const MAX_NUMBER_BYTES = 400;
const BACKSLASH = 92;
const SINGLE = 39;
const DOUBLE = 34;

/** A whole number as `I` and `L` write it, `12` or `12L`; undefined for anything else. */
export function wholeNumber(bytes: Buffer, from: number, to: number): number | undefined {
  const text = numberText(bytes, from, to);
  return text !== undefined && /^[+-]?[0-9]+L?$/.test(text) ? Number(text.replace('L', '')) : undefined;
}

/** A number as Python's repr writes a float, `nan` and `inf` among them; undefined for anything else. */
export function floatNumber(bytes: Buffer, from: number, to: number): number | undefined {
  const text = numberText(bytes, from, to);
  if (text === undefined) return undefined;
  const word = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
  if (word !== null) {
    if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : undefined;
}

function numberText(bytes: Buffer, from: number, to: number): string | undefined {
  return to - from > MAX_NUMBER_BYTES ? undefined : bytes.toString('latin1', from, to);
}

/** A two's complement number, least byte first. Infinite past a double's range. */
export function littleEndian(bytes: Buffer, from: number, to: number): number {
  let last = to;
  // What only repeats the sign says nothing more: a long that is padded out costs no more than a short one.
  const sign = from < to && (bytes[to - 1] as number) >= 0x80 ? 0xff : 0;
  while (last - from > 1 && bytes[last - 1] === sign && ((bytes[last - 2] as number) ^ sign) < 0x80) last--;
  if (last === from) return 0;
  if (last - from <= 6) return bytes.readIntLE(from, last - from);
  if (last - from > MAX_LONG_BYTES) return sign === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const hex = Buffer.from(bytes.subarray(from, last)).reverse().toString('hex');
  return Number(BigInt.asIntN((last - from) * 8, BigInt(`0x${hex}`)));
}

/** 2^1024 and its sign. */
const MAX_LONG_BYTES = 129;

/** The inner range of a string in quotes as Python 2 wrote it, when it is plain; else its value; undefined when it has no quotes. */
export function quoted(bytes: Buffer, from: number, to: number): { from: number; to: number } | string | undefined {
  const quote = bytes[from];
  if (to - from < 2 || (quote !== SINGLE && quote !== DOUBLE) || bytes[to - 1] !== quote) return undefined;
  const inner = { from: from + 1, to: to - 1 };
  return hasBackslash(bytes, inner.from, inner.to) ? unescaped(bytes.toString('latin1', inner.from, inner.to)) : inner;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** Escapes stand for bytes, and the bytes are UTF-8. */
function unescaped(latin1: string): string {
  const plain = latin1.replace(ESCAPE, (_, hex?: string, octal?: string, letter?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return LETTERS[letter as string] ?? (letter as string);
  });
  return Buffer.from(plain, 'latin1').toString('utf8');
}

/** The range of a raw-unicode-escape string when it is plain ASCII, else its value. */
export function rawUnicode(bytes: Buffer, from: number, to: number): { from: number; to: number } | string {
  let plain = true;
  for (let i = from; i < to && plain; i++) plain = (bytes[i] as number) < 0x80 && bytes[i] !== BACKSLASH;
  if (plain) return { from, to };
  return bytes
    .toString('latin1', from, to)
    .replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (all, short?: string, long?: string) => {
      const code = Number.parseInt(short ?? (long as string), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}

function hasBackslash(bytes: Buffer, from: number, to: number): boolean {
  const at = bytes.indexOf(BACKSLASH, from);
  return at >= 0 && at < to;
}
