/** Whatever happens to a store, it answers in every tier what a naive model answers. CARPY_TEST_SEED repeats a run, CARPY_TEST_LONG makes it longer. */
import fc from 'fast-check';
import { it } from 'vitest';
import { runStory, story } from './engine-model.ts';

const LONG: boolean = process.env['CARPY_TEST_LONG'] === '1';
const SEED = Number(process.env['CARPY_TEST_SEED'] ?? 20_261_123);

it('answers what a naive model answers, in every tier', { timeout: LONG ? 1_800_000 : 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(story, (steps) => runStory(steps)),
    { seed: SEED, numRuns: LONG ? 300 : 15, endOnFailure: !LONG },
  );
});
