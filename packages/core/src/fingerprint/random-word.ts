/** Tells ids that a machine made up from words that people wrote. */

const HEX = /^[0-9a-f]+$/i;
const MIN_HEX = 8;
const MIN_MIXED = 16;
const MIN_CASES = 12;

/**
 * Hex digits, 8 or more with a digit among them; or letters and digits, 16 or more, that change between the two four times (ULIDs); or 12 or
 * more that change their kind (small, capital, digit) at every other character: `parseUtf8String` does not.
 */
export function looksRandom(word: string): boolean {
  if (word.length < MIN_HEX) return false;
  if (HEX.test(word)) return /\d/.test(word) && /[a-f]/i.test(word);
  if (word.length < MIN_CASES) return false;
  let digitChanges = 0;
  let changes = 0;
  let before = kindOf(word.charCodeAt(0));
  for (let i = 1; i < word.length; i++) {
    const kind = kindOf(word.charCodeAt(i));
    if (kind === OTHER) return false;
    if (kind === before) continue;
    changes++;
    if (kind === DIGIT || before === DIGIT) digitChanges++;
    before = kind;
  }
  return (word.length >= MIN_MIXED && digitChanges >= 4) || changes * 2 >= word.length;
}

const OTHER = 0;
const DIGIT = 1;
const SMALL = 2;
const CAPITAL = 3;

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT;
  if (code >= 97 && code <= 122) return SMALL;
  return code >= 65 && code <= 90 ? CAPITAL : OTHER;
}
