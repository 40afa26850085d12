/**
 * Makes the configuration from flags, CARPY_* variables and the file, in this order of precedence, over the defaults. Each value
 * remembers where it came from. Every fault found is told at once, not only the first.
 */
import { resolve } from 'node:path';
import { CarpyError, didYouMean } from '@carpy/core';
import { defaultTiers, type GraphiteConfTexts } from '@carpy/store';
import { applyStatsdConfig, type StatsdExtras, type WithStatsdConfig } from './apply-statsd-config.ts';
import { CONFIG_FILE_NAMES, type ConfigFile, type ConfigFiles, givenOf, readConfigFile } from './config-file.ts';
import { envWarning } from './environment.ts';
import { readFlags } from './flags.ts';
import { readGraphiteConf } from './graphite-conf.ts';
import { envOf, type Given, isLoopback, keyOf, type Option } from './option.ts';
import { options, type SettingName, type Settings, settingNames } from './options.ts';
import { portConflicts } from './port-conflicts.ts';
import { tiers } from './store-kinds.ts';

/** Where a value came from: `default`, `--http-port`, `CARPY_HTTP_PORT`, `carpy.config.json: httpPort`, `--host` for one that follows. */
type Origin = string;
type Origins = { readonly [K in SettingName]: Origin };

export interface Config extends Settings {
  /** True where a port that is taken may be replaced by the next free one: nobody asked for this very port. */
  readonly portFallback: {
    readonly http: boolean;
    readonly statsd: boolean;
    readonly statsdAdmin: boolean;
    readonly carbon: boolean;
    readonly carbonPickle: boolean;
  };
  /** What only StatsD's own configuration file can say. */
  readonly statsd: StatsdExtras;
  /** What the files of --graphite-conf hold, already found good; undefined without it. */
  readonly graphiteConfTexts: GraphiteConfTexts | undefined;
  /** Path of the public URL, `/` at both ends; `/` without one. */
  readonly basePath: string;
}

export interface LoadInput {
  /** Flags only, without the command. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly files: ConfigFiles;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly origins: Origins;
  /** One line each, for the log. */
  readonly warnings: readonly string[];
  /** Name of the file that was read. */
  readonly file: string | undefined;
}

interface Sourced {
  readonly given: Given | undefined;
  readonly origin: Origin;
  /** What was given, for messages. */
  readonly shown: string;
}

/** Throws CARPY_BAD_CONFIG; its detail has one line for each fault: where, what was given, what is allowed. */
export async function loadConfig(input: LoadInput): Promise<LoadedConfig> {
  const flags = readFlags(input.argv);
  const problems: string[] = [];
  const sources = new Map<SettingName, Sourced>();
  for (const name of settingNames) {
    const variable = envOf(options[name].flag);
    const fromFlag = flags.get(name);
    const fromEnv = input.env[variable];
    if (fromFlag !== undefined)
      sources.set(name, { given: fromFlag, origin: `--${options[name].flag}`, shown: JSON.stringify(fromFlag) });
    // An empty variable is how compose files and shells write "not set"; an address in a port's place was put there by Kubernetes.
    else if (fromEnv !== undefined && fromEnv !== '' && !isServiceLink(variable, fromEnv)) {
      sources.set(name, { given: fromEnv, origin: variable, shown: JSON.stringify(fromEnv) });
    }
  }
  const file = await fileOf(sources.get('config'), input);
  if (file !== undefined) readFile(file, sources, problems);
  const values = new Map<SettingName, unknown>();
  for (const name of settingNames) values.set(name, settingValue(name, sources, problems));
  const origins = Object.fromEntries(settingNames.map((name) => [name, originOf(name, sources)])) as unknown as Origins;
  if (problems.length === 0) {
    const settings = Object.fromEntries(values) as unknown as Settings;
    const applied = await applyStatsdConfig(settings, origins, input.cwd);
    const graphite = readGraphiteConf(settings.graphiteConf, origins.graphiteConf, input);
    const config = complete(applied, graphite.texts, input.cwd);
    problems.push(...applied.problems, ...graphite.problems, ...conflicts(config, applied.origins));
    const warnings = [...envWarning(input.env), ...applied.warnings, ...graphite.warnings, ...unused(config)];
    if (problems.length === 0) return { config, origins: applied.origins, warnings, file: file?.name };
  }
  throw new CarpyError('CARPY_BAD_CONFIG', problems.join('\n'));
}

const isServiceLink = (variable: string, value: string): boolean =>
  variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value);

function fileOf(asked: Sourced | undefined, input: LoadInput): Promise<ConfigFile | undefined> {
  const name = String(asked?.given);
  return readConfigFile(
    asked === undefined ? undefined : { name, path: resolve(input.cwd, name), origin: asked.origin },
    CONFIG_FILE_NAMES.map((name) => ({ name, path: resolve(input.cwd, name) })),
    input.files,
  );
}

