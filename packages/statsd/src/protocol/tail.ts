/** Where a line's values end: tags, and what DogStatsD's clients tell of themselves, may hold colons and stand behind all values. */
import { COLON, HASH_SIGN, PIPE, startsSenderField } from './bytes.ts';

/** Whether `|#` stands in bytes[from, to). */
export function hasTags(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i + 1 < to; i++) if (bytes[i] === PIPE && bytes[i + 1] === HASH_SIGN) return true;
  return false;
}

/** Where the fields start that hold for the whole line: the `|` of the tags, or of a field about the sender. `to` where there are none. */
export function findTail(bytes: Uint8Array, from: number, to: number): number {
  let typed = false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === COLON) typed = false;
    if (byte !== PIPE) continue;
    // Directly behind a value `c:` is a type and the next value.
    if (bytes[i + 1] === HASH_SIGN && i + 1 < to) return i;
    if (typed && startsSenderField(bytes, i + 1, to)) return i;
    typed = true;
  }
  return to;
}
