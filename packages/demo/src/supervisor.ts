/** Keeps the shop's servers: one process each, all replaced one after the other at a deploy, and again when one ends by itself. */
import { type ChildProcess, fork } from 'node:child_process';
import { conditionsAt, OLD_VERSION, secondsToDeploy } from './scenario.ts';
import { SERVERS } from './server-process.ts';

/** Between two servers of one deploy, as a careful team rolls it out. */
const ROLL_PAUSE_MS = 4_000;
const RESTART_PAUSE_MS = 2_000;
/** The server that begins with an old version, until the first deploy; and how long before the others. */
const BEHIND = 'web-2';
const OTHERS_AFTER_MS = 1_500;
/** How long a server may take to stop. */
const STOP_WITHIN_MS = 2_000;

export interface SupervisorOptions {
  /** The file that runs one server when called as `<entry> server <name> <version> <beganAtMs> <seed>`. */
  readonly entry: string;
  readonly seed: number;
}

export interface Supervisor {
  /** Ends all servers; resolves when none is left. */
  stop(): Promise<void>;
}

export function startSupervisor(options: SupervisorOptions): Supervisor {
  const beganAtMs = Date.now();
  const elapsedS = (): number => (Date.now() - beganAtMs) / 1000;
  const running = new Map<string, ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;
  let starts = 0;

  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const start = (server: string, version = conditionsAt(elapsedS()).version): void => {
    if (stopping) return;
    const seed = options.seed + starts++;
    const child = fork(options.entry, ['server', server, version, String(beganAtMs), String(seed)]);
    running.set(server, child);
    child.on('error', () => {
      // Could not be started or sent to; `exit` follows or the next deploy tries again.
    });
    child.on('exit', () => {
      if (running.get(server) !== child) return;
      running.delete(server);
      later(RESTART_PAUSE_MS, () => start(server));
    });
  };
  const replace = (server: string): void => {
    const old = running.get(server);
    running.delete(server);
    if (old === undefined) return;
    void end(old).then(() => {
      if (!running.has(server)) start(server);
    });
  };
  const deploy = (): void => {
    for (const [i, server] of Object.keys(SERVERS).entries()) later(i * ROLL_PAUSE_MS, () => replace(server));
    // Past the moment itself, so that the next one is not this one again.
    later(secondsToDeploy(elapsedS() + 1) * 1000 + 1000, deploy);
  };

  // As if the last deploy had not reached all: two versions to compare from the first moment on.
  start(BEHIND, OLD_VERSION);
  later(OTHERS_AFTER_MS, () => {
    for (const server of Object.keys(SERVERS)) if (server !== BEHIND) start(server);
  });
  later(secondsToDeploy(elapsedS()) * 1000, deploy);
  return {
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      const children = [...running.values()];
      running.clear();
      await Promise.all(children.map(end));
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
