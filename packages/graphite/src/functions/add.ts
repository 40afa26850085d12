import { type GraphiteFunction, param } from '../function.ts';
import { formatD } from '../number-format.ts';
import { withValues } from '../series.ts';

export const add: GraphiteFunction = {
  name: 'add',
  group: 'Transform',
  description: 'Adds the constant to every value. Its part before the point is what stands in the name.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'constant')],
  example: 'add(servers.web-1.temperature,273.15)',
  evaluate: (call) => {
    const constant = call.finite('constant');
    const tag = call.scalar('constant')?.text ?? '';
    return call.series('seriesList').map((s) =>
      withValues(
        s,
        `add(${s.name},${formatD(constant)})`,
        s.values.map((v) => v + constant),
        { add: tag },
      ),
    );
  },
};
