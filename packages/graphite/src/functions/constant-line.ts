import { type GraphiteFunction, param } from '../function.ts';
import { horizontalLine } from '../horizontal-line.ts';

export const constantLine: GraphiteFunction = {
  name: 'constantLine',
  group: 'Special',
  description: 'A horizontal line at a value: three points, at both ends and in the middle of the range.',
  params: [param.required('float', 'value')],
  example: 'constantLine(500)',
  evaluate: (call) => [horizontalLine(call, call.number('value'), call.scalar('value')?.text ?? '')],
};
