/** `carpy restore BACKUP`: puts a backup back as a data folder. */
import { resolve } from 'node:path';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { dataDirOf } from '../data-dir.ts';
import type { CliIo } from '../io.ts';
import { bytesText, progressLine } from '../progress.ts';
import { untilStopped } from '../stop-signal.ts';

export const restore: CliCommand = {
  name: 'restore',
  add: (program, io, run) => {
    program
      .command('restore')
      .summary('put a backup back as a data folder')
      .description(
        'Checks each file of a backup by its length and checksum and makes a data folder of them. Never writes into a folder that has files.',
      )
      .argument('<backup>', 'a folder that carpy backup made')
      .requiredOption('--data-dir <dir>', 'the new data folder, empty or not there yet')
      .action((from: string, flags: { dataDir: string }) => run(() => putBack(from, flags.dataDir, io)));
  },
};

async function putBack(from: string, dataDir: string, io: CliIo): Promise<ExitCode> {
  // Loaded when wanted: --help needs no store.
  const store = await import('../data-tools.ts');
  const dir = await dataDirOf(dataDir, io);
  const progress = progressLine('restored', io);
  const list = await untilStopped(io, 'the restore', (signal) =>
    store.restore({ backup: resolve(io.cwd, from), dir, onProgress: progress.update, signal }),
  ).finally(progress.end);
  const bytes = list.files.reduce((sum, file) => sum + file.bytes, 0);
  const { findings } = await store.examine({ dir, quick: true });
  for (const { file, what } of findings) io.stderr(`carpy: ${file}: ${what}\n`);
  const made = new Date(list.madeAtMs).toISOString();
  io.stdout(`restored: ${dir}, ${list.files.length} files, ${bytesText(bytes)}, as of ${made}\n`);
  io.stdout(`start it:  carpy --data-dir ${dataDir}\n`);
  return findings.some(({ level }) => level === 'damage') ? EXIT.failed : EXIT.ok;
}
