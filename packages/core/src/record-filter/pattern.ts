/**
 * Patterns of terms: `*` stands for any characters, `\*` for a star and `\\` for a backslash; letters of either case are the same.
 * A pattern is matched piece by piece from the left, without going back: time is bounded by the text's length times the piece's.
 */

/** The pattern that only `text` itself matches, and what differs from it in case. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*]/g, '\\$&');
}

/** What stands between the stars, in lower case. */
function piecesOf(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const next = pattern[i + 1];
    if (c === '*') {
      pieces.push(piece);
      piece = '';
    } else if (c === '\\' && (next === '*' || next === '\\')) {
      piece += next;
      i++;
    } else piece += c;
  }
  pieces.push(piece);
  return pieces.map((each) => each.toLowerCase());
}

/** The one value that it matches, in lower case; undefined where it has a wildcard. */
export function exactOf(pattern: string): string | undefined {
  const pieces = piecesOf(pattern);
  return pieces.length === 1 ? pieces[0] : undefined;
}

export function compilePattern(pattern: string): (text: string) => boolean {
  const pieces = piecesOf(pattern);
  const first = pieces[0] as string;
  if (pieces.length === 1) return (text) => text === first || text.toLowerCase() === first;
  const last = pieces.at(-1) as string;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  const minLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return (text) => {
    const lower = text.toLowerCase();
    if (lower.length < minLength || !lower.startsWith(first) || !lower.endsWith(last)) return false;
    const end = lower.length - last.length;
    let at = first.length;
    for (const piece of middle) {
      const found = lower.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}
