/** `{"labels":["Time",…],"data":[[ms,value,…],…]}`: a row a stamp, a column a series. */
import { checkAnswer, DEFAULT_LIMITS } from '../limits.ts';
import type { Series } from '../series.ts';
import { jsonNumber } from './json-number.ts';
import { BoundedText, countPoints, type SeriesFormat } from './series-format.ts';

export const dygraph: SeriesFormat = {
  write(series, { limits, check }) {
    if (series.length === 0) return '{}';
    checkAnswer(countPoints(series), { ...DEFAULT_LIMITS, ...limits });
    const stamps = stampsOf(series);
    // Series of different steps have few stamps in common: then there are many more cells than points.
    checkAnswer(stamps.length * series.length, { answered: 4 * { ...DEFAULT_LIMITS, ...limits }.answered });
    const out = new BoundedText(check);
    out.add(`{"labels":${JSON.stringify(['Time', ...series.map((s) => s.name)])},"data":[`);
    stamps.forEach((atS, row) => {
      const cells = series.map(({ startS, stepS, values }) => jsonNumber(values[(atS - startS) / stepS] ?? Number.NaN));
      out.add(`${row === 0 ? '' : ','}[${Math.round(atS * 1_000)},${cells.join(',')}]`);
    });
    out.add(']}');
    return out.toString();
  },
};

/** All stamps at which any series has a value, in order. */
function stampsOf(series: readonly Series[]): readonly number[] {
  const stamps = new Set<number>();
  for (const { startS, stepS, values } of series) {
    for (let i = 0; i < values.length; i++) stamps.add(startS + i * stepS);
  }
  return [...stamps].sort((a, b) => a - b);
}
