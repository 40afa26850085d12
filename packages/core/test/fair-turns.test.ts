import { FairTurns } from '@carpy/core';
import { expect, it } from 'vitest';

it('pauses who gives more when a turn is full, and lets all go on in the next', () => {
  const turns: (() => void)[] = [];
  const fair = new FairTurns((act) => turns.push(act));
  const told: string[] = [];
  const stream = (name: string) => ({
    pause: () => told.push(`${name} pauses`),
    resume: () => told.push(`${name} goes on`),
  });
  const [a, b] = [stream('a'), stream('b')];
  fair.took(a, 200_000);
  fair.took(b, 62_144);
  expect(told).toEqual([]);
  fair.took(a, 1);
  fair.took(b, 65_536);
  expect(told).toEqual(['a pauses', 'b pauses']);
  expect(turns).toHaveLength(1);
  turns.shift()?.();
  expect(told.slice(2)).toEqual(['a goes on', 'b goes on']);
  fair.took(a, 200_000);
  expect(told).toHaveLength(4);
  expect(turns).toHaveLength(1);
});
