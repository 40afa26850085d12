import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { withValues } from '../series.ts';

export const offset: GraphiteFunction = {
  name: 'offset',
  group: 'Transform',
  description: 'Adds the number given to every value.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'factor')],
  example: 'offset(servers.web-1.temperature,273.15)',
  evaluate: (call) => {
    const factor = call.number('factor');
    const tag = call.scalar('factor')?.text ?? '';
    return call.series('seriesList').map((s) =>
      withValues(
        s,
        `offset(${s.name},${formatG(factor)})`,
        s.values.map((v) => v + factor),
        { offset: tag },
      ),
    );
  },
};
