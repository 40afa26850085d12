/** `carpy backup TARGET`: copies the data folder, while the server runs or not. */
import { resolve } from 'node:path';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { DATA_DIR_OPTION, dataDirOf } from '../data-dir.ts';
import type { CliIo } from '../io.ts';
import { bytesText, progressLine } from '../progress.ts';
import { untilStopped } from '../stop-signal.ts';

interface BackupFlags {
  readonly dataDir?: string;
  readonly link?: boolean;
}

export const backup: CliCommand = {
  name: 'backup',
  add: (program, io, run) => {
    program
      .command('backup')
      .summary('copy the data folder, while the server runs or not')
      .description(
        'Copies the data folder into a new one. The server may run: everything acknowledged before the start of the backup is in it. carpy restore puts it back.',
      )
      .argument('<target>', 'a folder that is empty or not there yet')
      .option(...DATA_DIR_OPTION)
      .option('--link', 'hard links instead of copies of blocks: quick and small, on the same disk, and lost with it')
      .action((target: string, flags: BackupFlags) => run(() => makeBackup(target, flags, io)));
  },
};

async function makeBackup(target: string, flags: BackupFlags, io: CliIo): Promise<ExitCode> {
  // Loaded when wanted: --help needs no store.
  const { backUp } = await import('../data-tools.ts');
  const dir = await dataDirOf(flags.dataDir, io);
  const progress = progressLine('copied', io);
  const result = await untilStopped(io, 'the backup', (signal) =>
    backUp({
      dir,
      target: resolve(io.cwd, target),
      link: flags.link === true,
      writer: `carpy ${io.version}`,
      nowMs: io.clock(),
      onProgress: progress.update,
      signal,
    }),
  ).finally(progress.end);
  for (const file of result.missing)
    io.stderr(`carpy: ${file} is missing in the data folder, and so in the backup; carpy doctor tells more\n`);
  const { files, bytes, tries } = result;
  const again = tries === 1 ? '' : `; the server wrote meanwhile, so ${tries} rounds were made`;
  io.stdout(`backed up: ${dir} to ${target}, ${files} files, ${bytesText(bytes)}${again}\n`);
  return result.missing.length === 0 ? EXIT.ok : EXIT.failed;
}
