/**
 * The pattern of a message: what varies from one case to the next is taken out, so that `card 4711 declined` and `card 4712 declined` are one.
 * Linear in the text: each character is looked at by a bounded number of expressions, none of which goes back over more than its token.
 */
import { afterQuoted, NO_QUOTES } from './quoted.ts';
import { normaliseToken } from './token.ts';

/** Characters that are looked at; what comes behind says rarely more. */
const MAX_READ = 2_000;
export const MAX_PATTERN_CHARS = 300;

/** What ends a token, besides white space and quotes. */
const BETWEEN = /[\s,;()[\]{}<>|="'`“‘«]/;
/** URLs hold some of these. */
const AFTER_URL = /[\s()[\]{}<>"'`“”‘’«»]/;
/** Lists of one placeholder, however long: `<n>, <n>, <n>`; and `1,234`. */
const REPEATED = /(<[a-z]+>)(?:,? ?\1)+/g;

/** At most MAX_PATTERN_CHARS. Placeholders: `<n>`, `<id>`, `<quoted>`, `<email>`, `<address>`, `<time>`, `<path>`, `<query>`. */
export function normaliseMessage(message: string): string {
  const text = message.slice(0, MAX_READ);
  const quotes = { ...NO_QUOTES };
  let out = '';
  for (let at = 0; at < text.length; ) {
    const end = afterQuoted(text, at, quotes);
    if (end > at) {
      out += '<quoted>';
      at = end;
      continue;
    }
    const c = text[at] as string;
    if (BETWEEN.test(c)) {
      if (c.trim() !== '') out += c;
      else if (!out.endsWith(' ')) out += ' ';
      at++;
      continue;
    }
    let next = at + 1;
    // A quote inside of a word is an apostrophe.
    while (next < text.length && (!BETWEEN.test(text[next] as string) || isApostrophe(text, next))) next++;
    if (text.slice(at, next).includes('://'))
      while (next < text.length && !AFTER_URL.test(text[next] as string)) next++;
    out += normaliseToken(text.slice(at, next));
    at = next;
  }
  return out.trim().replace(REPEATED, '$1').slice(0, MAX_PATTERN_CHARS);
}

const WORD = /[\p{L}\p{N}_]/u;

const isApostrophe = (text: string, at: number): boolean =>
  text[at] === "'" && WORD.test(text[at - 1] as string) && WORD.test(text[at + 1] ?? '');
