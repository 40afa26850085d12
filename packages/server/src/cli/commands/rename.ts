/** `carpy rename OLD NEW`: moves series of a running server to another path, with their points. */
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { CliIo } from '../io.ts';
import { callServer, countOfSeries, seriesIn, URL_OPTION, webAddress } from '../server-call.ts';

interface RenameFlags {
  readonly url?: string;
  readonly yes?: boolean;
}

/** A million names take a while. */
const TIMEOUT_MS = 120_000;

export const rename: CliCommand = {
  name: 'rename',
  add: (program, io, run) => {
    program
      .command('rename')
      .summary('move series to another path')
      .description(
        'Moves the series at and below a path of a running server to another path; their points come along. It asks first. What is still sent under the old names makes new series there.',
      )
      .argument('<old>', 'for example carpy.shop.web-1')
      .argument('<new>', 'for example carpy.shop.web-a; nothing may be there yet')
      .option('--yes', 'do not ask')
      .option(...URL_OPTION, webAddress)
      .action((from: string, to: string, flags: RenameFlags) => run(() => move(from, to, flags, io)));
  },
};

async function move(from: string, to: string, flags: RenameFlags, io: CliIo): Promise<ExitCode> {
  const { url } = flags;
  if (flags.yes !== true) {
    const path = `/api/v1/series?path=${encodeURIComponent(from)}`;
    const series = seriesIn(await callServer({ method: 'GET', path, url }, io));
    if (!(await confirm(`Rename ${countOfSeries(series)} at and below ${from} to ${to}?`, io))) {
      io.stderr('nothing was renamed\n');
      return EXIT.failed;
    }
  }
  const body = { from, to };
  const path = '/api/v1/series/rename';
  const series = seriesIn(await callServer({ method: 'POST', path, body, url, timeoutMs: TIMEOUT_MS }, io));
  io.stdout(`renamed: ${countOfSeries(series)} at and below ${from}, to ${to}\n`);
  return EXIT.ok;
}
