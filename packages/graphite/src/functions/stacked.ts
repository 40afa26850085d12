import type { Call } from '../evaluate/call.ts';
import { type GraphiteFunction, param } from '../function.ts';
import { drawn, withValues } from '../series.ts';

export const stacked: GraphiteFunction = {
  name: 'stacked',
  group: 'Graph',
  description:
    'Draws each series on top of those stacked before it, also by earlier targets of the request. Each name of a stack is a stack of its own.',
  params: [param.required('seriesList', 'seriesList'), param.optional('string', 'stack', { keyword: 'stackName' })],
  example: 'stacked(carpy.shop.web-1.*.ok.count)',
  evaluate: (call) => {
    const stack = call.scalar('stack')?.text ?? DEFAULT_STACK;
    const isDefault = stack === DEFAULT_STACK;
    return call.series('seriesList').map((s) => {
      const values = onTop(call, stack, s.values);
      const name = isDefault ? `stacked(${s.name})` : s.name;
      return drawn(withValues(s, name, values, isDefault ? { stacked: DEFAULT_STACK } : {}), { stacked: true });
    });
  },
};

const DEFAULT_STACK = '__DEFAULT__';

/** Adds the values to the heights that the stack has so far, slot by slot from the first; gaps add nothing and stay. */
function onTop(call: Call, stack: string, values: Float64Array): Float64Array {
  const { carried } = call.reader;
  const key = `stacked ${stack}`;
  let heights = (carried.get(key) as Float64Array | undefined) ?? new Float64Array(0);
  if (heights.length < values.length) {
    const grown = new Float64Array(values.length);
    grown.set(heights);
    heights = grown;
    carried.set(key, heights);
  }
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    out[i] = Number.isNaN(v) ? v : (heights[i] as number) + v;
    if (!Number.isNaN(v)) heights[i] = out[i] as number;
  }
  return out;
}
