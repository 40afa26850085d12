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
    const name = call.scalar('stack')?.text ?? DEFAULT_STACK;
    const isDefault = name === DEFAULT_STACK;
    const stack = stackOf(call, name);
    return call.series('seriesList').map((s) => {
      const values = onTop(stack, s.values);
      const title = isDefault ? `stacked(${s.name})` : s.name;
      return drawn(withValues(s, title, values, isDefault ? { stacked: DEFAULT_STACK } : {}), { stacked: true });
    });
  },
};

const DEFAULT_STACK = '__DEFAULT__';

interface Stack {
  /** So far, slot by slot from the first. */
  heights: Float64Array;
  /** What each call began from. */
  readonly bases: Map<object, Float64Array>;
}

/** A call that is read again at another range (a moving function around it) stands where it stood, not on its own shoulders. */
function stackOf({ reader: { carried }, place }: Call, name: string): Stack {
  const key = `stacked ${name}`;
  const stack = (carried.get(key) as Stack | undefined) ?? { heights: new Float64Array(0), bases: new Map() };
  carried.set(key, stack);
  const base = stack.bases.get(place) ?? stack.heights;
  stack.bases.set(place, base);
  stack.heights = base.slice();
  return stack;
}

/** Adds the values to the heights; gaps add nothing and stay. */
function onTop(stack: Stack, values: Float64Array): Float64Array {
  if (stack.heights.length < values.length) {
    const grown = new Float64Array(values.length);
    grown.set(stack.heights);
    stack.heights = grown;
  }
  const { heights } = stack;
  return values.map((v, i) => {
    if (Number.isNaN(v)) return v;
    heights[i] = (heights[i] as number) + v;
    return heights[i] as number;
  });
}
