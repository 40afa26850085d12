import { type GraphiteFunction, param } from '../function.ts';
import { newSeries } from '../series.ts';

export const events: GraphiteFunction = {
  name: 'events',
  group: 'Special',
  description:
    'How many events with all the tags given there are in each second, a gap where there are none; "*" for all events. Drawn well with drawAsInfinite.',
  params: [param.required('string', 'tags', { multiple: true })],
  example: 'events("deploy","shop")',
  evaluate: (call) => {
    const { fromS, untilS } = call.range;
    const tags = call.scalars('tags').map((t) => t.text);
    const length = Math.max(0, untilS - fromS);
    call.reader.usage.checkPoints('what events() makes', length);
    const all = tags.length === 1 && tags[0] === '*';
    // The first slot is the start of the range, which a range as the source has it leaves out.
    const found = call.reader.eventsOf(all ? [] : tags, { fromS: fromS - 1, untilS });
    const values = new Float64Array(length).fill(Number.NaN);
    for (const { atS } of found) {
      const i = Math.floor(atS) - fromS;
      if (i < 0 || i >= length) continue;
      const before = values[i] as number;
      values[i] = Number.isNaN(before) ? 1 : before + 1;
    }
    const name = `events("${tags.join('", "')}")`;
    const series = newSeries(name, { startS: fromS, endS: untilS, stepS: 1 }, values, call.reader.xFilesFactor);
    return [{ ...series, consolidation: 'sum' }];
  },
};
