import { type GraphiteFunction, param } from '../function.ts';

export const seriesByTag: GraphiteFunction = {
  name: 'seriesByTag',
  group: 'Special',
  description:
    'Tagged series that match all expressions: tag=value, tag!=value, tag=~regex, tag!=~regex. A regular expression must match from the beginning of the value; a tag that a series has not is empty. One expression at least must ask for a value.',
  params: [param.required('string', 'tagExpressions', { multiple: true })],
  example: 'seriesByTag("name=disk.used","server=~web-.*")',
  evaluate: (call) => {
    const expressions = call.scalars('tagExpressions').map((e) => e.text);
    const text = call.written ?? `seriesByTag(${expressions.map((e) => `"${e}"`).join(',')})`;
    return call.reader.taggedSeries(expressions, text, call.range, call.position);
  },
};
