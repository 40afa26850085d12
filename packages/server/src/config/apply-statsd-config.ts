/** Lays StatsD's own configuration file under carpy's options: what a flag, a variable or carpy's file says stays. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { DEFAULT_STATSD_SETTINGS, type StatsdSettings } from '@carpy/statsd';
import { type ForwardTarget, LOOPBACK_HOSTS } from './option.ts';
import type { SettingName, Settings } from './options.ts';
import type { StatsdForwarding } from './statsd-config/forward.ts';
import type { StatsdListenerSetting } from './statsd-config/listeners.ts';
import type { StatsdConfigFile } from './statsd-config/statsd-config.ts';

/** What only StatsD's own file can say; carpy's defaults without one. */
export interface StatsdExtras {
  readonly settings: StatsdSettings;
  readonly udp: boolean;
  readonly tcp: boolean;
  /** Permissions of unix sockets; undefined for the listener's default. */
  readonly socketMode: number | undefined;
  readonly health: 'up' | 'down';
  readonly consolePretty: boolean;
}

export interface WithStatsdConfig {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingName, string>>;
  readonly extras: StatsdExtras;
  readonly warnings: readonly string[];
  /** Faults: they stop the start. */
  readonly problems: readonly string[];
}

const NO_FILE: StatsdExtras = {
  settings: DEFAULT_STATSD_SETTINGS,
  udp: true,
  tcp: true,
  socketMode: undefined,
  health: 'up',
  consolePretty: false,
};

/** Throws CARPY_BAD_CONFIG as readStatsdConfig does. */
export async function applyStatsdConfig(
  settings: Settings,
  origins: Readonly<Record<SettingName, string>>,
  cwd: string,
): Promise<WithStatsdConfig> {
  const name = settings.statsdConfig;
  if (name === undefined) return { settings, origins, extras: NO_FILE, warnings: [], problems: [] };
  // Loaded for those who have such a file: it brings a parser with it.
  const { readStatsdConfig } = await import('./statsd-config/statsd-config.ts');
  const file = await readStatsdConfig(resolve(cwd, name), origins.statsdConfig);
  const changed: Record<string, unknown> = { ...settings };
  const from: Record<SettingName, string> = { ...origins };
  const problems = file.unknown.map((line) => `${name}: ${line}`);
  const warnings = file.ignored.map((line) => `${name}: ${line}`);
  const put = <K extends SettingName>(setting: K, value: Settings[K] | undefined, key: string): void => {
    if (value === undefined || origins[setting] !== 'default') return;
    changed[setting] = value;
    from[setting] = `${name}: ${key}`;
  };
  const listeners = listenersOf(file.listeners);
  if (listeners.fault !== undefined) problems.push(`${name}: ${listeners.fault}`);
  if (listeners.everywhere && origins.statsdHost === 'default')
    warnings.push(
      `${name}: it names no address, where StatsD listens on all of them; carpy stays on loopback unless --statsd-host says otherwise`,
    );
  put('flushIntervalMs', file.flushIntervalMs, 'flushInterval');
  put('statsdPort', listeners.port, 'port');
  put('statsdHost', listeners.hosts, 'address');
  put('statsdSocket', listeners.socket, 'socket');
  put('statsdAdminPort', file.mgmtPort, 'mgmt_port');
  put('statsdAdminHost', file.mgmtAddress === undefined ? undefined : [file.mgmtAddress], 'mgmt_address');
  const forward = forwardOf(file.forward);
  put('forwardGraphite', forward.graphite, 'graphiteHost');
  put('forwardStatsd', forward.statsd, 'repeater');
  put('forwardConsole', forward.console, 'backends');
  return {
    settings: changed as unknown as Settings,
    origins: from,
    extras: extrasOf(file, listeners),
    warnings,
    problems,
  };
}

interface Listeners {
  readonly udp: boolean;
  readonly tcp: boolean;
  readonly port: number | 'off' | undefined;
  readonly hosts: readonly string[] | undefined;
  /** A listener without an address. */
  readonly everywhere: boolean;
  readonly socket: string | undefined;
  readonly socketMode: number | undefined;
  readonly fault: string | undefined;
}

function listenersOf(listeners: readonly StatsdListenerSetting[]): Listeners {
  const inet = listeners.filter((listener) => listener.transport !== 'unix');
  const unix = listeners.filter((listener) => listener.transport === 'unix');
  const ports = new Set(inet.map(({ port }) => port));
  const addresses = inet.flatMap(({ address }) =>
    address === undefined ? [] : address === 'localhost' ? LOOPBACK_HOSTS : [address],
  );
  const named = addresses.find((address) => isIP(address) === 0);
  const fault =
    ports.size > 1
      ? `servers: ports ${[...ports].join(', ')} were given, but UDP and TCP share one port here`
      : unix.length > 1
        ? `servers: ${unix.length} unix sockets were given, at most one is listened on`
        : named !== undefined
          ? `address: ${named} was given, allowed here is an IP address or localhost`
          : undefined;
  return {
    udp: inet.some(({ transport }) => transport === 'udp'),
    tcp: inet.some(({ transport }) => transport === 'tcp'),
    port: inet[0]?.port ?? 'off',
    hosts: addresses.length === 0 ? undefined : [...new Set(addresses)],
    everywhere: addresses.length < inet.length,
    socket: unix[0]?.path,
    socketMode: unix[0]?.mode,
    fault,
  };
}

function extrasOf(file: StatsdConfigFile, { udp, tcp, socketMode }: Listeners): StatsdExtras {
  return {
    settings: file.settings,
    udp,
    tcp,
    socketMode,
    health: file.healthStatus ?? 'up',
    consolePretty: file.forward.console?.pretty ?? false,
  };
}

function forwardOf({ graphite, repeater, console: shown }: StatsdForwarding): {
  readonly graphite: readonly ForwardTarget[] | undefined;
  readonly statsd: readonly ForwardTarget[] | undefined;
  readonly console: boolean | undefined;
} {
  return {
    graphite: graphite && [
      { scheme: graphite.protocol === 'pickle' ? 'pickle' : 'carbon', host: graphite.host, port: graphite.port },
    ],
    statsd: repeater?.targets.map(({ host, port }) => ({
      scheme: repeater.protocol === 'tcp' ? 'tcp' : 'udp',
      host,
      port,
    })),
    console: shown === undefined ? undefined : true,
  };
}
