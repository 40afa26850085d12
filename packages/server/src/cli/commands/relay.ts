/** `carpy relay`: shards StatsD lines by name over several servers. */
import { CarpyError } from '@carpy/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createLogger } from '../../config/logger.ts';
import { durationMs, hosts, integer, isLoopback, type Kind, port, portOrOff } from '../../config/option.ts';
import { hostAndPort } from '../../http/host.ts';
import { type RelaySettings, relayNode } from '../../relay/relay-options.ts';
import type { CliCommand, ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { runUntilStopped } from '../run-server.ts';

interface RelayFlags {
  readonly node: readonly string[];
  readonly host: readonly string[];
  readonly port: number;
  readonly adminPort: number | 'off';
  readonly socket?: string;
  readonly datagramSocket?: string;
  readonly protocol: 'udp' | 'tcp';
  readonly whenDown: 'spread' | 'drop';
  readonly healthInterval: number;
  readonly failAfter: number;
  readonly allowAnonymous: boolean;
  readonly printPorts: boolean;
}

export const relay: CliCommand = {
  name: 'relay',
  add: (program, io, run) => {
    flagsOf(
      program
        .command('relay')
        .summary('shard StatsD over several servers')
        .description(
          'Listens for StatsD and hands each line to one of several servers, chosen by the name, so that all values of a name meet in one place. A node whose health check fails is left out until it answers again.',
        ),
    ).action((flags: RelayFlags) => run(() => runRelay(flags, io)));
  },
};

const asKind =
  <T>(kind: Kind<T>) =>
  (given: string): T => {
    const value = kind.parse(given);
    if (value === undefined) throw new InvalidArgumentError(`allowed is ${kind.allowed}.`);
    return value;
  };

function flagsOf(command: Command): Command {
  return command
    .requiredOption(
      '--node <address>',
      'a server: HOST:PORT, with ,admin=PORT for health checks and ,weight=N for its share; may be given more than once',
      (given: string, before: readonly string[] = []) => [...before, given],
    )
    .option('--host <address>', 'where to listen', asKind(hosts), ['127.0.0.1', '::1'])
    .option('--port <port>', 'UDP and TCP port to listen on, 0 for a free one', asKind(port), 8125)
    .option('--admin-port <port>', 'TCP port for stats and health, on loopback, or off', asKind(portOrOff), 8126)
    .option('--socket <path>', 'also listen on this unix stream socket')
    .option('--datagram-socket <path>', 'also listen on this unix datagram socket (needs node-unix-socket)')
    .addOption(new Option('--protocol <name>', 'how lines go to the nodes').choices(['udp', 'tcp']).default('udp'))
    .addOption(
      new Option('--when-down <what>', 'lines of a node that is down: to the others, or dropped')
        .choices(['spread', 'drop'])
        .default('spread'),
    )
    .option(
      '--health-interval <ms>',
      'time between health checks',
      asKind(durationMs(100, 3_600_000, 'a number of ms or a duration such as 5s')),
      1_000,
    )
    .option('--fail-after <n>', 'failed checks in a row after which a node is down', asKind(integer(1, 100)), 3)
    .option('--allow-anonymous', 'let everyone who reaches an address beyond loopback send', false)
    .option('--print-ports', 'print one line of JSON with the ports on standard output', false);
}

async function runRelay(flags: RelayFlags, io: CliIo): Promise<ExitCode> {
  if (!flags.allowAnonymous && !flags.host.every(isLoopback))
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `--host: ${flags.host.join(',')} can be reached from other machines: add --allow-anonymous to take lines from everyone who reaches it`,
    );
  const settings: RelaySettings = {
    nodes: flags.node.map(relayNode),
    hosts: flags.host,
    port: flags.port,
    adminPort: flags.adminPort,
    socket: flags.socket,
    datagramSocket: flags.datagramSocket,
    protocol: flags.protocol,
    whenDown: flags.whenDown,
    healthIntervalMs: flags.healthInterval,
    failAfter: flags.failAfter,
    printPorts: flags.printPorts,
  };
  const log = createLogger({ level: 'info', format: 'text', write: (line) => io.stderr(line), clock: io.clock });
  return runUntilStopped(io, log, async () => {
    // Loaded when a relay is wanted: other commands need none of it.
    const { startRelay } = await import('../../relay/run-relay.ts');
    const running = await startRelay(settings, { log, clock: io.clock });
    const where = flags.host.map((host) => hostAndPort(host, running.port)).join(', ');
    const nodes = settings.nodes.map(({ host, port }) => hostAndPort(host, port)).join(', ');
    io.stderr(`carpy relay takes StatsD on udp, tcp ${where} and shards it over ${nodes}\nStop with Ctrl-C.\n`);
    if (settings.printPorts)
      io.stdout(
        `${JSON.stringify({ statsd: { udp: running.port, tcp: running.port }, statsdAdmin: running.adminPort })}\n`,
      );
    return running;
  });
}
