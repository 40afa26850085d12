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
 * Hues for names that are drawn together, most important first; the ninth and later are grey (`rest`), because nobody tells nine hues
 * apart. Each takes the hue of its hash; of several with one hash the first of the alphabet does, and the others get what is left: who
 * gets what hangs on the set of names alone, so that no hue changes hands when two of them change places.
 */
export function assignCategories(names: readonly string[]): ReadonlyMap<string, CategoryToken | 'rest'> {
  const distinct = [...new Set(names)];
  const answer = new Map<string, CategoryToken | 'rest'>(distinct.map((name) => [name, 'rest']));
  const free = new Set(hues);
  const take = (name: string, hue: CategoryToken): boolean => {
    if (!free.delete(hue)) return false;
    answer.set(name, hue);
    return true;
  };
  const late = distinct
    .slice(0, hues.length)
    .sort()
    .filter((name) => !take(name, categoryOf(name)));
  for (const name of late) {
    const start = hues.indexOf(categoryOf(name));
    const next = [...hues.slice(start), ...hues.slice(0, start)].find((hue) => free.has(hue));
    if (next !== undefined) take(name, next);
  }
  return answer;
}
