/**
 * Words of a text, as free words of a query find them; the index of a store and the predicate over one record must cut alike.
 * A word is a run of letters, marks and digits in lower case, `_` parts words. Of scripts without spaces every character is a word, so that
 * any part of a sentence is found as a phrase. Hot: every error message and log line goes through here.
 */
import type { StoredRecord } from '../records.ts';

/** A longer word is cut: what is longer is no word but data, and its beginning finds it. */
export const MAX_WORD_CHARS = 64;

const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((s) => `\\p{Script=${s}}`)
  .join('');
const WORD = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/** In the order they stand. */
export function wordsOf(text: string): string[] {
  const folded = foldText(text);
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < folded.length; i++) {
    const code = folded.charCodeAt(i);
    if (code >= 128) return [...folded.matchAll(WORD)].map(([word]) => cut(word));
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      words.push(folded.slice(start, Math.min(i, start + MAX_WORD_CHARS)));
      start = -1;
    }
  }
  if (start >= 0) words.push(folded.slice(start, start + MAX_WORD_CHARS));
  return words;
}

/** A character of two units is not parted. */
function cut(word: string): string {
  if (word.length <= MAX_WORD_CHARS) return word;
  const parted = (word.charCodeAt(MAX_WORD_CHARS - 1) & 0xfc00) === 0xd800;
  return word.slice(0, parted ? MAX_WORD_CHARS - 1 : MAX_WORD_CHARS);
}

/** In lower case and composed: so are texts before they are cut. */
export function foldText(text: string): string {
  return text.toLowerCase().normalize('NFC');
}

/** The texts of a record that free words are looked for in; a phrase stands in one of them. */
export function textsOf(record: Pick<StoredRecord, 'error' | 'logs'>): readonly string[] {
  const texts = record.logs.map((line) => line.message);
  if (record.error !== undefined) texts.push(record.error.type, record.error.message);
  return texts;
}
