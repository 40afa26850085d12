import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { type Series, withValues } from '../series.ts';

export const transformNull: GraphiteFunction = {
  name: 'transformNull',
  group: 'Transform',
  description:
    'Puts a value, 0 by default, in place of gaps. With referenceSeries, only where one of those has a value.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('float', 'default', { default: 0 }),
    param.optional('seriesList', 'referenceSeries'),
  ],
  example: 'transformNull(carpy.shop.web-1.checkout.error.count,0)',
  evaluate: (call) => {
    const fallback = call.number('default');
    const references = call.series('referenceSeries');
    const referred = references.length > 0;
    return call.series('seriesList').map((s) => {
      const values = s.values.map((v, i) =>
        Number.isNaN(v) && (!referred || references.some((r) => hasValueAt(r, s, i))) ? fallback : v,
      );
      return withValues(
        s,
        `transformNull(${s.name},${formatG(fallback)}${referred ? ',referenceSeries' : ''})`,
        values,
        {
          transformNull: call.scalar('default')?.text ?? '',
          ...(referred ? { referenceSeries: '1' } : {}),
        },
      );
    });
  },
};

/** Whether a reference has a value in a slot of a series: by index where steps are the same, as Graphite does, else by time. */
function hasValueAt({ values, startS, stepS }: Series, series: Series, index: number): boolean {
  if (stepS === series.stepS) return !Number.isNaN(values[index] ?? Number.NaN);
  const fromS = series.startS + index * series.stepS - startS;
  const until = Math.min(values.length, Math.ceil((fromS + series.stepS) / stepS));
  for (let i = Math.max(0, Math.floor(fromS / stepS)); i < until; i++)
    if (!Number.isNaN(values[i] as number)) return true;
  return false;
}
