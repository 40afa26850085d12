/** What a key and its tags name: StatsD's own cleaning of keys, DogStatsD's tags, Graphite's tags in the key. */
import { collapseDots, isTag, tagSuffix } from '@carpy/core';
import type { BadCause } from '../protocol/sink.ts';

export interface Name {
  /** The path without tags. */
  readonly path: string;
  /** `;a=1;b=2`, canonical; '' for none. */
  readonly suffix: string;
  /** True for names under `carpy.`, whose tags are gone. */
  readonly carpy: boolean;
  readonly tagsDropped: boolean;
}

const CLEAN = /^[A-Za-z0-9_.-]+$/;

/** Runs of blanks, Unicode's too, become `_`, `/` becomes `-`, everything else outside [A-Za-z0-9_.;=-] goes: as StatsD does. */
export function cleanKey(key: string): string {
  if (CLEAN.test(key)) return key;
  return decoded(key)
    .replace(/\s+/g, '_')
    .replaceAll('/', '-')
    .replace(/[^A-Za-z0-9_.;=-]/g, '');
}

/** Reads a key, and the text after `|#` if there was any. Without `cleanTags` tags keep what is not blank and no control character. */
export function readName(key: string, tagText: string | undefined, cleanTags = true): Name | BadCause {
  const tagsAt = cleanTags ? -1 : key.indexOf(';');
  const clean = tagsAt < 0 ? cleanKey(key) : cleanKey(key.slice(0, tagsAt)) + visible(key.slice(tagsAt));
  const semicolon = clean.indexOf(';');
  const path = semicolon < 0 ? clean : clean.slice(0, semicolon);
  const tagged = semicolon >= 0 || tagText !== undefined;
  if (path === 'carpy' || path.startsWith('carpy.')) {
    if (path.startsWith('.') || path.endsWith('.') || path.includes('..')) return 'bad_name';
    return { path, suffix: '', carpy: true, tagsDropped: tagged };
  }
  const collapsed = collapseDots(path);
  if (collapsed === '') return 'bad_name';
  if (!tagged) return { path: collapsed, suffix: '', carpy: false, tagsDropped: false };
  const tags = readTags(semicolon < 0 ? '' : clean.slice(semicolon + 1), tagText ?? '', cleanTags ? cleanKey : visible);
  const suffix = tags === undefined ? undefined : tagSuffix(tags);
  return suffix === undefined ? 'bad_tag' : { path: collapsed, suffix, carpy: false, tagsDropped: false };
}

/** `k=v;…` of the key, then `k:v,…` of the tag field, whose later values stay; undefined when one is bad. A tag without a value has the value `true`. */
function readTags(keyTags: string, tagText: string, clean: (text: string) => string): Map<string, string> | undefined {
  const tags = new Map<string, string>();
  const put = (key: string, value: string): boolean => {
    tags.set(key, value);
    return isTag(key, value);
  };
  for (const pair of keyTags.split(';')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0 || !put(pair.slice(0, equals), pair.slice(equals + 1))) return undefined;
  }
  for (const pair of tagText.split(',')) {
    if (pair === '') continue;
    const tag = clean(pair.replaceAll(';', '_').replace(':', '='));
    const equals = tag.indexOf('=');
    if (!put(equals < 0 ? tag : tag.slice(0, equals), equals < 0 ? 'true' : tag.slice(equals + 1))) return undefined;
  }
  return tags;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/g;

/** Names are lines of text elsewhere: blanks become `_`, control characters go. */
const visible = (text: string): string => decoded(text).replace(/\s+/g, '_').replace(CONTROL, '');

/** Lines are read a byte a character; where there is more than ASCII it is UTF-8. */
function decoded(text: string): string {
  return /[\u0080-\u00ff]/.test(text) ? Buffer.from(text, 'latin1').toString() : text;
}
