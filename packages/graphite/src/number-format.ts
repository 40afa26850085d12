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
