/** Numbers as graphite-web writes and rounds them: series' names and tags hold them, so `scale(x,1.23457e+08)` must match. */

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
  const text = value.toFixed(Math.max(1, mantissa.replace(/^-?\d\.?/, '').length - power));
  return text;
}

/** Rounds to six decimals; an exact half goes to the even neighbour. */
export function roundTo6(value: number): number {
  // From 2^43 on a double has no seventh decimal to round away.
  if (!(Math.abs(value) < 2 ** 43)) return value;
  const parts = value * 128;
  // Only odd multiples of 1/128 lie exactly between two numbers of six decimals.
  if (Number.isInteger(parts) && parts % 2 !== 0) {
    const below = Math.floor(value * 1e6);
    return (below % 2 === 0 ? below : below + 1) / 1e6;
  }
  return Number(value.toFixed(6));
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');
const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const formatExponent = (power: number): string => `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
