/** Changes of counters that only grow, wrap or start again: what nonNegativeDerivative and perSecond share. */

/**
 * The growth from each value to the next. A value beyond `max` or under `min` counts as a gap. A fall is a wrap where `max` is given
 * (max + 1 + value - before - min), a restart at `min` where only that one is, and otherwise a gap.
 */
export function counterDeltas(values: Float64Array, max: number | undefined, min: number | undefined): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  let before = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value) || (max !== undefined && value > max) || (min !== undefined && value < min)) {
      before = Number.NaN;
      continue;
    }
    if (value >= before) out[i] = value - before;
    else if (!Number.isNaN(before)) {
      if (max !== undefined) out[i] = max + 1 + value - before - (min ?? 0);
      else if (min !== undefined) out[i] = value - min;
    }
    before = value;
  }
  return out;
}
