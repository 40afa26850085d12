/** Rounding as Python rounds floats: to the nearest decimal, an exact half to the even neighbour. */

/** Largest power of ten up to which each is exactly a double. */
const EXACT_POWERS = 22;
/** Below it, a scaled number is off by less than 1e-3, so only those closer to a half need a second look. */
const FAST_LIMIT = 2 ** 40;
/** A double has no more digits than these after the point that anyone could ask for. */
const MAX_DIGITS = 100;

/** `digits` after the point; negative ones round to tens, hundreds … Infinity where the rounded number is beyond a double. */
export function roundTo(value: number, digits: number): number {
  if (digits < 0) return roundToUnit(value, -digits);
  if (digits <= EXACT_POWERS) {
    const power = 10 ** digits;
    const scaled = value * power;
    if (Math.abs(scaled) < FAST_LIMIT) {
      const below = Math.floor(scaled);
      const rest = scaled - below;
      // Both are exact doubles, so the quotient is the double nearest to that decimal.
      if (Math.abs(rest - 0.5) > 1e-3) return (rest < 0.5 ? below : below + 1) / power;
    }
  }
  return roundExactly(value, digits);
}

/** To six digits after the point, as many functions round. */
export const roundTo6 = (value: number): number => roundTo(value, 6);

function roundExactly(value: number, digits: number): number {
  // From 2^52 on a double has nothing after its point.
  if (!(Math.abs(value) < 2 ** 52) || digits > MAX_DIGITS) return value;
  const text = value.toFixed(digits);
  // Only an odd multiple of 2^-(digits + 1) lies exactly between two decimals of so many digits; toFixed then goes away from zero.
  const halves = value * 2 ** (digits + 1);
  const isTie = Number.isInteger(halves) && halves % 2 !== 0;
  const last = text.charCodeAt(text.length - 1) - 48;
  return Number(isTie && last % 2 === 1 ? text.slice(0, -1) + (last - 1) : text);
}

function roundToUnit(value: number, zeros: number): number {
  if (!Number.isFinite(value)) return value;
  const unit = 10 ** zeros;
  const size = Math.abs(value);
  const rest = size % unit;
  const half = unit / 2;
  const up = rest > half || (rest === half && ((size - rest) / unit) % 2 === 1);
  return Math.sign(value) * (up ? size + (unit - rest) : size - rest);
}
