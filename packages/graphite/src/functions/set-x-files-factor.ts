import { type GraphiteFunction, param } from '../function.ts';

export const setXFilesFactor: GraphiteFunction = {
  name: 'setXFilesFactor',
  aliases: ['xFilesFactor'],
  group: 'Special',
  description:
    'Sets which share of the values of a bucket, 0 to 1, must not be gaps for the bucket to have a value: for these series where fewer points are drawn, and for all that aggregates after it in the same target.',
  params: [param.required('seriesList', 'seriesList'), param.required('float', 'xFilesFactor')],
  example: 'setXFilesFactor(servers.*.load,0.5)',
  evaluate: (call) => {
    const xFilesFactor = call.number('xFilesFactor');
    const tag = call.scalar('xFilesFactor')?.text ?? '';
    const series = call.series('seriesList');
    call.reader.useXFilesFactor(xFilesFactor);
    return series.map((s) => ({ ...s, xFilesFactor, tags: { ...s.tags, xFilesFactor: tag } }));
  },
};
