import { type GraphiteFunction, param } from '../function.ts';
import { madeSeries } from '../made-series.ts';

export const timeFunction: GraphiteFunction = {
  name: 'timeFunction',
  aliases: ['time'],
  group: 'Transform',
  description:
    'A series under the name given whose values are their own stamps, seconds since the epoch, one each step of so many seconds.',
  params: [param.required('string', 'name'), param.optional('integer', 'step', { default: 60 })],
  example: 'timeFunction("clock",60)',
  evaluate: (call) => [madeSeries(call, call.number('step'), (stampS) => stampS)],
};
