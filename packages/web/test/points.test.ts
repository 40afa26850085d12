import { expect, it } from 'vitest';
import { pointsOf } from '../src/state/points.ts';

it('asks for a slot for each two pixels of the widest chart, within bounds', () => {
  expect(pointsOf(360)).toBe(180);
  expect(pointsOf(1440)).toBe(420);
  expect(pointsOf(10_000)).toBeLessThanOrEqual(720);
  expect(pointsOf(100)).toBe(120);
  for (let width = 320; width < 4000; width += 7) expect(pointsOf(width) % 60).toBe(0);
});
