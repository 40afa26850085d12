/** A few rounds of what test/long/store-crash.test.ts does many times. */
import { expect, it } from 'vitest';
import { killRounds } from './kill-rounds.ts';

it('loses nothing acknowledged to kill -9, in any tier', { timeout: 120_000 }, async () => {
  const report = await killRounds(12, 20_261_122);
  expect(report.found).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(100);
});
