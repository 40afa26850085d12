import { regexOf } from '../call-regex.ts';
import { type GraphiteFunction, param } from '../function.ts';

export const exclude: GraphiteFunction = {
  name: 'exclude',
  group: 'Filter Series',
  description: 'The series whose name the regular expression does not match anywhere.',
  params: [param.required('seriesList', 'seriesList'), param.required('string', 'pattern')],
  example: 'exclude(servers.*.load,"web-[0-9]+")',
  evaluate: (call) => {
    const regex = regexOf(call, 'pattern');
    return call.series('seriesList').filter((s) => !regex.matchesIn(s.name));
  },
};
