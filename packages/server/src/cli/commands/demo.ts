/** `carpy demo`: a server with a temporary data folder, and the demo's application beside it in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CarpyError } from '@carpy/core';
import type { Config, LoadedConfig } from '../../config/load.ts';
import type { CliCommand, ExitCode } from '../command.ts';
import { configurationOf, loggerOf } from '../configuration.ts';
import type { CliIo } from '../io.ts';
import { runUntilStopped, type Stoppable } from '../run-server.ts';
import { sayStarted } from '../start-lines.ts';

/** How long the application may take to end. */
const END_WITHIN_MS = 3_000;

export const demo: CliCommand = {
  name: 'demo',
  add: (program, io, run) => {
    program
      .command('demo')
      .summary('see it at work with an example shop')
      .description(
        'Runs a server and an example shop that reports to it, to look around in. Uses a temporary data folder, removed at the end, and free ports where the usual ones are taken. Reads flags only: no CARPY_* variable and no configuration file.',
      )
      .usage('[options of serve]')
      .allowUnknownOption()
      .allowExcessArguments()
      .action((_, command: { args: string[] }) => run(() => runDemo(command.args, io)));
  },
};

async function runDemo(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const loaded = await configurationOf(argv, io, { env: {}, files: { read: () => undefined } });
  if (loaded.config.statsdPort === 'off')
    throw new CarpyError('CARPY_BAD_CONFIG', '--statsd-port: off was given, but the demo sends its metrics there');
  if (!existsSync(io.demoEntry))
    throw new CarpyError(
      'CARPY_NOT_FOUND',
      `the demo's application is missing from ${io.demoEntry}: run npm run build`,
    );
  const log = loggerOf(loaded, io);
  const temporary = loaded.origins.dataDir === 'default' ? await mkdtemp(join(tmpdir(), 'carpy-demo-')) : undefined;
  try {
    const config: Config = {
      ...loaded.config,
      ...(temporary === undefined ? {} : { dataDir: temporary }),
      httpPort: await httpPortOf(loaded),
    };
    return await runUntilStopped(io, log, async (onFatal): Promise<Stoppable> => {
      const server = await io.startServer(config, {
        version: io.version,
        log,
        clock: io.clock,
        stdout: io.stdout,
        onFatal,
      });
      const address = new URL(server.url);
      const shop = startShop(io, server.url, `udp://${address.hostname}:${server.listeners.statsdUdp}`, onFatal);
      const where = config.publicUrl ?? server.url;
      sayStarted(io, log, config, server, [
        `Next: open ${where} in a browser; the example shop's first figures are there within half a minute.`,
      ]);
      return {
        close: async () => {
          await shop.end();
          await server.close();
        },
      };
    });
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

/** The port asked for; else the usual one or the next free after it. */
async function httpPortOf({ config, origins }: LoadedConfig): Promise<number> {
  if (origins.httpPort !== 'default') return config.httpPort;
  for (let port = config.httpPort; port < config.httpPort + 20; port++) {
    const free = await Promise.all(config.httpHost.map((host) => isFree(host, port)));
    if (free.every(Boolean)) return port;
  }
  return 0;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // An address that this machine does not have takes no port from anybody.
    server.once('error', (e: NodeJS.ErrnoException) => resolve(e.code !== 'EADDRINUSE'));
    server.listen({ host, port, ipv6Only: true }, () => server.close(() => resolve(true)));
  });
}

/** The shop is an application like any other: it knows the server's addresses and nothing else of carpy's variables. */
function startShop(io: CliIo, url: string, statsd: string, onFatal: (e: Error) => void): { end(): Promise<void> } {
  const env = Object.fromEntries(Object.entries(io.env).filter(([name]) => !name.startsWith('CARPY_')));
  const child = spawn(process.execPath, [io.demoEntry], {
    env: { ...env, CARPY_URL: url, CARPY_STATSD: statsd },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ending = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.once('error', (e) => onFatal(e));
  child.once('exit', (code, signal) => {
    if (!ending) onFatal(new Error(`the example shop ended by itself (${signal ?? `exit code ${code}`})`));
  });
  return {
    end: () => {
      ending = true;
      return endChild(child, exited);
    },
  };
}

async function endChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await exited;
  clearTimeout(cut);
}
