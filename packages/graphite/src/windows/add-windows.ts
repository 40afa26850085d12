/**
 * Sums and means of short windows, each added up anew in the order of its values: to the last bit as graphite-web does.
 *
 * Hot (bench/graphite): as folds the windows of 200 series of a day took longer than all else of their answer.
 */

/** Windows of more values are cheaper as folds, whatever their length. */
export const MAX_ADDED = 64;

/** Those that are sums, and whether they are divided by the number of values. Gaps are left out, so what counts them as 0 is a mean too. */
export const SUMS: ReadonlyMap<string, 'sum' | 'mean'> = new Map([
  ['sum', 'sum'],
  ['total', 'sum'],
  ['average', 'mean'],
  ['avg', 'mean'],
  ['avg_zero', 'mean'],
]);

/** out[k] for the window values[first + k … first + k + points); `enough` as in slide(). */
export function addWindows(
  values: Float64Array,
  first: number,
  points: number,
  what: 'sum' | 'mean',
  enough: (present: number) => boolean,
  out: Float64Array,
): void {
  // How many values suffice is asked once for each number, not once for each window.
  const suffices = Uint8Array.from({ length: points + 1 }, (_, n) => (n > 0 && enough(n) ? 1 : 0));
  for (let k = 0; k < out.length; k++) {
    const from = first + k;
    const until = from + points;
    let total = 0;
    let present = 0;
    for (let i = from; i < until; i++) {
      const v = values[i] as number;
      if (Number.isNaN(v)) continue;
      total += v;
      present++;
    }
    if (suffices[present] === 0) out[k] = Number.NaN;
    else out[k] = what === 'mean' ? total / present : total;
  }
}
