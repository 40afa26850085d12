/**
 * `carpy demo`'s application, in processes of its own: this one keeps the shop's servers, each of them a process that runs this same
 * file. They send wherever CARPY_URL and CARPY_STATSD say, as every application with the agent does.
 */
import { fileURLToPath } from 'node:url';
import { startServer } from './server-process.ts';
import { startSupervisor } from './supervisor.ts';

/** How often the supervisor looks whether who started it is still there. */
const ORPHAN_CHECK_MS = 2_000;
const DEFAULT_SEED = 2_277;

function main(args: readonly string[]): void {
  const [role, server = '', version = '', beganAt = '', seed = ''] = args;
  if (role === 'server') {
    untilToldToStop(startServer({ server, version, beganAtMs: Number(beganAt), seed: Number(seed) }));
    return;
  }
  const supervisor = startSupervisor({ entry: fileURLToPath(import.meta.url), seed: DEFAULT_SEED });
  untilToldToStop(() => supervisor.stop());
}

/** On SIGTERM or SIGINT, or when who started this process is gone, even by SIGKILL. */
function untilToldToStop(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, ORPHAN_CHECK_MS).unref();
}

main(process.argv.slice(2));
