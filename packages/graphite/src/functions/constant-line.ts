import { type GraphiteFunction, param } from '../function.ts';
import { newSeries } from '../series.ts';

export const constantLine: GraphiteFunction = {
  name: 'constantLine',
  group: 'Special',
  description: 'A horizontal line at a value: three points, at both ends and in the middle of the range.',
  params: [param.required('float', 'value')],
  example: 'constantLine(500)',
  evaluate: (call) => {
    const { fromS, untilS } = call.range;
    const text = call.scalar('value')?.text ?? '';
    const stepS = Math.max(1, Math.floor((untilS - fromS) / 2));
    const line = newSeries(
      text,
      { startS: fromS, endS: untilS, stepS },
      new Float64Array(3).fill(call.number('value')),
      call.reader.xFilesFactor,
    );
    return [{ ...line, pathExpression: `constantLine(${text})` }];
  },
};
