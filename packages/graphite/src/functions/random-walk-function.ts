import { fnv1aHex } from '@carpy/core';
import { type GraphiteFunction, param } from '../function.ts';
import { madeSeries } from '../made-series.ts';

export const randomWalkFunction: GraphiteFunction = {
  name: 'randomWalkFunction',
  aliases: ['randomWalk'],
  group: 'Special',
  description:
    'A made-up series under the name given, for trying things out: it starts at 0 and goes up or down by at most 0.5 each step of so many seconds. The same name over the same range walks the same way.',
  params: [param.required('string', 'name'), param.optional('integer', 'step', { default: 60 })],
  example: 'randomWalkFunction("somewhere",60)',
  evaluate: (call) => {
    const next = seededRandom(Number.parseInt(fnv1aHex(`${call.text('name')} ${call.range.fromS}`), 16));
    let at = 0;
    return [
      madeSeries(call, call.number('step'), () => {
        const value = at;
        at += next() - 0.5;
        return value;
      }),
    ];
  },
};

/** Numbers from 0 to under 1: a Weyl sequence with its bits mixed well. Functions give the same series for the same call. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
}
