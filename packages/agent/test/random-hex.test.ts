import { expect, it } from 'vitest';
import { randomHex } from '../src/random-hex.ts';

it('gives each id once, of the length asked for, in hex digits', () => {
  const ids = Array.from({ length: 3_000 }, (_, i) => randomHex(i % 2 === 0 ? 8 : 16));
  expect(new Set(ids).size).toBe(ids.length);
  for (const [i, id] of ids.entries()) expect(id).toMatch(i % 2 === 0 ? /^[0-9a-f]{16}$/ : /^[0-9a-f]{32}$/);
});

it('uses all digits at all places', () => {
  const seen = Array.from({ length: 16 }, () => new Set<string>());
  for (let i = 0; i < 2_000; i++) for (const [at, digit] of [...randomHex(8)].entries()) seen[at]?.add(digit);
  expect(seen.map((digits) => digits.size)).toEqual(seen.map(() => 16));
});
