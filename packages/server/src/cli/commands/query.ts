/** `carpy query TARGET`: evaluates targets on a running server and shows a chart, a table, CSV or JSON. */
import { isTimezone } from '@carpy/core';
import { InvalidArgumentError, Option } from 'commander';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { QUERY_FORMATS, type QueryFormat, queryText } from '../query-text.ts';
import { rendered } from '../rendered.ts';
import { URL_OPTION, webAddress } from '../server-call.ts';
import { UsageError } from '../usage-error.ts';

interface QueryFlags {
  readonly from: string;
  readonly until: string;
  readonly format?: QueryFormat;
  readonly maxPoints?: number;
  readonly tz?: string;
  readonly width?: number;
  readonly url?: string;
}

export const query: CliCommand = {
  name: 'query',
  add: (program, io, run) => {
    program
      .command('query')
      .summary('evaluate a target and show it')
      .description(
        "Evaluates expressions of Graphite's render language on a running server. On a terminal it draws a small chart of each series, else it prints a table. Exits with 1 when nothing matches.",
      )
      .argument('<target...>', "for example 'sumSeries(carpy.shop.*.*.ok.count)', in quotes")
      .option('--from <time>', 'beginning, as Graphite takes it: -1h, "noon yesterday", 20260131, epoch seconds', '-1h')
      .option('--until <time>', 'end', 'now')
      .addOption(new Option('--format <format>', 'how it is shown').choices(QUERY_FORMATS))
      .option('--max-points <n>', 'at most so many points a series; more are consolidated', wholeNumber())
      .option('--tz <zone>', 'time zone of times given and shown, as Europe/Berlin (default: that of this machine)')
      .option('--width <n>', 'characters of a line (default: the terminal, else 100)', wholeNumber())
      .option(...URL_OPTION, webAddress)
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          "  carpy query 'carpy.shop.*.POST-checkout.ok.upper_95'",
          '  carpy query \'mergeTimers(carpy.shop.*.*.ok, "upper_99", 3)\' --from -24h --format csv',
          '  carpy query \'summarize(stats.counters.orders.count, "1d", "sum")\' --from -30d --format table',
        ].join('\n'),
      )
      .action((targets: string[], flags: QueryFlags) => run(() => ask(targets, flags, io)));
  },
};

async function ask(targets: readonly string[], flags: QueryFlags, io: CliIo): Promise<ExitCode> {
  const terminal = process.stdout.isTTY === true;
  const format = flags.format ?? (terminal ? 'chart' : 'table');
  const width = Math.max(40, flags.width ?? (terminal ? process.stdout.columns : 100));
  const tz = flags.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isTimezone(tz)) throw new UsageError(`--tz ${tz}: a name such as Europe/Berlin or UTC is needed`);
  const series = await rendered(
    {
      targets,
      from: flags.from,
      until: flags.until,
      tz,
      maxDataPoints: flags.maxPoints,
      url: flags.url,
    },
    io,
  );
  io.stdout(queryText(series, { format, width, tz }));
  if (series.length > 0) return EXIT.ok;
  io.stderr(`carpy: nothing matches ${targets.join(' ')} from ${flags.from} until ${flags.until}\n`);
  return EXIT.failed;
}

/** Takes an option's whole number from 1 to `most`. */
export const wholeNumber =
  (most = 1_000_000) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`a whole number from 1 to ${most} is needed.`);
    return value;
  };
