/**
 * The embedded store under kill -9: a process that writes is killed at random moments, the folder is opened again, and everything it
 * had acknowledged must be there, once. CARPY_TEST_SEED repeats a run, CARPY_TEST_ROUNDS makes it longer.
 */
import { expect, it } from 'vitest';
import { killRounds } from '../../packages/store/test/kill-rounds.ts';

it('loses nothing acknowledged to kill -9', async () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  const rounds = Number(process.env['CARPY_TEST_ROUNDS'] ?? 60);
  console.log(`store-crash: seed ${seed}, ${rounds} rounds`);
  const report = await killRounds(rounds, seed);
  console.log(`store-crash: ${report.acknowledged} writes acknowledged, ${report.found.length} lost or doubled`);
  expect(report.found).toEqual([]);
  expect(report.sealed).toBe(true);
});
