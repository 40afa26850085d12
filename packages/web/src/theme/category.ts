import type { CategoryToken } from './theme.ts';

const hues: readonly CategoryToken[] = ['cat-1', 'cat-2', 'cat-3', 'cat-4', 'cat-5', 'cat-6', 'cat-7', 'cat-8'];

/** FNV-1a over UTF-16 units: small, and the same in every browser, so a function keeps its hue on every page. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    value ^= name.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/** The hue of one name, by its hash alone. */
export const categoryOf = (name: string): CategoryToken => hues[hash(name) % hues.length] as CategoryToken;

/**
 * Hues for names that are drawn together, most important first. Each takes the hue of its hash, or the next free one where an
 * earlier name has that; the ninth and later are grey (`rest`), because nobody tells nine hues apart.
 */
export function assignCategories(names: readonly string[]): ReadonlyMap<string, CategoryToken | 'rest'> {
  const answer = new Map<string, CategoryToken | 'rest'>();
  const taken = new Set<CategoryToken>();
  for (const name of names) {
    if (answer.has(name)) continue;
    const start = hash(name) % hues.length;
    let token: CategoryToken | 'rest' = 'rest';
    for (let offset = 0; offset < hues.length; offset++) {
      const hue = hues[(start + offset) % hues.length] as CategoryToken;
      if (taken.has(hue)) continue;
      token = hue;
      taken.add(hue);
      break;
    }
    answer.set(name, token);
  }
  return answer;
}
