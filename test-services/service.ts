/**
 * What a service of the tests is: a real server on loopback, on a free port, with a data folder of its own in the system's temporary
 * folder, ended by process id. One small file a service says how it is started; this one does the rest.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from './program.ts';

export interface RunningService {
  /** `host:port`. */
  readonly address: string;
  /** Ends all that was started, and removes its folder. */
  stop(): Promise<void>;
}

export interface Service {
  /** Small letters; `CARPY_TEST_<NAME>=host:port` uses a running one instead of starting one. */
  readonly name: string;
  /** Why it can't be had here, with what to install; undefined where it can. May build or download it, once. */
  missing(): Promise<string | undefined>;
  /** Resolves when it answers; rejects with the end of its log if it does not. */
  start(): Promise<RunningService>;
}

/** What a service's own file gets to start its programs with. */
export interface Launch {
  /** An empty folder. */
  readonly folder: string;
  /** Starts a program that belongs to this service and is ended with it, last started first. */
  run(command: string, args: readonly string[], options?: ProgramOptions): Program;
}

export interface ProgramOptions {
  /** Added to this process's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** What asks it to end at once, clients or not; default SIGTERM. */
  readonly endSignal?: NodeJS.Signals;
}

export interface ServiceDefinition {
  readonly name: string;
  missing(): Promise<string | undefined>;
  /** Starts it; answers its port once it answers there. */
  launch(launch: Launch): Promise<number>;
}

export function defineService(definition: ServiceDefinition): Service {
  const { name } = definition;
  const given = (): string | undefined => process.env[`CARPY_TEST_${name.toUpperCase()}`] || undefined;
  return {
    name,
    missing: async () => (given() === undefined ? definition.missing() : undefined),
    start: async () => {
      const address = given();
      return address === undefined ? startOwn(definition) : { address, stop: async () => {} };
    },
  };
}

async function startOwn(definition: ServiceDefinition): Promise<RunningService> {
  const reason = await definition.missing();
  if (reason !== undefined) throw new Error(reason);
  const folder = mkdtempSync(join(tmpdir(), `carpy-${definition.name}-`));
  const programs: Program[] = [];
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const atExit = (): void => {
    for (const program of programs) program.killNow();
    removeFolder();
  };
  process.once('exit', atExit);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', atExit);
    for (const program of programs.reverse()) await program.end();
    removeFolder();
  };
  try {
    const port = await definition.launch({
      folder,
      run: (command, args, options = {}) => {
        const program = startProgram(command, args, folder, options);
        programs.push(program);
        return program;
      },
    });
    return { address: `127.0.0.1:${port}`, stop };
  } catch (error) {
    const logs = programs.map((program) => program.log()).join('\n');
    await stop();
    throw new Error(`${definition.name} did not start: ${error instanceof Error ? error.message : error}\n${logs}`);
  }
}
