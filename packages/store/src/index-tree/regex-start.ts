/**
 * What a look at a regular expression's text tells of the names that it matches from their start: enough to pass over whole branches of the
 * tree of names, and most of the names left. The engine of the expressions has the last word.
 */

/** Whether a name that begins with `text` can match from its start; false is certain. */
export function startOf(pattern: string): (text: string) => boolean {
  const known = firstCharacters(pattern);
  return (text) => {
    // A dot takes both halves of a pair.
    if (/[\ud800-\udfff]/.test(text)) return true;
    for (let i = 0; i < text.length && i < known.length; i++) {
      if (known[i] !== ANY && known[i] !== text[i]) return false;
    }
    return true;
  };
}

const ANY = '';

/** The characters that every match has, ANY where a dot takes all; up to the first that may be another or be left out. */
function firstCharacters(pattern: string): string[] {
  const known: string[] = [];
  if (pattern.includes('|')) return known;
  for (let at = pattern.startsWith('^') ? 1 : 0; at < pattern.length; ) {
    const escaped = pattern[at] === '\\';
    const c = pattern[escaped ? at + 1 : at] ?? '';
    if (escaped ? !/^[^0-9A-Za-z]$/.test(c) : /[\^$*+?{}[\]()\ud800-\udfff]/.test(c)) return known;
    at += escaped ? 2 : 1;
    if (/^[*?{]/.test(pattern.slice(at, at + 1))) return known;
    known.push(!escaped && c === '.' ? ANY : c);
    if (pattern[at] === '+') return known;
  }
  return known;
}

/** The longest text that every name which matches has in it; '' where none is sure. */
export function neededPart(pattern: string): string {
  if (/[|()]/.test(pattern)) return '';
  let longest = '';
  let run = '';
  const end = (): void => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const escaped = pattern[at] === '\\';
    const c = pattern[escaped ? at + 1 : at] ?? '';
    const plain = escaped ? /^[^0-9A-Za-z\ud800-\udfff]$/.test(c) : !/[.^$*+?{}[\]\ud800-\udfff]/.test(c);
    at += escaped ? 2 : 1;
    // A class, and anything odd within one: nothing after it is read.
    if (!escaped && /[[\]{}]/.test(c)) break;
    const times = pattern[at] ?? '';
    if (plain && !/^[*?{]/.test(times)) run += c;
    if (!plain || /^[*+?{]/.test(times)) end();
    if (times === '{') break;
  }
  end();
  return longest;
}
