/**
 * One result for each window of a fixed length, in time that does not depend on that length.
 *
 * Hot (bench/graphite): three joins a value, nothing is allocated per value.
 */
import type { Fold } from './folds.ts';

/**
 * out[k] for the window values[first + k … first + k + points). Windows are cut at every `points` values: the part before the cut
 * is folded backwards once for all windows over that cut, the part after it grows by one value a window.
 *
 * @param enough Whether so many values, at least one, make a result; a window without them is a gap.
 */
export function slide(
  values: Float64Array,
  first: number,
  points: number,
  fold: Fold,
  enough: (present: number) => boolean,
  out: Float64Array,
): void {
  const { width } = fold;
  const before = new Float64Array(Math.min(points, Math.max(1, out.length)) * width);
  const state = new Float64Array(3 * width);
  const [grown, whole] = [width, 2 * width];
  let present = 0;
  for (let i = first; i < first + points - 1; i++) if (!Number.isNaN(values[i])) present++;
  for (let cut = 0; cut < out.length; cut += points) {
    // Windows that start in [cut, until) reach over the end of this block.
    const until = Math.min(cut + points, out.length);
    fold.put(Number.NaN, state, whole);
    for (let k = cut + points - 1; k >= cut; k--) {
      fold.put(values[first + k] as number, state, 0);
      fold.join(state, 0, state, whole, state, whole);
      if (k < until) for (let w = 0; w < width; w++) before[(k - cut) * width + w] = state[whole + w] as number;
    }
    fold.put(Number.NaN, state, grown);
    for (let k = cut; k < until; k++) {
      const come = values[first + k + points - 1] as number;
      if (!Number.isNaN(come)) present++;
      if (k > cut) {
        fold.put(come, state, 0);
        fold.join(state, grown, state, 0, state, grown);
      }
      if (present > 0 && enough(present)) {
        fold.join(before, (k - cut) * width, state, grown, state, whole);
        out[k] = fold.result(state, whole, present);
      } else out[k] = Number.NaN;
      if (!Number.isNaN(values[first + k])) present--;
    }
  }
}
