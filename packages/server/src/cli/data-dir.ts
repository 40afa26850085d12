/** Which data folder a command means: as for serve, by flag, variable or configuration file. */
import { resolve } from 'node:path';
import { configurationOf } from './configuration.ts';
import type { CliIo } from './io.ts';

export const DATA_DIR_OPTION: readonly [flags: string, help: string] = [
  '--data-dir <dir>',
  'the data folder (default: as for serve: CARPY_DATA_DIR, the configuration file, else ./carpy-data)',
];

/** A folder that was given needs no configuration that can be read: a doctor must work beside a broken one. */
export async function dataDirOf(given: string | undefined, io: CliIo): Promise<string> {
  return given === undefined ? (await configurationOf([], io)).config.dataDir : resolve(io.cwd, given);
}
