import { AGGREGATION_NAMES, aggregationOf } from '../aggregate/aggregations.ts';
import { inUnits, UNIT_SYSTEMS, type UnitSystem } from '../format-units.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { formatFixed, formatFloat } from '../number-format.ts';
import { padded } from '../pad.ts';
import { renameAll } from '../rename-all.ts';

const VALUE_TYPES: readonly string[] = [
  ...AGGREGATION_NAMES,
  ...AGGREGATION_NAMES.map((name) => `${name}Series`),
  ...UNIT_SYSTEMS,
].sort();

export const legendValue: GraphiteFunction = {
  name: 'legendValue',
  group: 'Alias',
  description:
    'Adds to each name what aggregations make of all values of the series; with si or binary at the end as a table in such units.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('string', 'valuesTypes', { multiple: true, options: VALUE_TYPES }),
  ],
  example: 'legendValue(carpy.shop.*.checkout.ok.mean,"avg","max","si")',
  evaluate: (call) => {
    const types = call.scalars('valuesTypes').map((s) => s.text);
    const system = UNIT_SYSTEMS.find((name) => name === types.at(-1));
    const shown = system === undefined ? types : types.slice(0, -1);
    if (types.length === 0) throw call.bad(`takes at least one of ${VALUE_TYPES.join(', ')}`);
    if (shown.some((type) => aggregationOf(plain(type)) === undefined))
      throw call.bad(`takes ${UNIT_SYSTEMS.join(' or ')} only as the last one`);
    return renameAll(call, call.series('seriesList'), ({ name, values }) =>
      shown.reduce((text, type) => {
        const value = aggregationOf(plain(type))?.(values, 0, values.length) ?? Number.NaN;
        return system === undefined
          ? `${text} (${type}: ${written(value, plain(type))})`
          : row(text, type, value, system);
      }, name),
    );
  },
};

const plain = (type: string): string => type.replace(/Series$/, '');

/** As Python prints it: a count is whole, all else a float, and no value is None. */
function written(value: number, func: string): string {
  if (Number.isNaN(value)) return 'None';
  return func === 'count' ? String(value) : formatFloat(value);
}

/** Columns of 20, 5 and 10 characters. */
function row(text: string, type: string, value: number, system: UnitSystem): string {
  const [scaled, prefix] = inUnits(value, system);
  const shown = Number.isNaN(value) ? 'None' : `${formatFixed(scaled, 2)}${prefix}`;
  return padded(text, 20) + padded(type, 5) + padded(shown, 10);
}
