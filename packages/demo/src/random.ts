/** Chance with a seed: the same seed gives the same shop, so that a demo can be looked at again. */

/** Uniform in [0, 1). */
export type Random = () => number;

/** Mulberry32: 32 bits of state, more than good enough for a shop. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A duration as real calls have it: `medianMs` in the middle, a long tail upwards. `spread` is sigma of the logarithm, 0.2 to 1. */
export function logNormal(random: Random, medianMs: number, spread: number): number {
  // Box-Muller; 1 - u keeps the logarithm away from 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(spread * normal);
}

/** Time until the next arrival of a stream of `perSecond`, ms. */
export const nextArrivalMs = (random: Random, perSecond: number): number =>
  (-Math.log(1 - random()) / perSecond) * 1000;

/** One of `items`, each as often as its weight says. `items` is not empty. */
export function pick<T extends { readonly weight: number }>(random: Random, items: readonly T[]): T {
  let left = random() * items.reduce((sum, item) => sum + item.weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items.at(-1) as T;
}
