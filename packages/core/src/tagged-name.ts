/**
 * Names outside `carpy.`: empty segments collapsed, tags in canonical form `path;a=1;b=2`, keys sorted.
 * Tags are Graphite's (https://graphite.readthedocs.io/en/latest/tags.html): no `;`, `!`, `^` or `=` in a key, no `;` in a value, no `~` at
 * a value's start, nothing empty.
 */

export const TAG_LIMITS = { tags: 20, tagBytes: 256 } as const;

const UTF8 = new TextEncoder();
const MAX_CHARS = TAG_LIMITS.tagBytes;

/** Empty segments go: `.a..b.` is `a.b`, as both would be one file on disk in Graphite. */
export function collapseDots(path: string): string {
  if (!path.includes('..') && !path.startsWith('.') && !path.endsWith('.')) return path;
  return path
    .split('.')
    .filter((part) => part !== '')
    .join('.');
}

/** One tag a line may have: key and value within Graphite's rules and 256 bytes together. */
export function isTag(key: string, value: string): boolean {
  if (key === '' || value === '' || /[;!^=]/.test(key) || value.includes(';') || value.startsWith('~')) return false;
  const chars = key.length + 1 + value.length;
  return chars <= MAX_CHARS && (chars * 3 <= MAX_CHARS || UTF8.encode(`${key}=${value}`).length <= MAX_CHARS);
}

/** `;a=1;b=2` with keys sorted by UTF-16 unit, '' for none; undefined when there are more than 20. A tag called `name` means the path and goes. */
export function tagSuffix(tags: ReadonlyMap<string, string>): string | undefined {
  const keys = [...tags.keys()].filter((key) => key !== 'name').sort();
  if (keys.length > TAG_LIMITS.tags) return undefined;
  return keys.map((key) => `;${key}=${tags.get(key)}`).join('');
}

/** The canonical form of `path` or `path;k=v;…`; of two tags with one key the later stays. Undefined when nothing is left of the path, or a tag is bad. */
export function canonicalName(name: string): string | undefined {
  const semicolon = name.indexOf(';');
  const path = collapseDots(semicolon < 0 ? name : name.slice(0, semicolon));
  if (path === '') return undefined;
  if (semicolon < 0) return path;
  const tags = new Map<string, string>();
  for (const pair of name.slice(semicolon + 1).split(';')) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(equals, 0));
    const value = pair.slice(equals + 1);
    if (equals < 0 || !isTag(key, value)) return undefined;
    tags.set(key, value);
  }
  const suffix = tagSuffix(tags);
  return suffix === undefined ? undefined : path + suffix;
}
