import { type GraphiteFunction, param } from '../function.ts';
import { remade } from '../series.ts';

export const delay: GraphiteFunction = {
  name: 'delay',
  group: 'Transform',
  description:
    'Moves values to later slots, as many as steps says, or to earlier ones where it is negative; what becomes empty is a gap.',
  params: [param.required('seriesList', 'seriesList'), param.required('integer', 'steps')],
  example: 'delay(carpy.shop.web-1.checkout.ok.count,3)',
  evaluate: (call) => {
    const steps = call.number('steps');
    return call
      .series('seriesList')
      .map((s) => remade(s, `delay(${s.name},${steps})`, delayed(s.values, steps), { delay: String(steps) }));
  },
};

function delayed(values: Float64Array, steps: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  if (steps >= 0) out.set(values.subarray(0, Math.max(0, values.length - steps)), Math.min(steps, values.length));
  else out.set(values.subarray(-steps));
  return out;
}
