/** Loads the configuration for a command, and makes its log. */
import { isCarpyError } from '@carpy/core';
import { readFlags } from '../config/flags.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { createLogger, type Logger } from '../config/logger.ts';
import type { CliIo } from './io.ts';
import { UsageError } from './usage-error.ts';

/** Throws UsageError for flags that can't be read, and CARPY_BAD_CONFIG for values. */
export async function configurationOf(
  argv: readonly string[],
  io: CliIo,
  from: Pick<CliIo, 'env' | 'files'> = io,
): Promise<LoadedConfig> {
  try {
    readFlags(argv);
  } catch (e) {
    throw isCarpyError(e) ? new UsageError(e.detail) : e;
  }
  return loadConfig({ argv, env: from.env, cwd: io.cwd, files: from.files });
}

export function loggerOf({ config }: LoadedConfig, io: CliIo): Logger {
  return createLogger({
    level: config.logLevel,
    format: config.logFormat,
    write: (line) => io.stderr(line),
    clock: io.clock,
  });
}
