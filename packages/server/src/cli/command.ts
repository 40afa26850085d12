/** What a command is. Commands answer with an exit code; what they throw becomes one clear line. */
import type { Command } from 'commander';
import type { CliIo } from './io.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface CliCommand {
  readonly name: string;
  /** Adds itself to the program; `run` takes what is to be done when it was chosen. */
  add(program: Command, io: CliIo, run: (action: () => Promise<ExitCode>) => void): void;
}
