/**
 * The request log under kill -9: a process that appends, seals and removes is killed at random moments, the folder is opened again, and
 * every record that it had acknowledged must be there once, and none that it had removed. CARPY_TEST_SEED repeats a run,
 * CARPY_TEST_ROUNDS makes it longer.
 */
import { expect, it } from 'vitest';
import { recordsKillRounds } from '../../packages/store/test/records-kill.ts';

it('loses no acknowledged record to kill -9, and brings none back', async () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  const rounds = Number(process.env['CARPY_TEST_ROUNDS'] ?? 150);
  console.log(`records-crash: seed ${seed}, ${rounds} rounds`);
  const { acknowledged, removals, segments, found } = await recordsKillRounds(rounds, seed);
  console.log(
    `records-crash: ${acknowledged} batches and ${removals} removals acknowledged, up to ${segments} segments, ${found.length} records lost, doubled or back`,
  );
  expect(found).toEqual([]);
  // Without these a run proves little.
  expect(segments).toBeGreaterThan(10);
  expect(removals).toBeGreaterThan(10);
});
