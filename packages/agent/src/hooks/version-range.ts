/** Whether a package's version is one that a patch was written for. */

/**
 * True when `version` satisfies every comparison of `range`: `>=4.17 <6`, with `>=`, `>`, `<=`, `<`; missing parts are 0. A
 * prerelease counts as its release. An empty range takes all.
 */
export function inRange(version: string, range: string): boolean {
  return range
    .split(' ')
    .filter((part) => part !== '')
    .every((part) => {
      const [, sign = '', bound = ''] = /^(>=|<=|>|<)(\d[\d.]*)$/.exec(part) ?? [];
      if (bound === '') throw new Error(`not a version range: ${range}`);
      const order = compare(version, bound);
      if (sign === '>=') return order >= 0;
      if (sign === '<=') return order <= 0;
      return sign === '>' ? order > 0 : order < 0;
    });
}

function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbers = (version: string): number[] =>
  version
    .replace(/[-+].*$/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
