/**
 * Every option of `carpy serve`, once: the type, the validation, flags, CARPY_* variables, file keys, `--help`, `carpy check` and
 * docs/configuration.md are made from this table. The mapped type makes a forgotten option a compile error.
 */

import { CONFIG_FILE_ALLOWED } from './config-file.ts';
import {
  choice,
  durationMs,
  type ForwardTarget,
  forwardTargets,
  hosts,
  integer,
  LOOPBACK_HOSTS,
  type Option,
  optionalText,
  port,
  portOrOff,
  text,
  timezone,
  toggle,
  webAddress,
} from './option.ts';
import { type PrivacySettings, privacyOptions } from './privacy-options.ts';
import { type QuerySettings, queryOptions } from './query-options.ts';
import { type StoreSettings, storeOptions } from './store-options.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'text' | 'json';

/** One field for each option; the flag is the field's name without its unit. */
export interface Settings extends StoreSettings, QuerySettings, PrivacySettings {
  /** Absolute after loading. */
  readonly dataDir: string;
  readonly host: readonly string[];
  /** IP addresses. */
  readonly httpHost: readonly string[];
  readonly statsdHost: readonly string[];
  readonly carbonHost: readonly string[];
  readonly httpPort: number;
  readonly statsdPort: number | 'off';
  readonly statsdSocket: string | undefined;
  readonly statsdDatagramSocket: string | undefined;
  readonly statsdAdminHost: readonly string[];
  readonly statsdAdminPort: number | 'off';
  /** StatsD's own configuration file. */
  readonly statsdConfig: string | undefined;
  readonly statsdMaxNames: number;
  readonly statsdExactTimings: number;
  readonly statsdClients: number;
  readonly statsdIdleMs: number;
  readonly forwardGraphite: readonly ForwardTarget[];
  readonly forwardStatsd: readonly ForwardTarget[];
  readonly forwardConsole: boolean;
  readonly carbonPort: number | 'off';
  readonly carbonPicklePort: number | 'off';
  readonly flushIntervalMs: number;
  readonly flushAlign: boolean;
  readonly apdexTMs: number;
  /** Without a trailing slash; its path is the base path. */
  readonly publicUrl: string | undefined;
  readonly allowAnonymous: boolean;
  /** IANA name. */
  readonly timezone: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly printPorts: boolean;
  /** The configuration file that was asked for. */
  readonly config: string | undefined;
}

const dividesMinute = (ms: number): boolean => ms % 1_000 === 0 && 60_000 % ms === 0;

