/** New names for all series of a call, within a bound: names may be long and series many. */
import { CarpyError } from '@carpy/core';
import type { Call } from './evaluate/call.ts';
import { renamed, type Series } from './series.ts';

/** Characters of all names that one call makes. */
const MAX_CHARACTERS = 10_000_000;

/** The same series under the names that `nameOf` gives. @throws CarpyError CARPY_TOO_MUCH when the names are too long together. */
export function renameAll(
  call: Call,
  series: readonly Series[],
  nameOf: (series: Series, index: number) => string,
): Series[] {
  let characters = 0;
  return series.map((s, i) => {
    const name = nameOf(s, i);
    characters += name.length;
    if (characters > MAX_CHARACTERS)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `the names that ${call.name}() makes have more than ${MAX_CHARACTERS} characters: give shorter names, or fewer series`,
      );
    return renamed(s, name);
  });
}
