/** The command line: finds the command, runs it, and turns what it throws into one clear line and an exit code. */
import { didYouMean, isCarpyError } from '@carpy/core';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode } from './command.ts';
import { commands } from './commands/index.ts';
import type { CliIo } from './io.ts';
import { UsageError } from './usage-error.ts';

/** `argv` without node and script. Never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const [first] = argv;
  if (
    first !== undefined &&
    /^[a-z]/i.test(first) &&
    first !== 'help' &&
    !commands.some((command) => command.name === first)
  ) {
    const names = commands.map((command) => command.name);
    io.stderr(`carpy: ${first}: unknown command${didYouMean(first, names)}; there are ${names.join(', ')}\n`);
    return EXIT.usage;
  }
  let chosen: (() => Promise<ExitCode>) | undefined;
  try {
    programOf(io, (action) => {
      chosen = action;
    }).parse([...argv], { from: 'user' });
    return chosen === undefined ? EXIT.ok : await chosen();
  } catch (e) {
    return failure(e, io);
  }
}

function programOf(io: CliIo, run: (action: () => Promise<ExitCode>) => void): Command {
  const program = new Command('carpy')
    .description(
      'Application performance monitoring in one process: StatsD server, Graphite server and web UI.\nWithout a command it serves: carpy is carpy serve.',
    )
    .version(io.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .showHelpAfterError('(--help after the command tells what it takes)')
    .exitOverride()
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  carpy                                   serve on http://127.0.0.1:2277, data in ./carpy-data',
        '  carpy demo                              see it at work with an example shop',
        '  carpy --http-port 8080 --data-dir /var/lib/carpy',
        '  carpy mark deploy shop 1.4.2            draw a deploy into the charts',
        "  carpy query 'carpy.shop.*.*.ok.count'   evaluate an expression and draw it here",
        "  carpy requests 'status:5xx' --follow    watch requests that fail",
        '  carpy import whisper /opt/graphite/storage/whisper   bring the history of a Graphite in',
        '  carpy relay --node web-1:8125 --node web-2:8125   shard StatsD over two servers',
        '  carpy check                             check the configuration and print it',
        '',
        'Options of the server: carpy serve --help. Each is also a CARPY_* variable and a key of carpy.config.json.',
      ].join('\n'),
    );
  for (const command of commands) command.add(program, io, run);
  return program;
}

function failure(e: unknown, io: CliIo): ExitCode {
  if (e instanceof CommanderError) return e.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (e instanceof UsageError) {
    io.stderr(`carpy: ${e.message}\n`);
    return EXIT.usage;
  }
  if (isCarpyError(e) && e.code !== 'CARPY_INTERNAL')
    io.stderr(`carpy: ${e.message.replaceAll('\n', '\n  ')} [${e.code}]\n`);
  else io.stderr(`carpy: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n`);
  return EXIT.failed;
}
