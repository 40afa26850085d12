/** The two percentiles that averageOutsidePercentile and removeBetweenPercentile look beyond. */
import type { Call } from '../evaluate/call.ts';
import { percentileOf, sortedPresent } from '../percentile.ts';

/**
 * The percentiles n and 100 - n of values, the lower one first; `n` is the call's parameter. Gaps are left out.
 * Space for `atMost` values is taken once.
 * @throws CarpyError CARPY_BAD_TARGET unless n is 0 to 100.
 */
export function outerPercentiles(call: Call, atMost: number): (values: Float64Array) => readonly [number, number] {
  const n = call.number('n');
  if (!(n >= 0 && n <= 100)) throw call.bad(`takes a percentile from 0 to 100 for "n", ${n} was given`);
  const high = n < 50 ? 100 - n : n;
  const space = new Float64Array(atMost);
  return (values) => {
    const sorted = sortedPresent(values, space);
    return [percentileOf(sorted, 100 - high, false), percentileOf(sorted, high, false)];
  };
}
