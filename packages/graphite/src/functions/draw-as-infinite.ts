import { type GraphiteFunction, param } from '../function.ts';
import { drawn, renamed } from '../series.ts';

export const drawAsInfinite: GraphiteFunction = {
  name: 'drawAsInfinite',
  group: 'Graph',
  description: 'Draws each value above 0 as a line from the bottom to the top: for deploys and other moments.',
  params: [param.required('seriesList', 'seriesList')],
  example: 'drawAsInfinite(servers.web-1.restarts)',
  evaluate: (call) =>
    call
      .series('seriesList')
      .map((s) =>
        renamed(
          drawn({ ...s, tags: { ...s.tags, drawAsInfinite: '1' } }, { drawAsInfinite: true }),
          `drawAsInfinite(${s.name})`,
        ),
      ),
};
