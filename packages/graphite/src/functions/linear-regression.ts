import type { Range } from '../evaluate/call.ts';
import { timeOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { newSeries, type Series } from '../series.ts';

export const linearRegression: GraphiteFunction = {
  name: 'linearRegression',
  group: 'Calculate',
  description:
    'The straight line that lies closest to the values (least squares) of the range, or of those between two other times, drawn over the range. Series with fewer than two values are left out.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('date', 'startSourceAt'),
    param.optional('date', 'endSourceAt'),
  ],
  example: 'linearRegression(servers.web-1.disk.used,"-7d")',
  readsItself: true,
  evaluate: (call) => {
    const source: Range = {
      fromS: timeOf(call, 'startSourceAt') ?? call.range.fromS,
      untilS: timeOf(call, 'endSourceAt') ?? call.range.untilS,
    };
    if (source.fromS >= source.untilS)
      throw call.bad(`takes values from one time to a later one, from ${source.fromS} to ${source.untilS} was given`);
    const [own = [], sources = []] = call.seriesAtEach('seriesList', [call.range, source]);
    return own.flatMap((s, k) => {
      const from = sources[k];
      const line = from === undefined ? undefined : lineOf(from);
      if (line === undefined) return [];
      const name = `linearRegression(${s.name}, ${source.fromS}, ${source.untilS})`;
      const values = s.values.map((_, i) => line.offset + (s.startS + i * s.stepS) * line.factor);
      const tags = { ...s.tags, linearRegressions: `${source.fromS}, ${source.untilS}` };
      return [newSeries(name, s, values, s.xFilesFactor, tags)];
    });
  },
};

/** offset + seconds since the epoch · factor; undefined for fewer than two values. */
function lineOf({ values, startS, stepS }: Series): { readonly factor: number; readonly offset: number } | undefined {
  let n = 0;
  let sumI = 0;
  let sumV = 0;
  let sumII = 0;
  let sumIV = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (Number.isNaN(v)) continue;
    n++;
    sumI += i;
    sumV += v;
    sumII += i * i;
    sumIV += i * v;
  }
  const denominator = n * sumII - sumI * sumI;
  if (denominator === 0) return undefined;
  const factor = (n * sumIV - sumI * sumV) / denominator / stepS;
  return { factor, offset: (sumII * sumV - sumIV * sumI) / denominator - factor * startS };
}
