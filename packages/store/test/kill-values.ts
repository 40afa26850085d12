/** What the killed process writes, so that the test knows it too. */

/** A whole number that tells slots apart, and that doubles visibly when something counts twice. */
export const valueAt = (kind: string, slotS: number): number => ((slotS / 10) % 9_973) + kind.length;

/** Random numbers in [0, 1) by a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
