/** "Did you mean": the nearest of a few known words. */

/** The known word nearest to what was given; undefined when none is near. Bounded: longer words than 64 get no suggestion. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length > 64) return undefined;
  let best: string | undefined;
  // A third of the word may be wrong: more than that is a different word, not a slip.
  let bestDistance = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const word of known) {
    const distance = editDistance(given.toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` (did you mean X?)`, or nothing. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const word = nearest(given, known);
  return word === undefined ? '' : ` (did you mean ${word}?)`;
}

/** Insertions, deletions, substitutions and swaps of neighbours, each for 1. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] as number) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}