export const options: { readonly [K in keyof Settings]: Option<Settings[K]> } = {
  dataDir: {
    flag: 'data-dir',
    kind: text('PATH', 'a folder'),
    fallback: './carpy-data',
    help: 'Folder that holds everything carpy keeps; made when it is not there. One server at a time may use it.',
  },
  host: {
    flag: 'host',
    kind: hosts,
    fallback: LOOPBACK_HOSTS,
    help: 'Where to listen: loopback is 127.0.0.1 and ::1. Anything beyond loopback also needs --allow-anonymous.',
  },
  httpHost: {
    flag: 'http-host',
    kind: hosts,
    fallback: LOOPBACK_HOSTS,
    follows: 'host',
    help: 'Where to listen for HTTP: the web UI and the APIs.',
  },
  statsdHost: {
    flag: 'statsd-host',
    kind: hosts,
    fallback: LOOPBACK_HOSTS,
    follows: 'host',
    help: 'Where to listen for StatsD.',
  },
  carbonHost: {
    flag: 'carbon-host',
    kind: hosts,
    fallback: LOOPBACK_HOSTS,
    follows: 'host',
    help: 'Where to listen for carbon.',
  },
  httpPort: {
    flag: 'http-port',
    kind: port,
    fallback: 2277,
    help: 'TCP port of the web UI and the APIs. A port that is taken stops the start.',
  },
  statsdPort: {
    flag: 'statsd-port',
    kind: portOrOff,
    fallback: 8125,
    help: 'Port for StatsD, UDP and TCP. When the default is taken the next free port is used, and the start says so; a port that was given and is taken stops the start.',
  },
  statsdSocket: {
    flag: 'statsd-socket',
    kind: optionalText('PATH', 'a path for a unix socket'),
    fallback: undefined,
    help: 'Unix stream socket for StatsD lines, made at the start and removed at the end.',
  },
  statsdDatagramSocket: {
    flag: 'statsd-datagram-socket',
    kind: optionalText('PATH', 'a path for a unix socket'),
    fallback: undefined,
    help: 'Unix datagram socket for StatsD, as DogStatsD clients use it. Needs the package node-unix-socket beside carpy: npm install node-unix-socket.',
  },
  statsdAdminHost: {
    flag: 'statsd-admin-host',
    kind: hosts,
    fallback: LOOPBACK_HOSTS,
    help: "Where to listen for StatsD's admin commands. It does not follow --host: everyone who reaches it may delete metrics.",
  },
  statsdAdminPort: {
    flag: 'statsd-admin-port',
    kind: portOrOff,
    fallback: 8126,
    help: "TCP port for StatsD's admin commands: stats, counters, health and the like. When the default is taken the next free port is used, and the start says so.",
  },
  statsdConfig: {
    flag: 'statsd-config',
    kind: optionalText('FILE', "StatsD's configuration file"),
    fallback: undefined,
    help: "StatsD's own configuration file, read as data and never executed: prefixes, percentiles, histograms, ports, backends. Flags, variables and carpy's own file win over it. See docs/statsd.md.",
  },
  statsdMaxNames: {
    flag: 'statsd-max-names',
    kind: integer(1_000, 1_500_000),
    fallback: 1_000_000,
    help: 'Series that StatsD and carbon may make and that are held in memory, about 400 bytes each. A timer outside carpy. is 14 series. Near the bound idle names are forgotten; past it new ones are dropped and counted.',
  },
  statsdExactTimings: {
    flag: 'statsd-exact-timings',
    kind: integer(1, 1_000_000),
    fallback: 10_000,
    help: 'Values of one timer in one flush of which percentiles are exact; past it they come from a sketch, within 1.08 %.',
  },
  statsdClients: {
    flag: 'statsd-clients',
    kind: integer(1, 100_000),
    fallback: 1_000,
    help: 'Clients of StatsD over TCP and the stream socket at once; more are closed at once and counted.',
  },
  statsdIdleMs: {
    flag: 'statsd-idle',
    kind: durationMs(1_000, 86_400_000, 'a number of ms or a duration such as 10m, from 1s to 1d'),
    fallback: 600_000,
    help: 'How long a StatsD client over TCP may be silent before it is closed, in ms.',
  },
  forwardGraphite: {
    flag: 'forward-graphite',
    kind: forwardTargets(
      ['carbon', 'pickle'],
      'addresses such as carbon://graphite:2003 or pickle://graphite:2004, at most 8, separated by commas',
    ),
    fallback: [],
    help: 'Also sends each flush to these carbon servers, in plaintext or pickle.',
  },
  forwardStatsd: {
    flag: 'forward-statsd',
    kind: forwardTargets(
      ['udp', 'tcp'],
      'addresses such as udp://statsd:8125 or tcp://statsd:8125, at most 8, separated by commas',
    ),
    fallback: [],
    help: 'Also repeats every StatsD line to these StatsD servers.',
  },
  forwardConsole: {
    flag: 'forward-console',
    kind: toggle,
    fallback: false,
    help: 'Also prints each flush on standard output, one JSON object a line.',
  },
  carbonPort: {
    flag: 'carbon-port',
    kind: portOrOff,
    fallback: 2003,
    help: "Port for carbon's plaintext protocol, TCP and UDP. When the default is taken the next free port is used, and the start says so; a port that was given and is taken stops the start.",
  },
  carbonPicklePort: {
    flag: 'carbon-pickle-port',
    kind: portOrOff,
    fallback: 2004,
    help: "TCP port for carbon's pickle protocol. When the default is taken the next free port is used, and the start says so; a port that was given and is taken stops the start.",
  },
  flushIntervalMs: {
    flag: 'flush-interval',
    kind: durationMs(
      1_000,
      30_000,
      'a number of ms or a duration such as 10s: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 seconds',
      dividesMinute,
    ),
    fallback: 10_000,
    help: 'How often timers are summed up and written, in ms; also the finest step of what they become. A data folder takes another interval at any start: what came before keeps its own step.',
  },
  flushAlign: {
    flag: 'flush-align',
    kind: toggle,
    fallback: true,
    help: 'Ends flushes on whole multiples of the interval since the epoch, so that servers agree on what an interval is. Off, they start with the server, as in StatsD, and are stamped with the slot they end in.',
  },
  ...storeOptions,
  ...queryOptions,
  ...privacyOptions,
  apdexTMs: {
    flag: 'apdex-t',
    kind: durationMs(1, 600_000, 'a number of ms from 1 to 600000, or a duration such as 500ms'),
    fallback: 500,
    help: 'Apdex threshold T, in ms, for transactions that have none of their own. Agents learn it from hello.',
  },
  publicUrl: {
    flag: 'public-url',
    kind: webAddress,
    fallback: undefined,
    help: 'Address by which browsers reach this server, for example through a proxy. Its path becomes the base path of UI, API and links. A host that is not loopback also needs --allow-anonymous.',
  },
  allowAnonymous: {
    flag: 'allow-anonymous',
    kind: toggle,
    fallback: false,
    help: 'Lets everyone who can reach this server read and write. Needed to listen beyond loopback.',
  },
  timezone: {
    flag: 'timezone',
    kind: timezone,
    fallback: 'UTC',
    help: 'Timezone of times without one in /render and /api/v1, such as midnight or 14:00_20260102.',
  },
  logLevel: {
    flag: 'log-level',
    kind: choice('debug', 'info', 'warn', 'error'),
    fallback: 'info',
    help: 'The least severe lines to write. Lines go to standard error only.',
  },
  logFormat: {
    flag: 'log-format',
    kind: choice('text', 'json'),
    fallback: 'text',
    help: 'text for people, json for one object a line.',
  },
  printPorts: {
    flag: 'print-ports',
    kind: toggle,
    fallback: false,
    inFile: false,
    help: 'Prints one line of JSON with the ports on standard output once all listeners are up.',
  },
  config: {
    flag: 'config',
    kind: optionalText('FILE', CONFIG_FILE_ALLOWED),
    fallback: undefined,
    inFile: false,
    help: 'Configuration file. Unless given, carpy.config.json, carpy.config.yaml or carpy.config.yml of the current folder is read if there is one.',
  },
};

export type SettingName = keyof Settings;
export const settingNames: readonly SettingName[] = Object.keys(options) as SettingName[];

/** The option of a flag, without dashes. */
export function settingOfFlag(flag: string): SettingName | undefined {
  return settingNames.find((name) => options[name].flag === flag);
}
