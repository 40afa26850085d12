/** Powers as Python's math.pow has them: what functions such as pow and squareRoot share. */

/** A gap where the result is none, as a root of a negative, or too great for a double. */
export function power(base: number, exponent: number): number {
  // C knows these, JavaScript does not.
  if (Math.abs(base) === 1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1;
  if (Number.isNaN(base)) return base;
  const result = base ** exponent;
  const grewTooGreat = !Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent);
  return grewTooGreat ? Number.NaN : result;
}
