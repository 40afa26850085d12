/** What a started server says: where it listens, where its data are, what to do next; and the line of --print-ports. */
import type { Config } from '../config/load.ts';
import type { Logger } from '../config/logger.ts';
import { hostAndPort } from '../http/host.ts';
import type { RunningServer } from '../main.ts';
import type { CliIo } from './io.ts';

/** One line of JSON for scripts; null where a listener is off. */
function portsLine({ url, listeners }: RunningServer): string {
  return `${JSON.stringify({
    http: url,
    statsd: { udp: listeners.statsdUdp, tcp: listeners.statsdTcp },
    statsdAdmin: listeners.statsdAdmin,
    carbon: listeners.carbon,
    carbonPickle: listeners.carbonPickle,
  })}\n`;
}

/** `next` is what to do now, one line each; undefined says how to send first metrics. */
export function sayStarted(
  io: CliIo,
  log: Logger,
  config: Config,
  server: RunningServer,
  next?: readonly string[],
): void {
  const { listeners } = server;
  const all = (hosts: readonly string[], port: number | null): string =>
    port === null ? 'off' : hosts.map((host) => hostAndPort(host, port)).join(', ');
  const facts = {
    http: config.publicUrl ?? server.url,
    statsd: statsdFact(config, listeners, all),
    carbon: carbonFact(config, listeners, all),
    data: config.dataDir,
  };
  if (config.logFormat === 'json' || config.logLevel !== 'info')
    log.info('carpy is ready', { version: io.version, ...facts });
  else io.stderr(`${readyText(io.version, facts, next ?? firstSteps(facts.http, listeners.statsdUdp))}\n`);
  for (const notice of server.notices) log.warn(notice);
  if (config.printPorts) io.stdout(portsLine(server));
}

/** `udp, tcp 127.0.0.1:8125, [::1]:8125; unix /run/statsd.sock; admin 127.0.0.1:8126`. */
function statsdFact(
  config: Config,
  { statsdUdp, statsdTcp, statsdAdmin }: RunningServer['listeners'],
  all: (hosts: readonly string[], port: number | null) => string,
): string {
  const schemes = [...(statsdUdp === null ? [] : ['udp']), ...(statsdTcp === null ? [] : ['tcp'])];
  const parts = [
    ...(schemes.length === 0 ? [] : [`${schemes.join(', ')} ${all(config.statsdHost, statsdUdp ?? statsdTcp)}`]),
    ...(config.statsdSocket === undefined ? [] : [`unix ${config.statsdSocket}`]),
    ...(config.statsdDatagramSocket === undefined ? [] : [`unix datagrams ${config.statsdDatagramSocket}`]),
    ...(statsdAdmin === null ? [] : [`admin ${all(config.statsdAdminHost, statsdAdmin)}`]),
  ];
  return parts.length === 0 ? 'off' : parts.join('; ');
}

/** `tcp, udp 127.0.0.1:2003, [::1]:2003; pickle 127.0.0.1:2004, [::1]:2004`. */
function carbonFact(
  config: Config,
  { carbon, carbonPickle }: RunningServer['listeners'],
  all: (hosts: readonly string[], port: number | null) => string,
): string {
  const parts = [
    ...(carbon === null ? [] : [`tcp, udp ${all(config.carbonHost, carbon)}`]),
    ...(carbonPickle === null ? [] : [`pickle ${all(config.carbonHost, carbonPickle)}`]),
  ];
  return parts.length === 0 ? 'off' : parts.join('; ');
}

interface Facts {
  readonly http: string;
  readonly statsd: string;
  readonly carbon: string;
  readonly data: string;
}

function readyText(version: string, facts: Facts, next: readonly string[]): string {
  return [
    `carpy ${version} is ready`,
    '',
    `  web UI   ${facts.http}`,
    `  StatsD   ${facts.statsd}`,
    `  carbon   ${facts.carbon}`,
    `  data     ${facts.data}`,
    '',
    ...next,
    'Stop with Ctrl-C.',
  ].join('\n');
}

function firstSteps(url: string, statsdPort: number | null): string[] {
  const send = `node -e "require('dgram').createSocket('udp4').send('hello:1|c', ${statsdPort}, '127.0.0.1', function () { this.close() })"`;
  return [
    `Next: open ${url} in a browser; it shows how to send the first metrics.`,
    ...(statsdPort === null ? [] : [`Or try: ${send}`]),
  ];
}
