import { normalise } from '../aggregate/normalise.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { power } from '../power.ts';
import { newSeries } from '../series.ts';

export const powSeries: GraphiteFunction = {
  name: 'powSeries',
  group: 'Combine',
  description:
    'The first series to the power of the second, that to the power of the third, and so on, slot by slot. What has no such power, or one too large, is a gap.',
  params: [param.required('seriesList', 'seriesList', { multiple: true })],
  example: 'powSeries(app.requests,app.replies)',
  evaluate: (call) => {
    const series = call.series('seriesList');
    if (series.length === 0) return [];
    const { rows, length, ...grid } = normalise(series);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      let value = rows[0]?.[i] ?? Number.NaN;
      for (let r = 1; r < rows.length; r++) value = power(value, rows[r]?.[i] ?? Number.NaN);
      values[i] = value;
    }
    const name = `powSeries(${series.map((s) => s.name).join(',')})`;
    return [newSeries(name, grid, values, call.reader.xFilesFactor)];
  },
};
