/** Numbers for a terminal: four significant digits, `1.2k`, `3.4M`, never an exponent where a word will do. */

const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '-' : value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(2);
  if (size < 10_000) return String(Number(value.toPrecision(4)));
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3));
  return `${Number((value / 1000 ** unit).toPrecision(4))}${UNITS[unit]}`;
}
