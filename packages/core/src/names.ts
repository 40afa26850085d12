/**
 * Segments of metric names, made from what people write. The rule is a contract with agents in every language:
 * test/vectors/names.json holds the cases, docs/metric-names.md the words.
 *
 * In order: spaces (U+0020) before a `/` go; each `/` becomes `-`; every other character outside [A-Za-z0-9_-], by code point,
 * becomes `_`; if a non-ASCII character was replaced, or the result is longer than 128, it is cut to 119 and gets `-` and 8 hex
 * digits of FNV-1a 32 over the UTF-8 of the original (a lone surrogate as U+FFFD). An empty result is `_`.
 */

/** Segments with a meaning of their own in the tree; a transaction or function of that name gets a trailing `_`. */
export const RESERVED_SEGMENTS: ReadonlySet<string> = new Set([
  'ok',
  'error',
  'apdex',
  'children',
  'runtime',
  'custom',
  'other',
  'unmatched',
  '_own',
]);

export const MAX_SEGMENT_LENGTH = 128;
const CUT_LENGTH = 119;

/** FNV-1a 32 bit over the UTF-8 bytes of `text`; lone surrogates count as U+FFFD. 8 lower-case hex digits. */
export function fnv1aHex(text: string): string {
  let hash = 0x811c9dc5;
  const add = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const char of text) {
    let code = char.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) add(code);
    else if (code < 0x800) {
      add(0xc0 | (code >> 6));
      add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      add(0xe0 | (code >> 12));
      add(0x80 | ((code >> 6) & 0x3f));
      add(0x80 | (code & 0x3f));
    } else {
      add(0xf0 | (code >> 18));
      add(0x80 | ((code >> 12) & 0x3f));
      add(0x80 | ((code >> 6) & 0x3f));
      add(0x80 | (code & 0x3f));
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** One segment of a metric name from any text; see the rule above. Never empty, at most 128 ASCII characters. */
export function segment(name: string): string {
  const text = name.replace(/ +(?=\/)/g, '').replaceAll('/', '-');
  let out = '';
  let hashed = false;
  for (const char of text) {
    if (/^[A-Za-z0-9_-]$/.test(char)) out += char;
    else {
      out += '_';
      if (char > '\u007f') hashed = true;
    }
  }
  if (hashed || out.length > MAX_SEGMENT_LENGTH) return `${out.slice(0, CUT_LENGTH)}-${fnv1aHex(name)}`;
  return out === '' ? '_' : out;
}

/** The segment of a transaction or function: as `segment`, and a reserved word gets a trailing `_`. */
export function timedSegment(name: string): string {
  const made = segment(name);
  return RESERVED_SEGMENTS.has(made) ? `${made}_` : made;
}
