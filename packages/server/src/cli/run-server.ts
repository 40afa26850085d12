/** Runs a server until it is told to stop: the part that serve and demo share. */
import type { Logger } from '../config/logger.ts';
import { EXIT, type ExitCode } from './command.ts';
import type { CliIo } from './io.ts';

/** How long a stop may take before the process ends anyway. */
const STOP_WITHIN_MS = 5_000;

export interface Stoppable {
  close(): Promise<void>;
}

/**
 * Starts, then waits for SIGTERM, SIGINT or a fatal fault, then closes. A signal while starting stops as soon as the start is done, and
 * without it when that takes too long. A second signal ends at once. Answers ok after an orderly stop.
 */
export async function runUntilStopped(
  io: CliIo,
  log: Logger,
  start: (onFatal: (e: Error) => void) => Promise<Stoppable>,
  stopWithinMs: number = STOP_WITHIN_MS,
): Promise<ExitCode> {
  let signals = 0;
  let fatal: Error | undefined;
  let stop = (): void => {};
  let stopNow = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const atOnce = new Promise<'at once'>((resolve) => {
    stopNow = () => resolve('at once');
  });
  const forget = io.onStopSignal(() => {
    signals++;
    stop();
    if (signals > 1) stopNow();
  });
  try {
    const starting = start((e) => {
      fatal ??= e;
      stop();
    });
    // Where the wait is given up, nobody is left to hear how the start went.
    starting.catch(() => {});
    const running = await Promise.race([starting, atOnce, stopped.then(() => lateAfter(stopWithinMs))]);
    if (running === 'late')
      log.error(`the start was not done ${stopWithinMs} ms after it was told to stop; it is ended`);
    if (running === 'late' || running === 'at once') return EXIT.failed;
    await stopped;
    if (fatal !== undefined) log.error('the server cannot go on and stops', { error: fatal.message });
    else log.info('stopping; a second signal ends at once');
    const outcome = await Promise.race([
      running.close().then(() => 'closed' as const),
      atOnce,
      lateAfter(stopWithinMs),
    ]);
    if (outcome === 'late') log.error(`the server did not close within ${stopWithinMs} ms and is ended`);
    else if (outcome === 'closed') log.info('stopped');
    return outcome === 'closed' && fatal === undefined ? EXIT.ok : EXIT.failed;
  } finally {
    forget();
  }
}

function lateAfter(ms: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, 'late').unref();
  });
}
