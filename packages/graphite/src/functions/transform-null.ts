import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { withValues } from '../series.ts';

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
    const hasReference = (i: number): boolean =>
      !referred || references.some((r) => !Number.isNaN(r.values[i] ?? Number.NaN));
    const referenceLength = references.reduce((n, r) => Math.max(n, r.values.length), 0);
    return call.series('seriesList').map((s) => {
      const values = new Float64Array(Math.max(s.values.length, referenceLength));
      for (let i = 0; i < values.length; i++) {
        const v = s.values[i] ?? Number.NaN;
        values[i] = Number.isNaN(v) && hasReference(i) ? fallback : v;
      }
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
