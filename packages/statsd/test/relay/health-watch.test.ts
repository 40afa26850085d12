import { afterEach, expect, it, vi } from 'vitest';
import type { Health } from '../../src/relay/health-probe.ts';
import { HealthWatch } from '../../src/relay/health-watch.ts';

const up: Health = { state: 'up' };
const failed: Health = { state: 'failed', error: 'gone' };
const toldDown: Health = { state: 'told-down' };

const open: HealthWatch[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.useRealTimers();
});

/** Runs one check a second with these answers, and tells what was up after each. */
async function run(answers: readonly Health[], failAfter = 3): Promise<{ states: boolean[]; changes: unknown[] }> {
  vi.useFakeTimers();
  const changes: unknown[] = [];
  let asked = 0;
  const watch = new HealthWatch({
    probe: () => Promise.resolve(answers[asked++] as Health),
    intervalMs: 1_000,
    failAfter,
    onChange: (...change) => changes.push(change),
  });
  open.push(watch);
  const states: boolean[] = [];
  for (const _ of answers) {
    await vi.advanceTimersByTimeAsync(states.length === 0 ? 0 : 1_000);
    states.push(watch.up);
  }
  return { states, changes };
}

it('is down after three failures in a row and up after one success', async () => {
  expect(await run([up, failed, failed, up, failed, failed, failed, failed, up])).toEqual({
    states: [true, true, true, true, true, true, false, false, true],
    changes: [
      [false, 'gone'],
      [true, undefined],
    ],
  });
});

it('is down at once when the node says so', async () => {
  expect(await run([up, toldDown, up])).toEqual({
    states: [true, false, true],
    changes: [
      [false, 'its health was set to down'],
      [true, undefined],
    ],
  });
});

it('never asks twice at a time, and survives a probe that throws', async () => {
  vi.useFakeTimers();
  let running = 0;
  let most = 0;
  let asked = 0;
  const watch = new HealthWatch({
    probe: async () => {
      asked++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      running--;
      throw new Error('broken');
    },
    intervalMs: 1_000,
    failAfter: 1,
    onChange: () => {},
  });
  open.push(watch);
  await vi.advanceTimersByTimeAsync(30_000);
  expect({ most, up: watch.up, error: watch.lastError }).toEqual({ most: 1, up: false, error: 'broken' });
  expect(asked).toBeGreaterThan(5);
  watch.close();
  const before = asked;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toBe(before);
});
