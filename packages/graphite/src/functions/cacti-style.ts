import { consolidationOf } from '../aggregate/aggregations.ts';
import { inUnits, UNIT_SYSTEMS, type UnitSystem } from '../format-units.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { formatFixed } from '../number-format.ts';
import { characters, padded } from '../pad.ts';
import { renameAll } from '../rename-all.ts';

export const cactiStyle: GraphiteFunction = {
  name: 'cactiStyle',
  group: 'Special',
  description:
    'Adds the newest, greatest and least value to the names, in columns of one width; with system in its units, with units these behind the number.',
  params: [
    param.required('seriesList', 'seriesList'),
    param.optional('string', 'system', { options: [...UNIT_SYSTEMS].reverse() }),
    param.optional('string', 'units'),
  ],
  example: 'cactiStyle(servers.*.load,"si")',
  evaluate: (call) => {
    const series = call.series('seriesList');
    const system = call.scalar('system')?.text as UnitSystem | undefined;
    const format = formatOf(system, call.scalar('units')?.text ?? '');
    const names = Math.max(0, ...series.map((s) => characters(s.name)));
    const columns = COLUMNS.map(([title, func]) => {
      const values = series.map((s) => consolidationOf(func)(s.values, 0, s.values.length));
      const width = Math.max(0, ...values.map((v) => characters(format(Math.trunc(v) || 3)))) + 3;
      return (i: number): string => {
        const value = values[i] as number;
        return `${title}:${padded(Number.isNaN(value) ? 'nan' : format(value), width)} `;
      };
    });
    return renameAll(call, series, (s, i) => `${padded(s.name, names)} ${columns.map((c) => c(i)).join('')}`);
  },
};

const COLUMNS = [
  ['Current', 'last'],
  ['Max', 'max'],
  ['Min', 'min'],
] as const;

function formatOf(system: UnitSystem | undefined, units: string): (value: number) => string {
  return (value) => {
    const [scaled, prefix] = system === undefined ? [value, ''] : inUnits(value, system);
    return formatFixed(scaled, 2) + (units === '' ? prefix : ` ${prefix}${units}`);
  };
}
