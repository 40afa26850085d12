import { expect, it } from 'vitest';
import { callsLevel } from '../src/pages/transactions/calls-level.ts';

it.each([
  [12.1, 0.7, 'many'],
  [20, 0.7, 'many'],
  [20.1, 0.11, 'too-many'],
  [10, 0.7, 'usual'],
  [500, 0.1, 'usual'],
] as const)('%s calls a request with a share of %s are %s', (calls, share, want) => {
  expect(callsLevel(calls, share)).toBe(want);
});
