/** The median of windows of a fixed length. */
import { type OrderedWindow, RankedWindow, SortedWindow } from './ordered-window.ts';

/** From here on moving half a sorted array for each value costs more than a tree. */
const LONG_WINDOW = 512;

/** As slide() for the median. */
export function slideMedian(
  values: Float64Array,
  first: number,
  points: number,
  enough: (present: number) => boolean,
  out: Float64Array,
): void {
  const window = orderedWindow(values, points);
  const add = (v: number): void => {
    if (!Number.isNaN(v)) window.add(v);
  };
  for (let i = first; i < first + points - 1; i++) add(values[i] as number);
  for (let k = 0; k < out.length; k++) {
    add(values[first + k + points - 1] as number);
    const n = window.size;
    if (n === 0 || !enough(n)) out[k] = Number.NaN;
    else out[k] = n % 2 === 1 ? window.nth(n >> 1) : (window.nth((n >> 1) - 1) + window.nth(n >> 1)) / 2;
    const gone = values[first + k] as number;
    if (!Number.isNaN(gone)) window.remove(gone);
  }
}

function orderedWindow(values: Float64Array, points: number): OrderedWindow {
  if (points < LONG_WINDOW) return new SortedWindow(points);
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  // Nothing is ever asked of a window without values.
  return sorted.length === 0 ? new SortedWindow(0) : new RankedWindow(sorted);
}
