// Made-up randomness, the same in every run.
/** xorshift32 in [0, 1), the same in every run. */
let state = 88_675_123;
export function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
export const between = (low, high) => low + (high - low) * random();
export const logBetween = (low, high) => Math.exp(between(Math.log(low), Math.log(high)));
export const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
