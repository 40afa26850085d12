/** `carpy delete PATH`: removes series from a running server. */
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { CliIo } from '../io.ts';
import { callServer, countOfSeries, seriesIn, URL_OPTION, webAddress } from '../server-call.ts';

interface DeleteFlags {
  readonly url?: string;
  readonly yes?: boolean;
}

/** A million names take a while. */
const TIMEOUT_MS = 120_000;

export const deleteSeries: CliCommand = {
  name: 'delete',
  add: (program, io, run) => {
    program
      .command('delete')
      .summary('remove series and their points')
      .description(
        'Removes the series at and below a path of a running server, and their points. It asks first. What is still sent under these names makes new series.',
      )
      .argument('<path>', 'for example servers.old, or carpy.shop.web-1')
      .option('--yes', 'do not ask')
      .option(...URL_OPTION, webAddress)
      .action((path: string, flags: DeleteFlags) => run(() => remove(path, flags, io)));
  },
};

async function remove(path: string, flags: DeleteFlags, io: CliIo): Promise<ExitCode> {
  const where = { path: `/api/v1/series?path=${encodeURIComponent(path)}`, url: flags.url };
  if (flags.yes !== true) {
    const series = seriesIn(await callServer({ method: 'GET', ...where }, io));
    if (series === 0) {
      io.stdout(`nothing to delete: no series at or below ${path}\n`);
      return EXIT.ok;
    }
    if (!(await confirm(`Delete ${countOfSeries(series)} at and below ${path}, with all their points?`, io))) {
      io.stderr('nothing was deleted\n');
      return EXIT.failed;
    }
  }
  const series = seriesIn(await callServer({ method: 'DELETE', ...where, timeoutMs: TIMEOUT_MS }, io));
  io.stdout(`deleted: ${countOfSeries(series)} at and below ${path}\n`);
  return EXIT.ok;
}
