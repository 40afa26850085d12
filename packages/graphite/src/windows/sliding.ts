/** Aggregations over windows that move along values: picks the way to compute each. */
import { CarpyError } from '@carpy/core';
import { addWindows, MAX_ADDED, SUMS } from './add-windows.ts';
import { FOLDS, type Fold } from './folds.ts';
import { slide } from './slide.ts';
import { slideMedian } from './slide-median.ts';

/**
 * One value for each window of `points` values from the one that starts at index `first`. Gaps are left out; a window without
 * values, or with a smaller share of them than `xFilesFactor`, is a gap. No window, or one of no points, gives none.
 *
 * @param func An aggregation's name in Graphite.
 * @param share What `xFilesFactor` is a share of; `points` where absent.
 */
export function slidingAggregate(
  values: Float64Array,
  first: number,
  points: number,
  func: string,
  xFilesFactor: number,
  share: number = points,
): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - first - points + 1)).fill(Number.NaN);
  if (points < 1 || out.length === 0) return out;
  const enough = (present: number): boolean => present / share >= xFilesFactor;
  const fold = Object.hasOwn(FOLDS, func) ? FOLDS[func] : undefined;
  const sums = points <= MAX_ADDED ? SUMS.get(func) : undefined;
  if (sums !== undefined) addWindows(values, first, points, sums, enough, out);
  else if (func === 'median') slideMedian(values, first, points, enough, out);
  else if (fold === undefined) throw new CarpyError('CARPY_INTERNAL', `no window is computed by "${func}"`);
  else if (points <= SHORT_WINDOW) foldEach(values, first, points, fold, enough, out);
  else slide(values, first, points, fold, enough, out);
  return out;
}

/** Windows of so few values are folded anew each time, in the order of their values: to the last bit as graphite-web does. */
const SHORT_WINDOW = 16;

function foldEach(
  values: Float64Array,
  first: number,
  points: number,
  fold: Fold,
  enough: (present: number) => boolean,
  out: Float64Array,
): void {
  const { width } = fold;
  const state = new Float64Array(2 * width);
  for (let k = 0; k < out.length; k++) {
    let present = 0;
    fold.put(Number.NaN, state, 0);
    for (let i = first + k; i < first + k + points; i++) {
      const v = values[i] as number;
      if (Number.isNaN(v)) continue;
      present++;
      fold.put(v, state, width);
      fold.join(state, 0, state, width, state, 0);
    }
    if (present > 0 && enough(present)) out[k] = fold.result(state, 0, present);
  }
}
