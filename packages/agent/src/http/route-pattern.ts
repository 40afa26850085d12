/** Patterns of routes as text. */

/** Patterns of one list that are shown. */
const MAX_SHOWN = 4;
const MAX_CHARS = 200;

/** A path, a regular expression, or a list of them: `/a|/b`. */
export function patternText(pattern: unknown): string {
  if (!Array.isArray(pattern)) return String(pattern).slice(0, MAX_CHARS);
  const shown = pattern.flat(Number.POSITIVE_INFINITY).map((part) => patternText(part));
  return shown.length <= MAX_SHOWN ? shown.join('|') : `${shown.slice(0, MAX_SHOWN).join('|')}|…`;
}

/** The path of a route in a router that is mounted at `prefix`. */
export function joinPath(prefix: string, path: string): string {
  if (path === '' || path === '/') return prefix === '' ? '/' : prefix;
  if (prefix === '') return path;
  const base = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path.startsWith('/') && !path.startsWith('/^') ? base + path : `${base}/${path}`;
}
