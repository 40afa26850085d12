/** `carpy mark deploy APP VERSION`: draws a deploy into the charts of a running server. For the last line of a deploy script. */
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { callServer, URL_OPTION, webAddress } from '../server-call.ts';

interface MarkOptions {
  readonly server?: readonly string[];
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
        (name: string, names: readonly string[] = []) => [...names, name],
      )
      .option('--text <text>', 'words to show with the mark')
      .option(...URL_OPTION, webAddress)
      .action((app: string, version: string, options: MarkOptions) => run(() => markDeploy(app, version, options, io)));
  },
};

async function markDeploy(app: string, version: string, options: MarkOptions, io: CliIo): Promise<ExitCode> {
  const body = {
    app,
    version,
    tags: ['deploy'],
    ...(options.server === undefined ? {} : { servers: options.server }),
    ...(options.text === undefined ? {} : { text: options.text }),
  };
  await callServer({ method: 'POST', path: '/api/v1/annotations', body, url: options.url }, io);
  io.stdout(`marked: ${app} ${version}\n`);
  return EXIT.ok;
}
