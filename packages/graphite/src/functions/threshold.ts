import { type GraphiteFunction, param } from '../function.ts';
import { horizontalLine } from '../horizontal-line.ts';
import { drawn, renamed } from '../series.ts';

export const threshold: GraphiteFunction = {
  name: 'threshold',
  group: 'Graph',
  description: 'A horizontal line at a value, with a name and a colour where they are given.',
  params: [param.required('float', 'value'), param.optional('string', 'label'), param.optional('string', 'color')],
  example: 'threshold(500,"too slow","red")',
  evaluate: (call) => {
    const line = horizontalLine(call, call.number('value'), call.scalar('value')?.text ?? '');
    const label = call.text('label');
    const color = call.text('color');
    const named = label === '' ? line : renamed(line, label);
    return [color === '' ? named : drawn(named, { color })];
  },
};
