/** What one word of a message stands for: itself, or a placeholder where it is of those that vary. */
import { looksRandom } from './random-word.ts';

/** What may stand at the end of a word in a sentence, and is not of it. */
const SENTENCE_END = /[.:!?…]{1,3}$/;

/** Whole tokens, first match counts. Each is anchored and has no repeat inside a repeat over the same characters. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, '<id>'],
  [/^0x[0-9a-f]+$/i, '<id>'],
  [/^\d{4}-\d\d-\d\d(?:[T_]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i, '<time>'],
  [/^\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/i, '<time>'],
  [/^\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d{1,5})?$/, '<address>'],
  // IPv6, with a port behind it as Node writes it.
  [/^(?=[^.]*:[^.]*:)[0-9a-f:]{2,45}(?:%\w{1,16})?$/i, '<address>'],
  [/^::ffff:\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/i, '<address>'],
  [/^[^@/]{1,64}@[^@/]{1,255}\.[a-z]{2,24}$/i, '<email>'],
  [/^[a-z]:[\\/]/i, '<path>'],
  [/^\\\\/, '<path>'],
  [/^\.{0,2}\/[^/]+\/./, '<path>'],
  [/^(?:\.\.?|~)\/./, '<path>'],
  [/^[^/:]+(?:\/[^/:]+)+\.\w{1,5}(?::\d+){1,2}$/, '<path>'],
];

const URL_PARTS = /^([a-z][a-z0-9+.-]{0,30}):\/\/([^/?#]*)([^?#]*)([?#].*)?$/i;

export function normaliseToken(token: string): string {
  const end = SENTENCE_END.exec(token)?.[0] ?? '';
  const word = token.slice(0, token.length - end.length);
  return wordOf(word) + end;
}

function wordOf(word: string): string {
  for (const [kind, placeholder] of KINDS) if (kind.test(word)) return placeholder;
  if (word.includes('://')) {
    const url = URL_PARTS.exec(word);
    if (url !== null) return urlOf(url[1] as string, url[2] as string, url[3] as string, url[4] !== undefined);
  }
  return partsOf(word);
}

function urlOf(scheme: string, authority: string, path: string, hasMore: boolean): string {
  if (scheme.toLowerCase() === 'file') return '<path>';
  // Who logs in is not told, whoever it is.
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const place = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d+)?$/i.test(host) ? '<address>' : partsOf(host);
  const segments = path.split('/').map((segment) => (/\d{3}|%/.test(segment) ? '<id>' : partsOf(segment)));
  return `${partsOf(scheme.toLowerCase())}://${place}${segments.join('/')}${hasMore ? '?<query>' : ''}`;
}

/** Ids and numbers within a word. Parts are what `_ - . : / @ #` separate. */
function partsOf(word: string): string {
  if (!DIGIT.test(word)) return word;
  return word.replace(/[^-_.:/@#&?!*+~^%$]+/g, (part) => (looksRandom(part) ? '<id>' : part)).replace(NUMBER, '<n>');
}

/** Of any script: a message in Arabic or Bengali counts in digits of its own. */
const DIGIT = /\p{Nd}/u;

/** Signs count where nothing stands before them; units with the number, since 900 ms and 1.2 s are of one pattern. */
const NUMBER =
  /(?:(?<![\p{L}\p{N}_>])[+-])?\p{Nd}+(?:[._\u066B\u066C]\p{Nd}+)*(?:e[+-]?\p{Nd}+)?(?:(?:ns|[uµ]s|ms|s|min|h|d|[kKMGT]?i?B|%|px)(?![\p{L}\p{N}_]))?/gu;
