/** Finds quoted text in a message. */

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’', '«': '»' };
const WORD = /[\p{L}\p{N}_]/u;

/** Which quotes are known to be closed nowhere further on: without it a text of opening ones would be read once for each. */
export type Unclosed = Record<string, boolean>;
export const NO_QUOTES: Unclosed = {};

/** The place behind the quoted text that opens at `at`; `at` where none does. */
export function afterQuoted(text: string, at: number, unclosed: Unclosed): number {
  const opening = text[at] as string;
  const closing = CLOSING[opening];
  if (closing === undefined || unclosed[opening] === true) return at;
  // `can't`, `users'`: no quote opens behind a word.
  if (opening === "'" && at > 0 && WORD.test(text[at - 1] as string)) return at;
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === closing && (c !== "'" || !WORD.test(text[i + 1] ?? ''))) return i + 1;
  }
  unclosed[opening] = true;
  return at;
}
