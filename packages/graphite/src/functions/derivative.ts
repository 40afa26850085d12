import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const derivative: GraphiteFunction = {
  name: 'derivative',
  group: 'Transform',
  description: 'The change from each value to the next. Where either is a gap, so is the change.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'derivative(servers.web-1.bytes_sent)',
  evaluate: (call) =>
    call.series('seriesList').map((s) => {
      const { values } = s;
      return remade(
        s,
        `derivative(${s.name})`,
        values.map((v, i) => (i === 0 ? Number.NaN : v - (values[i - 1] as number))),
        { derivative: '1' },
      );
    }),
};
