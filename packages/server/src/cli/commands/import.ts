/** `carpy import whisper DIR`, `carpy import lines [FILE]`: brings a history into a running server. */
import { resolve } from 'node:path';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { progressLine } from '../progress.ts';
import { countOfSeries, URL_OPTION, webAddress } from '../server-call.ts';
import { untilStopped } from '../stop-signal.ts';
import { UsageError } from '../usage-error.ts';

interface WhisperFlags {
  readonly url?: string;
  readonly prefix?: string;
  readonly journal?: string;
  readonly dryRun?: boolean;
}

interface LinesFlags {
  readonly url?: string;
}

const DEFAULT_JOURNAL = 'carpy-import.journal';

export const importSeries: CliCommand = {
  name: 'import',
  add: (program, io, run) => {
    const command = program
      .command('import')
      .summary('bring whisper files or carbon lines into a running server')
      .description(
        'Brings the history of a Graphite into a running server. New points may come in meanwhile; importing the same twice changes nothing.',
      );
    command
      .command('whisper')
      .description(
        'Reads a tree of whisper files (often /opt/graphite/storage/whisper or /var/lib/graphite/whisper), each archive in its own step, and sends what they hold. Start the server with --graphite-conf and the same storage-schemas.conf first: then series keep the retentions that they had. An import that was cut short goes on where it was when it is run again.',
      )
      .argument('<dir>', 'the folder that holds the tree')
      .option(
        '--prefix <path>',
        'put before every name: with team.a, servers.web-1.load becomes team.a.servers.web-1.load',
      )
      .option('--journal <file>', 'remembers what is done, for the next run', DEFAULT_JOURNAL)
      .option('--dry-run', 'read everything, send nothing, and say what would be sent')
      .option(...URL_OPTION, webAddress)
      .action((dir: string, flags: WhisperFlags) => run(() => fromWhisper(dir, flags, io)));
    command
      .command('lines')
      .description(
        'Sends lines of carbon\'s plaintext protocol, "path value stamp", as carpy export --format lines writes them. Unlike port 2003 it tells which lines were refused.',
      )
      .argument('[file]', 'the file; standard input without one, or with -')
      .option(...URL_OPTION, webAddress)
      .action((file: string | undefined, flags: LinesFlags) => run(() => fromLines(file, flags, io)));
  },
};

async function fromWhisper(dir: string, flags: WhisperFlags, io: CliIo): Promise<ExitCode> {
  const { importWhisper } = await import('../../import/import-whisper.ts');
  const prefix = (flags.prefix ?? '').replace(/\.+$/, '');
  if (/[^A-Za-z0-9_.:-]/.test(prefix)) throw new UsageError(`--prefix ${prefix}: letters, digits, . _ : - are taken`);
  const dryRun = flags.dryRun === true;
  const progress = progressLine('read', io);
  const result = await untilStopped(
    io,
    'the import',
    (signal) =>
      importWhisper(
        {
          root: resolve(io.cwd, dir),
          journal: resolve(io.cwd, flags.journal ?? DEFAULT_JOURNAL),
          prefix,
          url: flags.url,
          dryRun,
          signal,
          onProgress: progress.update,
        },
        io,
      ),
    'what it has sent stays; run it again to go on',
  ).finally(progress.end);
  for (const fault of result.faults) io.stderr(`carpy: left out: ${fault}\n`);
  if (result.faultCount > result.faults.length)
    io.stderr(`carpy: left out: ${result.faultCount - result.faults.length} files more\n`);
  const { files, skipped, empty, points } = result;
  if (files === 0) throw new UsageError(`${dir}: there is no file that ends with .wsp below it`);
  const before = skipped === 0 ? '' : `, ${skipped.toLocaleString('en')} of them by an earlier run`;
  const none = empty === 0 ? '' : `, ${empty.toLocaleString('en')} without a point`;
  if (dryRun)
    io.stdout(`would import: ${points.toLocaleString('en')} points of ${files.toLocaleString('en')} files${none}\n`);
  else {
    tellRejected(result.rejected, result.rejectedNames, io);
    io.stdout(
      `imported: ${files.toLocaleString('en')} files${before}${none}; ${result.stored.toLocaleString('en')} points of ${countOfSeries(result.series)}\n`,
    );
  }
  return result.faultCount === 0 ? EXIT.ok : EXIT.failed;
}

async function fromLines(file: string | undefined, flags: LinesFlags, io: CliIo): Promise<ExitCode> {
  const { importLines } = await import('../../import/import-lines.ts');
  const from = file === undefined || file === '-' ? undefined : resolve(io.cwd, file);
  const result = await untilStopped(
    io,
    'the import',
    (signal) => importLines({ file: from, url: flags.url, signal }, io),
    'what it has sent stays',
  );
  for (const fault of result.faults) io.stderr(`carpy: left out: ${fault}\n`);
  if (result.bad > result.faults.length)
    io.stderr(`carpy: left out: ${result.bad - result.faults.length} lines more\n`);
  tellRejected(result.rejected, result.rejectedNames, io);
  io.stdout(`imported: ${result.stored.toLocaleString('en')} points of ${result.lines.toLocaleString('en')} lines\n`);
  return result.bad === 0 ? EXIT.ok : EXIT.failed;
}

function tellRejected(rejected: number, names: readonly string[], io: CliIo): void {
  if (rejected > 0)
    io.stderr(
      `carpy: ${rejected.toLocaleString('en')} points were refused: older than any retention, or of series of another kind (${names.join(', ')})\n`,
    );
}
