/** A value in JSON, which has neither gaps nor infinity: null, and 1e9999, which most parsers read as infinity, as graphite-web has it. */
export function jsonNumber(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? '1e9999' : '-1e9999';
}
