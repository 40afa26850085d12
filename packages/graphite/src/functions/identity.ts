import { type GraphiteFunction, param } from '../function.ts';
import { madeSeries } from '../made-series.ts';

export const identity: GraphiteFunction = {
  name: 'identity',
  group: 'Calculate',
  description:
    'A series under the name given whose values are their own stamps, seconds since the epoch, one a minute: the age of something is identity minus a series of times.',
  params: [param.required('string', 'name')],
  example: 'identity("now")',
  evaluate: (call) => [
    { ...madeSeries(call, 60, (stampS) => stampS), pathExpression: `identity("${call.text('name')}")` },
  ],
};
