/** `carpy requests QUERY`: what the request log has of it, as a table or as JSON; with --follow as it comes. */
import type { RecordsPage } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { Option } from 'commander';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { followTail } from '../follow-tail.ts';
import type { CliIo } from '../io.ts';
import { requestsTotal, requestTable } from '../request-table.ts';
import { URL_OPTION, webAddress, wholeAnswer } from '../server-call.ts';
import { wholeNumber } from './query.ts';

interface RequestFlags {
  readonly app?: string;
  readonly from: string;
  readonly until: string;
  readonly limit: number;
  readonly slowest?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly width?: number;
  readonly url?: string;
}

const MAX_LIMIT = 1_000;
const USUAL_LIMIT = 50;
/** A search ends by itself before this: --query-timeout of the server. */
const TIMEOUT_MS = 60_000;

export const requests: CliCommand = {
  name: 'requests',
  add: (program, io, run) => {
    program
      .command('requests')
      .summary('search the request log')
      .description(
        'Lists request records that a query finds on a running server, newest first. With --follow it shows them as they come, until it is stopped. Exits with 1 when nothing matches.',
      )
      .argument('[query...]', 'for example \'status:5xx duration:>500ms "card declined"\', in quotes; without one all')
      .option('--app <name>', 'of this app only')
      .option('--from <time>', 'beginning, as Graphite takes it: -1h, 20260131, epoch seconds', '-1h')
      .option('--until <time>', 'end', 'now')
      .option('--limit <n>', `at most so many, up to ${MAX_LIMIT}`, wholeNumber(MAX_LIMIT), USUAL_LIMIT)
      .addOption(new Option('--slowest', 'the slowest first').conflicts('follow'))
      .option('--follow', 'show records as they come')
      .option('--json', 'one JSON object a line: whole records, with --follow rows')
      .option('--width <n>', 'characters of a line (default: the terminal, else 120)', wholeNumber())
      .option(...URL_OPTION, webAddress)
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          "  carpy requests 'status:5xx' --app shop --from -24h",
          '  carpy requests \'transaction:"POST /cart" duration:>1s\' --slowest --limit 10',
          "  carpy requests 'outcome:error' --follow",
          '',
          'The query language: docs/requests.md.',
        ].join('\n'),
      )
      .action((words: string[], flags: RequestFlags) => run(() => ask(words.join(' '), flags, io)));
  },
};

async function ask(q: string, flags: RequestFlags, io: CliIo): Promise<ExitCode> {
  const width = Math.max(60, flags.width ?? (process.stdout.isTTY === true ? process.stdout.columns : 120));
  const table = requestTable({ width, tz: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const scope = { q, ...(flags.app === undefined ? {} : { app: flags.app }) };
  if (flags.follow === true) return followTail({ scope, json: flags.json === true, url: flags.url }, table, io);
  const parameters = new URLSearchParams({
    ...scope,
    from: flags.from,
    to: flags.until,
    limit: String(flags.limit),
    order: flags.slowest === true ? 'slowest' : 'newest',
    // One bucket is the cheapest way to hear how many there are in all.
    ...(flags.json === true ? {} : { view: 'rows', buckets: '1' }),
  });
  const page = await pageAt(`/api/v1/records?${parameters}`, flags.url, io);
  if (flags.json === true) for (const record of page.records ?? []) io.stdout(`${JSON.stringify(record)}\n`);
  else {
    const rows = page.rows ?? [];
    if (rows.length > 0) io.stdout(`${table.head()}\n${rows.map((row) => `${table.line(row)}\n`).join('')}`);
    io.stderr(`${requestsTotal(page, rows.length)}\n`);
  }
  return (page.records ?? page.rows ?? []).length > 0 ? EXIT.ok : EXIT.failed;
}

async function pageAt(path: string, url: string | undefined, io: CliIo): Promise<RecordsPage> {
  const text = await wholeAnswer({ method: 'GET', path, url, timeoutMs: TIMEOUT_MS }, io);
  try {
    return JSON.parse(text) as RecordsPage;
  } catch (cause) {
    throw new CarpyError('CARPY_BAD_REQUEST', `the server answered no records: ${text.slice(0, 200)}`, { cause });
  }
}
