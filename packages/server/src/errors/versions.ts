/** Versions of an app as people give them: numbers such as 1.4.2 have an order, names such as 4f2c9a1 only that in which they came. */

/** Whether `version` is `from` or comes after it. Of those without an order: what is not among those `known` before. */
export function isVersionFrom(version: string, from: string, known: readonly string[]): boolean {
  if (version === from) return true;
  const [a, b] = [numbersOf(version), numbersOf(from)];
  if (a === undefined || b === undefined) return !known.includes(version);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // 2.0.0-rc.1 comes before 2.0.0.
  return !(version.includes('-') && !from.includes('-'));
}

/** `v1.4.2-rc.1` is 1, 4, 2; undefined where there are no such numbers. */
function numbersOf(version: string): readonly number[] | undefined {
  const found = /^v?(\d{1,9}(?:\.\d{1,9}){1,5})(?:[-+].*)?$/.exec(version.slice(0, 200));
  return found === null ? undefined : (found[1] as string).split('.').map(Number);
}
