/** `carpy mark deploy APP VERSION`: draws a deploy into the charts of a running server. For the last line of a deploy script. */
import { CarpyError } from '@carpy/core';
import { InvalidArgumentError } from 'commander';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';

const TIMEOUT_MS = 10_000;
const DEFAULT_URL = 'http://127.0.0.1:2277';

interface MarkOptions {
  readonly server: readonly string[];
  readonly text?: string;
  readonly url?: string;
}

export const mark: CliCommand = {
  name: 'mark',
  add: (program, io, run) => {
    program
      .command('mark')
      .summary('mark a deploy in the charts')
      .description('Adds annotations to a running server.')
      .command('deploy')
      .description('Marks that a version of an app went live now.')
      .argument('<app>', 'the app, as its agent names it')
      .argument('<version>', 'the version that went live')
      .option(
        '--server <name>',
        'a server that it went to; may be given more than once',
        (name: string, names: readonly string[]) => [...names, name],
        [] as readonly string[],
      )
      .option('--text <text>', 'words to show with the mark')
      .option('--url <url>', `address of the carpy server (default: CARPY_URL, else ${DEFAULT_URL})`, webAddress)
      .action((app: string, version: string, options: MarkOptions) => run(() => markDeploy(app, version, options, io)));
  },
};

function webAddress(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new InvalidArgumentError('an http or https address is needed.');
  return given;
}

async function markDeploy(app: string, version: string, options: MarkOptions, io: CliIo): Promise<ExitCode> {
  const base = options.url ?? (io.env['CARPY_URL'] || DEFAULT_URL);
  const url = `${base.replace(/\/+$/, '')}/api/v1/annotations`;
  const body = {
    app,
    version,
    tags: ['deploy'],
    ...(options.server.length === 0 ? {} : { servers: options.server }),
    ...(options.text === undefined ? {} : { text: options.text }),
  };
  const key = io.env['CARPY_KEY'];
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (e) {
    const cause =
      e instanceof Error && e.cause instanceof Error
        ? e.cause.message || (e.cause as NodeJS.ErrnoException).code
        : e instanceof Error
          ? e.message
          : String(e);
    throw new CarpyError(
      'CARPY_UNREACHABLE',
      `no answer from ${url}: ${cause}; is carpy running there? --url names another address`,
      { cause: e },
    );
  }
  const text = (await response.text()).slice(0, 10_000);
  if (!response.ok) throw new CarpyError('CARPY_BAD_REQUEST', `${url} answered ${response.status}: ${messageOf(text)}`);
  io.stdout(`marked: ${app} ${version}\n`);
  return EXIT.ok;
}

/** The message of an ErrorAnswer, else the body's start. */
function messageOf(text: string): string {
  try {
    const message = (JSON.parse(text) as { error?: { message?: unknown } }).error?.message;
    if (typeof message === 'string') return message;
  } catch {
    // Something else answered than carpy; its own words are the best there is.
  }
  return text.slice(0, 200);
}
