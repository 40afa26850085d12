import { expect, it, vi } from 'vitest';
import { runUntilStopped } from '../src/cli/run-server.ts';
import { silentLogger } from '../src/config/logger.ts';

it('a signal ends a start that never comes to an end', async () => {
  let signal = (): void => {};
  const onStopSignal = (act: () => void): (() => void) => {
    signal = act;
    return () => {};
  };
  const error = vi.fn();
  const done = runUntilStopped({ onStopSignal } as never, { ...silentLogger, error }, () => new Promise(() => {}), 10);
  signal();
  expect(await done).toBe(1);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('start was not done'));
});
