/** `carpy export PATH`: writes series of a running server as carbon lines or CSV. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CarpyError, isCarpyError } from '@carpy/core';
import { Option } from 'commander';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { csvText } from '../query-text.ts';
import { type Rendered, rendered } from '../rendered.ts';
import { seriesPaths } from '../series-paths.ts';
import { URL_OPTION, webAddress } from '../server-call.ts';
import { untilStopped } from '../stop-signal.ts';

const FORMATS = ['lines', 'csv'] as const;

interface ExportFlags {
  readonly from: string;
  readonly until: string;
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly url?: string;
}

/** Series asked for at once; fewer when the server says that this is too much. */
const SERIES_AT_ONCE = 20;

export const exportSeries: CliCommand = {
  name: 'export',
  add: (program, io, run) => {
    program
      .command('export')
      .summary('write series as carbon lines or CSV')
      .description(
        'Writes the points of series of a running server, to standard output or a file. lines are carbon\'s, "path value stamp": carpy import lines, port 2003 of any carbon and whisper\'s tools read them. Each range comes in the resolution that is kept of its beginning, as /render answers it: export the last day and the days before it one after the other to have each in its finest.',
      )
      .argument('<path...>', 'a path or glob, with everything below it; or an expression, written as it evaluates')
      .option('--from <time>', 'beginning, as Graphite takes it', '-24h')
      .option('--until <time>', 'end', 'now')
      .addOption(new Option('--format <format>', 'what is written').choices(FORMATS).default('lines'))
      .option('--out <file>', 'into a file, which must not be there yet')
      .option(...URL_OPTION, webAddress)
      .addHelpText(
        'after',
        [
          '',
          'Examples:',
          '  carpy export servers --from -7d --out servers.lines',
          "  carpy export 'carpy.shop.*.*.ok.count' --format csv",
          '  carpy export \'seriesByTag("name=disk.used")\'',
        ].join('\n'),
      )
      .action((paths: string[], flags: ExportFlags) => run(() => writeSeries(paths, flags, io)));
  },
};

async function writeSeries(paths: readonly string[], flags: ExportFlags, io: CliIo): Promise<ExitCode> {
  const sink = flags.out === undefined ? undefined : await fileSink(resolve(io.cwd, flags.out));
  const write = sink?.write ?? (async (text: string) => io.stdout(text));
  let series = 0;
  let points = 0;
  try {
    await untilStopped(
      io,
      'the export',
      async (signal) => {
        if (flags.format === 'csv') await write('path,time,value\n');
        for await (const batch of batches(paths, flags, io)) {
          signal.throwIfAborted();
          for (const one of batch) {
            const text = flags.format === 'csv' ? csvOf(one) : linesOf(one);
            if (text !== '') await write(text);
            series++;
            points += one.datapoints.length;
          }
        }
      },
      'what is written so far is whole lines',
    );
  } finally {
    await sink?.end({ keep: series > 0 });
  }
  io.stderr(`exported: ${points.toLocaleString('en')} points of ${series.toLocaleString('en')} series\n`);
  if (series > 0) return EXIT.ok;
  io.stderr(`carpy: nothing matches ${paths.join(' ')}\n`);
  return EXIT.failed;
}

/** An expression, or a tagged name, is asked for as it is; a path or glob by the series at and below it. */
const isTarget = (path: string): boolean => /[(;|]/.test(path);

async function* batches(paths: readonly string[], flags: ExportFlags, io: CliIo): AsyncGenerator<readonly Rendered[]> {
  const ask = (targets: readonly string[]): Promise<readonly Rendered[]> =>
    rendered(
      {
        targets,
        from: flags.from,
        until: flags.until,
        tz: undefined,
        maxDataPoints: undefined,
        noNullPoints: true,
        url: flags.url,
      },
      io,
    );
  for (const path of paths) {
    if (isTarget(path)) {
      yield await ask([path]);
      continue;
    }
    let names: string[] = [];
    for await (const name of seriesPaths(path, flags.url, io)) {
      names.push(targetOf(name));
      if (names.length < SERIES_AT_ONCE) continue;
      yield await fewerIfNeeded(names, ask);
      names = [];
    }
    if (names.length > 0) yield await fewerIfNeeded(names, ask);
  }
}

async function fewerIfNeeded(
  names: readonly string[],
  ask: (targets: readonly string[]) => Promise<readonly Rendered[]>,
): Promise<readonly Rendered[]> {
  try {
    return await ask(names);
  } catch (e) {
    if (!isCarpyError(e) || e.code !== 'CARPY_TOO_MUCH' || names.length === 1) throw e;
    const half = names.length >> 1;
    return [...(await fewerIfNeeded(names.slice(0, half), ask)), ...(await fewerIfNeeded(names.slice(half), ask))];
  }
}

/** A name as a target that means just it. */
const targetOf = (name: string): string => name.replace(/[(){},'"\\|=]/g, '\\$&').replace(/[*?]/g, '[$&]');

const linesOf = ({ target, datapoints }: Rendered): string =>
  datapoints.map(([value, atS]) => `${target.replaceAll(/\s/g, '_')} ${value} ${atS}\n`).join('');

const csvOf = ({ target, datapoints }: Rendered): string =>
  datapoints.map(([value, atS]) => `${csvText(target)},${new Date(atS * 1000).toISOString()},${value}\n`).join('');

interface Sink {
  write(text: string): Promise<void>;
  /** Without `keep` the file goes: one of which nothing came would be in the way of the next try. */
  end(as: { readonly keep: boolean }): Promise<void>;
}

async function fileSink(path: string): Promise<Sink> {
  const stream = createWriteStream(path, { flags: 'wx' });
  await new Promise<void>((opened, failed) => {
    stream.once('open', () => opened());
    stream.once('error', (cause) =>
      failed(new CarpyError('CARPY_BAD_REQUEST', `${path} can't be written: ${cause.message}`, { cause })),
    );
  });
  // One write at a time, so that its error is the caller's and memory stays bounded.
  return {
    write: (text) =>
      new Promise((done, failed) => {
        stream.write(text, (cause) =>
          cause == null
            ? done()
            : failed(new CarpyError('CARPY_BAD_REQUEST', `${path} can't be written: ${cause.message}`, { cause })),
        );
      }),
    end: async ({ keep }) => {
      await new Promise<void>((done) => stream.end(() => done()));
      if (!keep) await rm(path, { force: true });
    },
  };
}
