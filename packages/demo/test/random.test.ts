import { expect, it } from 'vitest';
import { logNormal, nextArrivalMs, pick, seededRandom } from '../src/random.ts';

const draw = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

it('the same seed gives the same numbers, another seed others', () => {
  const [a, b, c] = [seededRandom(1), seededRandom(1), seededRandom(2)];
  const first = draw(100, a);
  expect(draw(100, b)).toEqual(first);
  expect(draw(100, c)).not.toEqual(first);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...first)).toBeLessThan(1);
});

it('durations have the median asked for, and a tail upwards', () => {
  const random = seededRandom(3);
  const sorted = draw(20_001, () => logNormal(random, 40, 0.5)).sort((a, b) => a - b);
  expect(sorted[10_000]).toBeGreaterThan(39);
  expect(sorted[10_000]).toBeLessThan(41);
  // p95 of a log-normal is median * exp(1.645 sigma).
  expect((sorted[19_000] as number) / (40 * Math.exp(1.645 * 0.5))).toBeCloseTo(1, 1);
});

it('arrivals come at the rate asked for', () => {
  const random = seededRandom(4);
  const ms = draw(20_000, () => nextArrivalMs(random, 5)).reduce((a, b) => a + b, 0);
  expect(20_000 / (ms / 1000)).toBeCloseTo(5, 0);
});

it('picks by weight', () => {
  const random = seededRandom(5);
  const items = [{ weight: 1 }, { weight: 3 }, { weight: 0 }];
  const picked = draw(8_000, () => items.indexOf(pick(random, items)));
  expect(picked.filter((i) => i === 1).length / 8_000).toBeCloseTo(0.75, 1);
  expect(picked).not.toContain(2);
});
