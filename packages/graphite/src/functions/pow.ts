import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { power } from '../power.ts';
import { withValues } from '../series.ts';

export const pow: GraphiteFunction = {
  name: 'pow',
  group: 'Transform',
  description:
    'Every value to the power of the factor. Where that is no number, as a root of a negative, or one too great, it is a gap.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'factor')],
  example: 'pow(servers.web-1.load,2)',
  evaluate: (call) => {
    const factor = call.number('factor');
    const tag = call.scalar('factor')?.text ?? '';
    return call.series('seriesList').map((s) =>
      withValues(
        s,
        `pow(${s.name},${formatG(factor)})`,
        s.values.map((v) => power(v, factor)),
        { pow: tag },
      ),
    );
  },
};
