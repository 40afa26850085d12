/** A factor that all whole numbers of a column have: sizes in pages, averages over six. Hot: run once a column, and mostly over after a few. */

/** The greatest common factor of `wholes[0…count)`; 1 when all are 0. */
export function commonFactor(wholes: Float64Array, count: number): number {
  let factor = 0;
  for (let i = 0; i < count && factor !== 1; i++) {
    let rest = Math.abs(wholes[i] as number);
    while (rest !== 0) {
      const next = factor % rest;
      factor = rest;
      rest = next;
    }
  }
  return factor === 0 ? 1 : factor;
}

/** Multiplies by a whole number, or divides by one that all have in common: `by` is 1 / that one. The products are whole either way. */
export function multiplyAll(wholes: Float64Array, count: number, by: number): void {
  for (let i = 0; i < count; i++) wholes[i] = Math.round((wholes[i] as number) * by);
}
