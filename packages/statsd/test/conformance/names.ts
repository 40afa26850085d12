/** Names as StatsD makes them of a key and its tags, and the form that they have here. */
import type { Line } from './line.ts';

const MAX_NAME_CHARS = 1_024;
const MAX_TAGS = 20;
const MAX_TAG_BYTES = 256;

const clean = (key: string): string =>
  key
    .replace(/\s+/g, '_')
    .replaceAll('/', '-')
    .replace(/[^A-Za-z0-9_.;=-]/g, '');

/** What is left to do where tags are not cleaned: a name is one line of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const visible = (text: string): string => text.replace(/\s+/g, '_').replace(/[\u0000-\u001f\u007f]/g, '');

/** The key under which StatsD keeps a line's values, tags in it. */
export function keyThere({ key, tags }: Line, sanitize: boolean): string {
  const joined = (tags ?? '').split(',').map((tag) => tag.replace(';', '_').replace(':', '='));
  const whole = tags === undefined || tags === '' ? key : `${key};${joined.join(';')}`;
  return sanitize ? clean(whole) : whole;
}

export type NameHere =
  | { readonly key: string; readonly tags: string | undefined; readonly change?: 'path' | 'tags' | 'cleaned' }
  | { readonly bad: 'path' | 'length' | 'tag' };

/** Keys cleaned, empty segments gone, tags in canonical form: sorted, the later of two, `true` for one without a value. */
export function nameHere(line: Line, sanitize: boolean): NameHere {
  const there = keyThere(line, sanitize);
  const [path = '', ...pairs] = there.split(';');
  const cleaned = clean(path);
  const collapsed = cleaned
    .split('.')
    .filter((segment) => segment !== '')
    .join('.');
  if (collapsed === '') return { bad: 'path' };
  if (collapsed.length > MAX_NAME_CHARS) return { bad: 'length' };
  const ownTags = (sanitize ? clean(line.key) : line.key).split(';').length - 1;
  const tags = new Map<string, string>();
  for (const [i, written] of pairs.entries()) {
    const pair = sanitize ? written : visible(written);
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    // In a key only Graphite's own form is a tag; a word alone comes from DogStatsD's field.
    if (equals < 0 && i < ownTags) return { bad: 'tag' };
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? 'true' : pair.slice(equals + 1);
    if (!isTag(name, value)) return { bad: 'tag' };
    tags.set(name, value);
  }
  if (tags.size > MAX_TAGS) return { bad: 'tag' };
  const sorted = [...tags.keys()].sort().map((name) => [name, tags.get(name)]);
  const suffix = sorted.map(([name, value]) => `;${name}=${value}`).join('');
  if (collapsed + suffix === there) return { key: line.key, tags: line.tags };
  const change = collapsed !== cleaned ? 'path' : cleaned !== path ? 'cleaned' : 'tags';
  const field = sorted.map(([name, value]) => `${name}:${value}`).join(',');
  return { key: collapsed, tags: field === '' ? undefined : field, change };
}

const isTag = (name: string, value: string): boolean =>
  name !== '' &&
  value !== '' &&
  !/[!^]/.test(name) &&
  !value.startsWith('~') &&
  Buffer.byteLength(`${name}=${value}`) <= MAX_TAG_BYTES;
