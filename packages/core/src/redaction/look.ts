/** One pass over a text for what any redaction needs, so that most texts are done with it. Hot: for each text of each record. */

export interface Look {
  readonly text: string;
  /** In small letters, made when asked for. */
  readonly lower: () => string;
  readonly signs: number;
}

/** Bits of `signs`. */
export const SIGN = {
  at: 1,
  percent: 2,
  /** `:` or `=`. */
  assigns: 4,
  /** `-` or `_`. */
  joins: 8,
  dot: 16,
  /** Four digits, with nothing between or a blank or a dash. */
  digits: 32,
  /** Two capitals and two digits. */
  account: 64,
} as const;

const BITS = new Uint8Array(128);
for (const [character, bit] of [
  ['@', SIGN.at],
  ['%', SIGN.percent],
  [':', SIGN.assigns],
  ['=', SIGN.assigns],
  ['-', SIGN.joins],
  ['_', SIGN.joins],
  ['.', SIGN.dot],
] as const)
  BITS[character.charCodeAt(0)] = bit;

export function lookAt(text: string): Look {
  let signs = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) signs |= BITS[code] as number;
    if (code < 48 || code > 57) {
      digits = 0;
      continue;
    }
    digits++;
    if (digits === 4) signs |= SIGN.digits;
    if (digits === 2 && isCapital(text.charCodeAt(i - 2)) && isCapital(text.charCodeAt(i - 3))) signs |= SIGN.account;
  }
  let lower: string | undefined;
  return { text, signs, lower: () => (lower ??= text.toLowerCase()) };
}

const isCapital = (code: number): boolean => code >= 65 && code <= 90;
