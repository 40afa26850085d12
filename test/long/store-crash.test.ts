/**
 * The embedded store under kill -9: a process that writes is killed at random moments, the folder is opened again, and everything it
 * had acknowledged must be there, once, in every tier. CARPY_TEST_SEED repeats a run, CARPY_TEST_ROUNDS makes it longer.
 */
import { expect, it } from 'vitest';
import { killRounds } from '../../packages/store/test/kill-rounds.ts';

it('loses nothing acknowledged to kill -9', async () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  const rounds = Number(process.env['CARPY_TEST_ROUNDS'] ?? 220);
  console.log(`store-crash: seed ${seed}, ${rounds} rounds`);
  const { acknowledged, ranS, blocks, found } = await killRounds(rounds, seed);
  console.log(
    `store-crash: ${acknowledged} writes acknowledged in ${Math.round(ranS / 3_600)} h, ${found.length} lost or doubled`,
  );
  expect(found).toEqual([]);
  // Without these a run proves little: merges of two hours and a day, and hours derived.
  expect(blocks).toEqual(expect.arrayContaining(['10-28800 by 7200', '600-345600 by 86400', '3600-2592000 by 86400']));
});
