/** A program that a service consists of: a child process with the end of what it wrote. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ProgramOptions } from './service.ts';

/** Characters of its output that are kept. */
const MAX_LOG = 8_000;
/** How long it may take to end by itself, ms. */
const PATIENCE_MS = 15_000;

export interface Program {
  readonly ended: boolean;
  /** The end of what it wrote. */
  log(): string;
  /** Exit code; rejects unless it is 0. */
  succeeds(): Promise<void>;
  /** Asks it to end, insists after a while; resolves when it is gone, with the processes of its group. */
  end(): Promise<void>;
  /** For the end of this process. */
  killNow(): void;
}

export function startProgram(
  command: string,
  args: readonly string[],
  folder: string,
  { env = {}, endSignal = 'SIGTERM', ...identity }: ProgramOptions,
): Program {
  // A group of its own: what a start script leaves behind it is ended by one signal.
  const child = spawn(command, args, {
    ...identity,
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.unref();
  let text = '';
  const take = (chunk: Buffer): void => {
    text = (text + chunk).slice(-MAX_LOG);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', take);
    (stream as unknown as { unref?(): void }).unref?.();
  }
  const exit = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      text += `${command}: ${error.message}`;
      resolve(-1);
    });
    child.once('exit', (code) => resolve(code ?? -1));
  });
  const ended = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  return {
    get ended() {
      return ended();
    },
    log: () => text,
    succeeds: async () => {
      child.ref();
      const code = await exit;
      if (code !== 0) throw new Error(`${command} ended with ${code}`);
    },
    end: async () => {
      if (!ended()) {
        child.ref();
        signal(child, endSignal, false);
        const insist = setTimeout(() => signal(child, 'SIGKILL', true), PATIENCE_MS);
        await exit;
        clearTimeout(insist);
      }
      signal(child, 'SIGKILL', true);
    },
    killNow: () => signal(child, 'SIGKILL', true),
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, name);
  } catch {
    // Gone already.
  }
}

/** The path of a program, looked for in PATH, where Debian puts servers, and in further folders; undefined when it is not there. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const places = [...folders, ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
