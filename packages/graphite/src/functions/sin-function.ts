import { type GraphiteFunction, param } from '../function.ts';
import { madeSeries } from '../made-series.ts';

export const sinFunction: GraphiteFunction = {
  name: 'sinFunction',
  aliases: ['sin'],
  group: 'Transform',
  description:
    'A series under the name given whose values are the sine of their stamp in seconds, times the amplitude, one each step of so many seconds.',
  params: [
    param.required('string', 'name'),
    param.optional('integer', 'amplitude', { default: 1, fractions: true }),
    param.optional('integer', 'step', { default: 60 }),
  ],
  example: 'sinFunction("wave",2,60)',
  evaluate: (call) => {
    const amplitude = call.number('amplitude');
    return [madeSeries(call, call.number('step'), (stampS) => Math.sin(stampS) * amplitude)];
  },
};