function readFile(file: ConfigFile, sources: Map<SettingName, Sourced>, problems: string[]): void {
  const byKey = new Map(
    settingNames.filter((name) => options[name].inFile !== false).map((name) => [keyOf(options[name].flag), name]),
  );
  for (const [key, value] of file.values) {
    const name = byKey.get(key);
    if (name !== undefined) {
      if (!sources.has(name))
        sources.set(name, {
          given: givenOf(value),
          origin: `${file.name}: ${key}`,
          shown: cut(JSON.stringify(value) ?? String(value)),
        });
    } else if (key !== '$schema')
      problems.push(`${file.name}: ${cut(key)}: unknown key${didYouMean(key, byKey.keys())}`);
  }
}

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function settingValue(name: SettingName, sources: ReadonlyMap<SettingName, Sourced>, problems: string[]): unknown {
  const option = options[name] as Option<unknown>;
  const source = sources.get(name);
  if (source === undefined)
    return followed(option) === undefined
      ? option.fallback
      : settingValue(followed(option) as SettingName, sources, []);
  const value = source.given === undefined ? undefined : option.kind.parse(source.given);
  if (value === undefined)
    problems.push(`${source.origin}: ${cut(source.shown)} was given, allowed is ${option.kind.allowed}`);
  return value;
}

const followed = (option: Option<unknown>): SettingName | undefined =>
  settingNames.find((name) => options[name].flag === option.follows);

function originOf(name: SettingName, sources: ReadonlyMap<SettingName, Sourced>): Origin {
  const followedName = followed(options[name] as Option<unknown>);
  return sources.get(name)?.origin ?? (followedName === undefined ? 'default' : originOf(followedName, sources));
}

function complete(
  { settings, origins, extras }: WithStatsdConfig,
  graphiteConfTexts: GraphiteConfTexts | undefined,
  cwd: string,
): Config {
  return {
    ...settings,
    dataDir: resolve(cwd, settings.dataDir),
    retention: origins.retention === 'default' ? defaultTiers(settings.flushIntervalMs / 1_000) : settings.retention,
    graphiteConfTexts,
    portFallback: {
      http: false,
      statsd: origins.statsdPort === 'default',
      statsdAdmin: origins.statsdAdminPort === 'default',
      carbon: origins.carbonPort === 'default',
      carbonPickle: origins.carbonPicklePort === 'default',
    },
    statsd: extras,
    basePath: settings.publicUrl === undefined ? '/' : `${new URL(settings.publicUrl).pathname.replace(/\/+$/, '')}/`,
  };
}

/** Faults of values that are each allowed alone. */
function conflicts(config: Config, origins: Origins): string[] {
  const found: string[] = [];
  const fineS = config.retention[0]?.stepS;
  if (fineS !== config.flushIntervalMs / 1_000) {
    found.push(
      `${origins.retention}: ${tiers.show(config.retention)} was given, but its first step must be the flush interval, ${config.flushIntervalMs} ms (${origins.flushIntervalMs})`,
    );
  }
  if (config.store === 'graphite' && (config.graphiteUrl === undefined || config.graphiteCarbon === undefined)) {
    found.push(
      `${origins.store}: graphite was given, which needs --graphite-url (to read) and --graphite-carbon (to write)`,
    );
  }
  found.push(...portConflicts(config, origins));
  if (!config.allowAnonymous) {
    const listening = (['httpHost', 'statsdHost', 'statsdAdminHost', 'carbonHost'] as const).find(
      (name) => isListening(config, name) && !config[name].every(isLoopback),
    );
    if (listening !== undefined) {
      found.push(
        `${origins[listening]}: ${config[listening].join(',')} can be reached from other machines, and this server has no accounts yet: start it with --allow-anonymous to let everyone who reaches it read and write, or leave the address out to stay on loopback`,
      );
    }
    if (config.publicUrl !== undefined && !isLoopback(new URL(config.publicUrl).hostname.replace(/^\[(.*)\]$/, '$1'))) {
      found.push(
        `${origins.publicUrl}: ${config.publicUrl} is reached from other machines, and this server has no accounts yet: start it with --allow-anonymous to let everyone who reaches it read and write`,
      );
    }
  }
  return found;
}

/** Options that have no effect: worth a warning each. */
function unused({ store, graphiteUrl, graphiteCarbon, graphitePrefix, graphiteConf }: Config): string[] {
  const given = (value: unknown, flag: string): string[] => (value === undefined ? [] : [flag]);
  if (store === 'graphite')
    return given(graphiteConf, '--graphite-conf has no effect with --store graphite: carbon there reads its own');
  const idle = [
    ...given(graphiteUrl, '--graphite-url'),
    ...given(graphiteCarbon, '--graphite-carbon'),
    ...given(graphitePrefix, '--graphite-prefix'),
  ];
  return idle.length === 0 ? [] : [`no effect without --store graphite: ${idle.join(', ')}`];
}

function isListening(config: Config, host: 'httpHost' | 'statsdHost' | 'statsdAdminHost' | 'carbonHost'): boolean {
  switch (host) {
    case 'httpHost':
      return true;
    case 'statsdHost':
      return config.statsdPort !== 'off';
    case 'statsdAdminHost':
      return config.statsdAdminPort !== 'off';
    case 'carbonHost':
      return config.carbonPort !== 'off' || config.carbonPicklePort !== 'off';
  }
}
