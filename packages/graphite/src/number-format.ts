/** Numbers as graphite-web writes them: series' names and tags hold them, so `scale(x,1.23457e+08)` must match. */

/** C's `%g`: at most so many significant digits, no trailing zeros, an exponent below 1e-4 and from 10^digits on. */
export function formatG(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const significant = Math.max(1, digits);
  const [mantissa, exponent] = roundedExponential(value, significant - 1);
  const power = Number(exponent);
  if (power < -4 || power >= significant) return `${trimZeros(mantissa)}e${formatExponent(power)}`;
  return trimZeros(formatFixed(value, significant - 1 - power));
}

/** C's `%f`: so many decimals, 100 at most. An exact half goes to the even neighbour. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  // From 1e21 on JavaScript writes an exponent; such numbers are whole.
  if (size >= 1e21) return `${sign}${BigInt(size)}${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  return sign + halfToEven(size.toFixed(decimals), size.toFixed(Math.min(100, decimals + 40)));
}

/** C's `%e`: one digit, so many decimals, an exponent. */
export function formatExponential(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const [mantissa, exponent] = roundedExponential(value, decimals);
  return `${Object.is(value, -0) ? '-' : ''}${mantissa}e${formatExponent(Number(exponent))}`;
}

function roundedExponential(value: number, decimals: number): [string, string] {
  const [mantissa, exponent] = value.toExponential(decimals).split('e') as [string, string];
  return [halfToEven(mantissa, value.toExponential(Math.min(100, decimals + 40)).split('e', 1)[0] as string), exponent];
}

/** JavaScript rounds an exact half up, C to the even digit. `exact` has the same number with enough digits to tell. */
function halfToEven(rounded: string, exact: string): string {
  const last = Number(rounded.at(-1));
  if (last % 2 === 0 || !/^\.?50*$/.test(exact.slice(rounded.length))) return rounded;
  const below = rounded.slice(0, -1) + String(last - 1);
  // It does not where a carry went through all digits: 9.5 is 10, which is even in its way.
  return exact.startsWith(below) ? below : rounded;
}

/** The shortest text that reads back as the same float, always with a point or an exponent: `42.0`, `1e-05`, `1e+16`. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${mantissa}e${formatExponent(power)}`;
  // The digits themselves, not toFixed: that rounds the exact value, which may be half-way beside the shortest text.
  const digits = mantissa.replace(/[-.]/g, '');
  const sign = value < 0 ? '-' : '';
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return `${sign}${digits.slice(0, power + 1).padEnd(power + 1, '0')}.${digits.slice(power + 1) || '0'}`;
}

/** Python's `%d` of a float: what is before its point, in full. The value must be finite. */
export function formatD(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(Math.trunc(value)).toString();
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');
const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const formatExponent = (power: number): string => `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
