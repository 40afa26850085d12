import { aggregationOf } from '../aggregate/aggregations.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { horizontalLine } from '../horizontal-line.ts';
import { formatFloat, formatG } from '../number-format.ts';
import { remade } from '../series.ts';

export const aggregateLine: GraphiteFunction = {
  name: 'aggregateLine',
  group: 'Calculate',
  description:
    'A horizontal line for each series, at the one number that an aggregation makes of all its values. With keepStep the line has the steps of the series instead of three points.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('aggFunc', 'func', { default: 'average' }),
    param.optional('boolean', 'keepStep', { default: false }),
  ],
  example: 'aggregateLine(carpy.shop.web-1.checkout.ok.mean,"max")',
  evaluate: (call) => {
    const func = call.text('func');
    const aggregation = aggregationOf(func);
    if (aggregation === undefined)
      throw call.bad(`takes an aggregation without "Series" behind it, "${func}" was given`);
    const keepStep = call.flag('keepStep');
    return call.series('seriesList').map((s) => {
      const value = aggregation(s.values, 0, s.values.length);
      const gap = Number.isNaN(value);
      const name = `aggregateLine(${s.name}, ${gap ? 'None' : formatG(value)})`;
      if (keepStep) {
        return remade(s, name, new Float64Array(s.values.length).fill(value));
      }
      const text = gap ? 'None' : func === 'count' ? String(value) : formatFloat(value);
      return { ...horizontalLine(call, value, text), name, pathExpression: name };
    });
  },
};
