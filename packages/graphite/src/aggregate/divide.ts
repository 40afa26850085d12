/** Quotients of two series, slot by slot: what divideSeries and asPercent share. */
import { newSeries, type Series } from '../series.ts';
import { normalise } from './normalise.ts';

/** dividend / divisor · factor on their common step. A gap on either side, or a division by zero, is a gap. */
export function quotient(name: string, dividend: Series, divisor: Series, xFilesFactor: number, factor = 1): Series {
  const { rows, length, ...grid } = normalise([dividend, divisor]);
  return newSeries(
    name,
    grid,
    divideValues(rows[0] as Float64Array, rows[1] as Float64Array, length, factor),
    xFilesFactor,
  );
}

export function divideValues(
  dividend: Float64Array,
  divisor: Float64Array,
  length: number,
  factor: number,
): Float64Array {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const by = divisor[i] ?? Number.NaN;
    out[i] = by === 0 ? Number.NaN : ((dividend[i] ?? Number.NaN) / by) * factor;
  }
  return out;
}
