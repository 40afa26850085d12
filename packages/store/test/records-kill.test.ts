/** A few rounds of what test/long/records-crash.test.ts does many times. */
import { expect, it } from 'vitest';
import { recordsKillRounds } from './records-kill.ts';

it('loses no acknowledged record to kill -9, and brings none back', { timeout: 120_000 }, async () => {
  const report = await recordsKillRounds(8, 20_261_128);
  expect(report.found).toEqual([]);
  // On a busy machine a process is killed before it did much.
  expect(report.acknowledged).toBeGreaterThan(0);
});
