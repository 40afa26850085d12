/** Runs work that SIGTERM and SIGINT end in order: it takes back what it began. */
import { CarpyError } from '@carpy/core';
import type { CliIo } from './io.ts';

export async function untilStopped<T>(
  io: CliIo,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  left = 'nothing of it is left',
): Promise<T> {
  const stop = new AbortController();
  const off = io.onStopSignal(() =>
    stop.abort(new CarpyError('CARPY_STORE_FAILED', `${what} was told to stop; ${left}`)),
  );
  try {
    return await work(stop.signal);
  } finally {
    off();
  }
}
