import { describe, expect, it } from 'vitest';
import { busyness, conditionsAt, secondsToDeploy } from '../src/scenario.ts';

describe('conditionsAt', () => {
  it.each([
    { at: 0, version: '2.3.1', search: 1, payments: 1 },
    { at: 179, version: '2.3.1', search: 1, payments: 1 },
    { at: 180, version: '2.4.0', search: 4, payments: 1 },
    { at: 360, version: '2.4.1', search: 1, payments: 1 },
    { at: 600, version: '2.4.1', search: 1, payments: 5 },
    { at: 720, version: '2.4.1', search: 1, payments: 1 },
    { at: 900, version: '2.4.1', search: 1, payments: 1 },
    { at: 1080, version: '2.5.0', search: 4, payments: 1 },
  ])('after $at s: version $version', ({ at, version, search, payments }) => {
    expect(conditionsAt(at)).toMatchObject({ version, searchSlowdown: search, paymentSlowdown: payments });
  });

  it('payments time out only while their provider is slow', () => {
    for (let s = 0; s < 2_000; s += 10) {
      const { paymentSlowdown, paymentTimeouts } = conditionsAt(s);
      expect(paymentTimeouts > 0).toBe(paymentSlowdown > 1);
    }
  });
});

it('the version changes at each deploy and at no other moment', () => {
  for (let s = 0; s < 3_000; s++) {
    const next = s + secondsToDeploy(s);
    expect(conditionsAt(next).version).not.toBe(conditionsAt(s).version);
    expect(conditionsAt(next - 1).version).toBe(conditionsAt(s).version);
  }
});

it('the load breathes within its bounds', () => {
  const day = Array.from({ length: 1_440 }, (_, minute) => busyness(minute * 60_000));
  expect(Math.min(...day)).toBeGreaterThanOrEqual(0.5);
  expect(Math.max(...day)).toBeLessThanOrEqual(1.2);
  expect(busyness(19.5 * 3_600_000)).toBeGreaterThan(busyness(7.5 * 3_600_000));
});
