/** What is said of a listener's port that is taken: who holds it, and where the listener went instead. */
import { CarpyError, isCarpyError } from '@carpy/core';
import type { Config } from '../config/load.ts';
import { describePortHolder, findPortHolder, type PortProtocol } from '../config/port-holder.ts';
import type { IngestListener, IngestPorts } from '../threads/ingest-room.ts';

interface Words {
  readonly name: string;
  readonly flag: string;
  /** One that is held for either protocol is taken. */
  readonly protocols: readonly PortProtocol[];
  wanted(config: Config): number | 'off';
  got(ports: IngestPorts): number | undefined;
}

const words: Readonly<Record<IngestListener, Words>> = {
  statsd: {
    name: 'StatsD',
    flag: '--statsd-port',
    protocols: ['udp', 'tcp'],
    wanted: (config) => config.statsdPort,
    got: (ports) => ports.statsdUdp ?? ports.statsdTcp,
  },
  statsdAdmin: {
    name: 'StatsD admin',
    flag: '--statsd-admin-port',
    protocols: ['tcp'],
    wanted: (config) => config.statsdAdminPort,
    got: (ports) => ports.statsdAdmin,
  },
  carbon: {
    name: 'carbon',
    flag: '--carbon-port',
    protocols: ['tcp', 'udp'],
    wanted: (config) => config.carbonPort,
    got: (ports) => ports.carbon,
  },
  carbonPickle: {
    name: 'carbon pickle',
    flag: '--carbon-pickle-port',
    protocols: ['tcp'],
    wanted: (config) => config.carbonPicklePort,
    got: (ports) => ports.carbonPickle,
  },
};

/** A port in use, with the process that holds it; every other error as it is. */
export async function withHolder(e: unknown, listener: IngestListener | undefined, config: Config): Promise<unknown> {
  if (!isCarpyError(e) || e.code !== 'CARPY_PORT_IN_USE' || listener === undefined) return e;
  const { name, flag, protocols, wanted } = words[listener];
  const port = Number(wanted(config));
  // A unix socket in use says so itself.
  if (Number.isNaN(port) || !e.detail.includes(String(port))) return e;
  return new CarpyError('CARPY_PORT_IN_USE', await heldPort(name, flag, protocols, port), { cause: e });
}

/** What a taken port is called by those who asked for it: `8125 (StatsD) is held by node (pid 7): stop it, or choose another with --port`. */
export async function heldPort(
  name: string,
  flag: string,
  protocols: readonly PortProtocol[],
  port: number,
): Promise<string> {
  const found = await Promise.all(protocols.map((protocol) => findPortHolder(protocol, port)));
  const holder = found.find((h) => h !== undefined);
  const who = holder === undefined ? 'another process' : `${holder.name} (pid ${holder.pid})`;
  return `${port} (${name}) is held by ${who}: stop it, or choose another with ${flag}`;
}

/** A default port that another process holds is replaced by the next free one: sentences that say so. */
export async function noticesOf(config: Config, ports: IngestPorts): Promise<string[]> {
  const notices: string[] = [];
  for (const { name, protocols, wanted, got } of Object.values(words)) {
    const [asked, taken] = [wanted(config), got(ports)];
    if (asked === 'off' || asked === 0 || taken === undefined || taken === asked) continue;
    const holders = await Promise.all(protocols.map((protocol) => findPortHolder(protocol, asked)));
    const held = protocols[holders.findIndex((h) => h !== undefined)] ?? (protocols[0] as PortProtocol);
    notices.push(`${asked} is taken by ${await describePortHolder(held, asked)}: ${name} listens on ${taken}`);
  }
  return notices;
}
