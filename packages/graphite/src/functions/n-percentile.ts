import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { percentileOf, sortedPresent } from '../percentile.ts';
import { remade } from '../series.ts';

export const nPercentile: GraphiteFunction = {
  name: 'nPercentile',
  group: 'Calculate',
  description:
    'A horizontal line at the nth percentile of the values of each series; n is above 0 and at most 100. Series without values are left out.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'n')],
  example: 'nPercentile(carpy.shop.web-1.checkout.ok.mean,95)',
  evaluate: (call) => {
    const n = call.number('n');
    if (!(n > 0 && n <= 100)) throw call.refuse('n', 'a number above 0 and at most 100');
    const tag = call.scalar('n')?.text ?? '';
    return call.series('seriesList').flatMap((s) => {
      const sorted = sortedPresent(s.values, new Float64Array(s.values.length));
      if (sorted.length === 0) return [];
      const length = Math.max(0, Math.floor((s.endS - s.startS) / s.stepS));
      call.reader.usage.checkPoints('what nPercentile() makes', length);
      const line = new Float64Array(length).fill(percentileOf(sorted, n, false));
      return [remade(s, `nPercentile(${s.name}, ${formatG(n)})`, line, { nPercentile: tag })];
    });
  },
};
