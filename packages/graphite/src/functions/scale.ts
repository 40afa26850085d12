import { type GraphiteFunction, param } from '../function.ts';
import { formatG } from '../number-format.ts';
import { withValues } from '../series.ts';

export const scale: GraphiteFunction = {
  name: 'scale',
  group: 'Transform',
  description: 'Multiplies every value by the factor.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'factor')],
  example: 'scale(carpy.shop.web-1.checkout.ok.mean,0.001)',
  evaluate: (call) => {
    const factor = call.number('factor');
    const tag = call.scalar('factor')?.text ?? '';
    return call.series('seriesList').map((s) =>
      withValues(
        s,
        `scale(${s.name},${formatG(factor)})`,
        s.values.map((v) => v * factor),
        { scale: tag },
      ),
    );
  },
};
