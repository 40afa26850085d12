/** Numbers as graphite-web writes them: series' names and tags hold them, so `scale(x,1.23457e+08)` must match. */

/** C's `%g`: six significant digits, no trailing zeros, an exponent below 1e-4 and from 1e6 on. */
export function formatG(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = value.toExponential(5).split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${trimZeros(mantissa)}e${formatExponent(power)}`;
  return trimZeros(value.toFixed(5 - power));
}

/** The shortest text that reads back as the same float, always with a point or an exponent: `42.0`, `1e-05`, `1e+16`. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${mantissa}e${formatExponent(power)}`;
  // The digits themselves are moved rather than printed by toFixed, which would print others where the shortest text has fewer.
  const digits = mantissa.replace(/[-.]/g, '');
  const point = Math.max(power + 1, 1);
  const padded = (power < 0 ? '0'.repeat(-power) : '') + digits.padEnd(power + 2, '0');
  return `${value < 0 ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** Python's `%d` of a float: what is before its point, in full. The value must be finite. */
export function formatD(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(Math.trunc(value)).toString();
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');
const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const formatExponent = (power: number): string => `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
