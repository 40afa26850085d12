/** `carpy serve`, and `carpy` alone: runs the server until it is told to stop. */
import { optionsHelp } from '../../config/docs.ts';
import type { CliCommand, ExitCode } from '../command.ts';
import { configurationOf, loggerOf } from '../configuration.ts';
import type { CliIo } from '../io.ts';
import { runUntilStopped } from '../run-server.ts';
import { sayStarted } from '../start-lines.ts';

export const serve: CliCommand = {
  name: 'serve',
  add: (program, io, run) => {
    program
      .command('serve', { isDefault: true })
      .summary('run the server (the default)')
      .description(
        'Runs the server until SIGTERM or SIGINT. Everything is optional: without options it listens on loopback only and keeps its data in ./carpy-data.',
      )
      .usage('[options]')
      .allowUnknownOption()
      .allowExcessArguments()
      .addHelpText('after', () => `\nServer options:\n${optionsHelp()}`)
      .action((_, command: { args: string[] }) => run(() => serveUntilStopped(command.args, io)));
  },
};

async function serveUntilStopped(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const loaded = await configurationOf(argv, io);
  const log = loggerOf(loaded, io);
  for (const warning of loaded.warnings) log.warn(warning);
  if (loaded.file !== undefined) log.debug('configuration file read', { file: loaded.file });
  return runUntilStopped(io, log, async (onFatal) => {
    const server = await io.startServer(loaded.config, {
      version: io.version,
      log,
      clock: io.clock,
      stdout: io.stdout,
      onFatal,
    });
    sayStarted(io, log, loaded.config, server);
    return server;
  });
}
