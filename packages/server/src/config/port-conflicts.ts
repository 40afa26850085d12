/** Ports of one's own that are the same: at the start the second would seem to be held by another process. */
import type { SettingName, Settings } from './options.ts';

type Origins = { readonly [K in SettingName]: string };

interface Config extends Settings {
  readonly portFallback: {
    readonly http: boolean;
    readonly statsd: boolean;
    readonly statsdAdmin: boolean;
    readonly carbon: boolean;
    readonly carbonPickle: boolean;
  };
  readonly statsd: { readonly tcp: boolean };
}

interface PortUse {
  readonly setting: 'statsdPort' | 'statsdAdminPort' | 'carbonPort' | 'carbonPicklePort' | 'httpPort';
  readonly port: number | 'off';
  readonly hosts: readonly string[];
  /** A default moves to the next free port, where it is opened after the other. */
  readonly moves: boolean;
}

/** One sentence for each pair that can't both be opened. */
export function portConflicts(config: Config, origins: Origins): string[] {
  const uses = portUses(config);
  return uses.flatMap((later, i) =>
    later.moves || later.port === 'off' || later.port === 0
      ? []
      : uses
          .slice(0, i)
          .filter((earlier) => earlier.port === later.port && meet(earlier.hosts, later.hosts))
          .map(
            (earlier) =>
              `${told(later, origins)}: ${later.port} was given, and it is ${told(earlier, origins)} too: each needs a port of its own`,
          ),
  );
}

/** TCP listeners in the order in which they are opened. */
function portUses(config: Config): PortUse[] {
  const { portFallback, statsd } = config;
  return [
    {
      setting: 'statsdPort',
      port: statsd.tcp ? config.statsdPort : 'off',
      hosts: config.statsdHost,
      moves: portFallback.statsd,
    },
    {
      setting: 'statsdAdminPort',
      port: config.statsdAdminPort,
      hosts: config.statsdAdminHost,
      moves: portFallback.statsdAdmin,
    },
    { setting: 'carbonPort', port: config.carbonPort, hosts: config.carbonHost, moves: portFallback.carbon },
    {
      setting: 'carbonPicklePort',
      port: config.carbonPicklePort,
      hosts: config.carbonHost,
      moves: portFallback.carbonPickle,
    },
    { setting: 'httpPort', port: config.httpPort, hosts: config.httpHost, moves: portFallback.http },
  ];
}

const defaults = {
  statsdPort: 'the default of --statsd-port',
  statsdAdminPort: 'the default of --statsd-admin-port',
  carbonPort: 'the default of --carbon-port',
  carbonPicklePort: 'the default of --carbon-pickle-port',
  httpPort: 'the default of --http-port',
} as const;

const told = ({ setting }: PortUse, origins: Origins): string =>
  origins[setting] === 'default' ? defaults[setting] : origins[setting];

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

const meet = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((host) => isWildcard(host) || other.some((also) => also === host || isWildcard(also)));
