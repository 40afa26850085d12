/** Which characters a piece of a regular expression takes, as Python's `re` counts them: by Unicode, code point by code point. */

export type Takes = (codePoint: number) => boolean;

/** Looks ASCII up in a table: most names are nothing else. */
function tabled(takes: Takes): Takes {
  const table = Uint8Array.from({ length: 128 }, (_, c) => (takes(c) ? 1 : 0));
  return (c) => (c < 128 ? table[c] === 1 : takes(c));
}

const unicode = (set: RegExp): Takes => tabled((c) => set.test(String.fromCodePoint(c)));

/** The sets behind `\d`, `\w`, `\s` and their opposites. */
export const SETS: Readonly<Record<string, Takes>> = {
  d: unicode(/^\p{Nd}$/u),
  D: unicode(/^\P{Nd}$/u),
  w: unicode(/^[\p{L}\p{N}_]$/u),
  W: unicode(/^[^\p{L}\p{N}_]$/u),
  // Python counts the four separators of ASCII and NEL as white space, and the byte order mark not.
  s: tabled((c) => isSpace(c)),
  S: tabled((c) => !isSpace(c)),
};

function isSpace(c: number): boolean {
  return (c >= 0x1c && c <= 0x1f) || c === 0x85 || (c !== 0xfeff && /^\s$/u.test(String.fromCodePoint(c)));
}

export const isWordCharacter: Takes = SETS['w'] as Takes;

/** From `low` to `high`, both included; any case of them where case does not matter. */
export function rangeOf(low: number, high: number, ignoreCase: boolean): Takes {
  if (!ignoreCase) return low === high ? (c) => c === low : (c) => c >= low && c <= high;
  const hex = (c: number): string => `\\u{${c.toString(16)}}`;
  return unicode(new RegExp(`^[${hex(low)}-${hex(high)}]$`, 'iu'));
}

export const oneOf = (members: readonly Takes[], negated: boolean): Takes =>
  tabled((c) => members.some((takes) => takes(c)) !== negated);

export const anyButNewline: Takes = (c) => c !== 10;
export const any: Takes = () => true;
