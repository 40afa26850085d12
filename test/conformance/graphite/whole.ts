/** All cases of the conformance test, and a sample of them. */
import { type Random, seededRandom } from '../../../packages/demo/src/random.ts';
import type { Case } from './case.ts';
import { differences } from './differences.ts';
import { functionCases } from './function-cases.ts';
import { grammarCases } from './grammar-cases.ts';
import { nestedCases } from './nested-cases.ts';
import { requestCases, timeCases } from './request-cases.ts';

/** Each declared difference, the whole grammar, and every function with every parameter over every shape. */
export function allCases(seed: number, nested: number): Case[] {
  return [
    ...shown(),
    ...grammarCases(),
    ...timeCases(),
    ...requestCases(),
    ...functionCases(),
    ...nestedCases(seed, nested),
  ];
}

/** Each declared difference, and some of everything else; the same for the same seed. */
export function sampleOfCases(seed: number, functions: number, others: number): Case[] {
  const random = seededRandom(seed);
  return [
    ...shown(),
    ...some(random, grammarCases(), others),
    ...some(random, timeCases(), others),
    ...some(random, requestCases(), others),
    ...some(random, functionCases(), functions),
    ...nestedCases(seed, others),
  ];
}

const shown = (): Case[] => differences.map(({ shows }) => shows);

/** `count` of them, each at most once. */
function some<T>(random: Random, items: readonly T[], count: number): T[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [one] = left.splice(Math.floor(random() * left.length), 1);
    return one as T;
  });
}
