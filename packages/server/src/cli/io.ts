/** What the command line touches of the process: passed in, so that commands run in tests without one. */
import { readFileSync } from 'node:fs';
import type { ConfigFiles } from '../config/config-file.ts';
import type { Config } from '../config/load.ts';
import type { RunningServer, ServerDeps } from '../main.ts';

type StartServer = (config: Config, deps: ServerDeps) => Promise<RunningServer>;

export interface CliIo {
  /** For what was asked for: ports, versions, help. */
  stdout(text: string): void;
  /** For everything else. */
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly files: ConfigFiles;
  readonly version: string;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Calls back for each SIGTERM and SIGINT until the answer is called. */
  onStopSignal(act: () => void): () => void;
  readonly startServer: StartServer;
  /** The demo's application, a file that Node runs. */
  readonly demoEntry: string;
}

/** Files on disk; a missing one is undefined. */
export const diskFiles: ConfigFiles = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw e;
    }
  },
};
