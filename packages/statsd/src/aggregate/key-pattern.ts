/**
 * Patterns of keys, as the admin port takes them: a key, `folder.*` for all below a folder, and `*` anywhere for any run of characters.
 * Without a regular expression, whose backtracking a pattern like `*a*a*a*b` could abuse: each piece is looked for once, from left to right.
 */
export function keyMatcher(pattern: string): (key: string) => boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return (key) => key === pattern;
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (key) => {
    if (key.length < first.length + last.length || !key.startsWith(first) || !key.endsWith(last)) return false;
    const end = key.length - last.length;
    let at = first.length;
    for (const piece of middle) {
      const found = key.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
