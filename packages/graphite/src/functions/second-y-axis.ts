import { type GraphiteFunction, param } from '../function.ts';
import { drawn, renamed } from '../series.ts';

export const secondYAxis: GraphiteFunction = {
  name: 'secondYAxis',
  group: 'Graph',
  description: 'Draws the series by the axis on the right.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'secondYAxis(servers.web-1.load)',
  evaluate: (call) =>
    call
      .series('seriesList')
      .map((s) =>
        renamed(
          drawn({ ...s, tags: { ...s.tags, secondYAxis: '1' } }, { secondYAxis: true }),
          `secondYAxis(${s.name})`,
        ),
      ),
};
