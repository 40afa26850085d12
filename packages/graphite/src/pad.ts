/** Left-aligned columns. */

/** At least so many characters, by code points, as Python counts them. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - characters(text)));
}

/** How many code points. */
export function characters(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}
