import { type GraphiteFunction, param } from '../function.ts';
import { formatD } from '../number-format.ts';
import { roundTo6 } from '../rounding.ts';
import { withValues } from '../series.ts';

export const scaleToSeconds: GraphiteFunction = {
  name: 'scaleToSeconds',
  group: 'Transform',
  description:
    'What a value counts a step, as that many seconds would have it, to six decimals: with 1 a rate a second, whatever the step.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'seconds')],
  example: 'scaleToSeconds(carpy.shop.web-1.checkout.ok.count,60)',
  evaluate: (call) => {
    const seconds = call.finite('seconds');
    const tag = call.scalar('seconds')?.text ?? '';
    return call.series('seriesList').map((s) => {
      const factor = seconds / s.stepS;
      return withValues(
        s,
        `scaleToSeconds(${s.name},${formatD(seconds)})`,
        s.values.map((v) => roundTo6(v * factor)),
        { scaleToSeconds: tag },
      );
    });
  },
};
