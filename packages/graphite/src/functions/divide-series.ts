import { quotient } from '../aggregate/divide.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { withValues } from '../series.ts';

export const divideSeries: GraphiteFunction = {
  name: 'divideSeries',
  group: 'Combine',
  description: 'Each series divided by the one divisor, slot by slot. A division by zero is a gap.',
  params: [param.required('seriesList', 'dividendSeriesList'), param.required('seriesList', 'divisorSeries')],
  example: 'divideSeries(carpy.shop.web-1.checkout.error.count,carpy.shop.web-1.checkout.ok.count)',
  evaluate: (call) => {
    const dividends = call.series('dividendSeriesList');
    const [divisor, ...more] = call.series('divisorSeries');
    if (more.length > 0) throw call.bad(`takes one divisor, ${more.length + 1} series match it`);
    if (divisor === undefined) {
      return dividends.map((s) =>
        withValues(s, `divideSeries(${s.name},MISSING)`, new Float64Array(s.values.length).fill(Number.NaN)),
      );
    }
    return dividends.map((s) =>
      quotient(`divideSeries(${s.name},${divisor.name})`, s, divisor, call.reader.xFilesFactor),
    );
  },
};
