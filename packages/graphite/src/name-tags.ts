/** Tags of series that a function makes under a name of the user's. */
import { isTag } from '@carpy/core';

/** `path;a=1;b=2` has tags a and b; any other name, also one with a fault in its tags, is the tag `name` as a whole. */
export function tagsOfName(name: string): Readonly<Record<string, string>> {
  const [path = '', ...pairs] = name.split(';');
  const bare = path.replace(/^~+/, '');
  if (bare === '' || /^[a-z]+\(.+\)$/i.test(name)) return { name };
  const tags: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, equals));
    const value = pair.slice(equals + 1);
    if (!isTag(key, value)) return { name };
    tags[key] = value;
  }
  return { ...tags, name: bare };
}
