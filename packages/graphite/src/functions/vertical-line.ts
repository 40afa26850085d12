import { timeOf } from '../evaluate/time-arguments.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { tagsOfName } from '../name-tags.ts';
import { drawn, newSeries } from '../series.ts';

export const verticalLine: GraphiteFunction = {
  name: 'verticalLine',
  group: 'Graph',
  description:
    'A line from bottom to top at one moment of the range, written as from and until are. Without a label it is named by that moment.',
  params: [param.required('date', 'ts'), param.optional('string', 'label'), param.optional('string', 'color')],
  example: 'verticalLine("-5min","deploy","blue")',
  evaluate: (call) => {
    const { fromS, untilS } = call.range;
    const ts = call.scalar('ts')?.text ?? '';
    const atS = timeOf(call, 'ts') ?? Number.NaN;
    if (!(atS >= fromS && atS <= untilS)) throw call.refuse('ts', `a moment from ${fromS} to ${untilS}, the range`);
    const name = call.given('label') ? call.text('label') : ts;
    const color = call.text('color');
    // Ends where it starts: one point is drawn, as graphite-web does.
    const line = newSeries(
      name,
      { startS: atS, endS: atS, stepS: 1 },
      Float64Array.of(1, 1),
      call.reader.xFilesFactor,
      tagsOfName(name),
    );
    return [drawn(line, color === '' ? { drawAsInfinite: true } : { drawAsInfinite: true, color })];
  },
};
