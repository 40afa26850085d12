import { intervalOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { remade, type Series } from '../series.ts';

export const integralByInterval: GraphiteFunction = {
  name: 'integralByInterval',
  group: 'Transform',
  description:
    'The sum of all values so far, from 0 again at each interval, counted from the start of the range. In a gap the sum stays as it is.',
  params: [param.required('seriesList', 'seriesList'), param.required('string', 'intervalUnit')],
  example: 'integralByInterval(carpy.shop.web-1.checkout.ok.count,"1d")',
  evaluate: (call) => {
    const interval = call.text('intervalUnit');
    const intervalS = Math.abs(intervalOf(call, 'intervalUnit'));
    if (intervalS === 0) throw call.refuse('intervalUnit', 'an interval of at least 1 s');
    return call.series('seriesList').map((s) =>
      remade(s, `integralByInterval(${s.name},'${interval}')`, sums(s, call.range.fromS, intervalS), {
        integralByInterval: interval,
      }),
    );
  },
};

function sums({ values, startS, stepS }: Series, fromS: number, intervalS: number): Float64Array {
  let sum = 0;
  let interval = Math.floor((startS - stepS - fromS) / intervalS);
  return values.map((v, i) => {
    const current = Math.floor((startS + i * stepS - fromS) / intervalS);
    if (current !== interval) sum = 0;
    interval = current;
    if (!Number.isNaN(v)) sum += v;
    return sum;
  });
}
