import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Backoff } from '../../src/forward/backoff.ts';

it('doubles from 0.1 s to 30 s and begins anew', () => {
  const backoff = new Backoff({ random: () => 0.999_999_999 });
  const pauses = Array.from({ length: 11 }, () => Math.round(backoff.next()));
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  backoff.reset();
  expect(Math.round(backoff.next())).toBe(100);
});

it('stays within its bounds for any chance', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (chances) => {
        let i = 0;
        const backoff = new Backoff({ random: () => chances[i++ % chances.length] as number });
        for (let n = 0; n < 40; n++) {
          const pauseMs = backoff.next();
          expect(pauseMs).toBeGreaterThanOrEqual(100);
          expect(pauseMs).toBeLessThanOrEqual(30_000);
        }
      },
    ),
  );
});
