/**
 * The agent's settings: code, then variables, then defaults. A bad value is one warning and its default stands: a wrong variable must
 * not stop an application.
 */
import { hostname } from 'node:os';
import type { AgentOptions } from './api.ts';
import { defaultAppName } from './app-name.ts';
import { type IgnoreRules, parseIgnoreRules } from './http/ignore-rules.ts';
import { parseRecords, type RecordSettings } from './records/record-options.ts';
import { defaultServerName } from './server-name.ts';
import { parseStatsdAddress, type StatsdAddress } from './statsd-address.ts';

export interface Configuration {
  readonly enabled: boolean;
  /** As written; segments are made where paths are. */
  readonly app: string;
  readonly server: string;
  readonly version: string | undefined;
  /** undefined: where the server's hello says. */
  readonly statsd: StatsdAddress | undefined;
  /** Base address of the server, without a trailing slash; undefined: no hello. */
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** undefined: what hello answers. */
  readonly apdexTMs: number | undefined;
  /** Send values of the process. */
  readonly runtime: boolean;
  /** false: no request records. */
  readonly records: RecordSettings | false;
  readonly flushIntervalMs: number;
  readonly maxDatagramBytes: number;
  readonly maxBufferBytes: number;
  /** On or off, by name; those not named are on. */
  readonly instrumentations: Readonly<Record<string, boolean>>;
  /** Calls and messages that go out tell of their trace. */
  readonly traceparent: boolean;
  /** undefined: every request is timed. */
  readonly ignore: IgnoreRules | undefined;
}

export const DEFAULT_URL = 'http://127.0.0.1:2277';
/** Longest name of an app, server or version that is taken over. */
const MAX_NAME_CHARS = 512;

/** Where the settings come from besides code. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostName?: string;
  readonly mainFile?: string | undefined;
  readonly workingFolder?: string;
}

/** Effective settings, and one warning for each value that was refused. Never throws. */
export function readConfiguration(
  options: AgentOptions,
  surroundings: Surroundings,
): { readonly configuration: Configuration; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const known = new Set<string>();
  const { env } = surroundings;

  /** First usable of the option and the variable; `parse` answers undefined for a value it refuses. */
  function setting<T>(
    option: keyof AgentOptions,
    variable: string | undefined,
    allowed: string,
    parse: (value: unknown) => T | undefined,
  ): T | undefined {
    known.add(option);
    for (const [label, given] of [
      [option, options[option]],
      [variable, variable === undefined ? undefined : env[variable]],
    ] as const) {
      if (given === undefined || given === '') continue;
      const parsed = parse(given);
      if (parsed !== undefined) return parsed;
      warnings.push(`${label} is ${option === 'key' ? 'not usable' : shown(given)}: want ${allowed}; it is ignored`);
    }
    return undefined;
  }

  const number = (min: number, max: number) => (value: unknown) => {
    const n = typeof value === 'string' ? Number(value) : value;
    return typeof n === 'number' && n >= min && n <= max ? n : undefined;
  };
  const whole = (min: number, max: number) => (value: unknown) => {
    const n = number(min, max)(value);
    return Number.isInteger(n) ? n : undefined;
  };
  const name = `text of at most ${MAX_NAME_CHARS} characters`;
  const url = setting('url', 'CARPY_URL', `an address like ${DEFAULT_URL}, or off`, parseUrl) ?? DEFAULT_URL;
  const configuration: Configuration = {
    enabled: setting('enabled', 'CARPY_ENABLED', 'true or false', parseSwitch) ?? true,
    app: setting('app', 'CARPY_APP', name, parseName) ?? appName(surroundings),
    server:
      setting('server', 'CARPY_SERVER', name, parseName) ?? defaultServerName(env, surroundings.hostName ?? hostname()),
    version: setting('version', 'CARPY_VERSION', name, parseName),
    statsd: setting('statsd', 'CARPY_STATSD', 'udp://host:port, tcp://host:port or unix:///path', parseStatsdAddress),
    url: url === 'off' ? undefined : url,
    key: setting('key', 'CARPY_KEY', 'printable ASCII without spaces', parseKey),
    apdexTMs: setting('apdexTMs', 'CARPY_APDEX_T', 'milliseconds above 0', parseApdexT),
    runtime: setting('runtime', 'CARPY_RUNTIME', 'true or false', parseSwitch) ?? true,
    records:
      setting('records', 'CARPY_RECORDS', 'true, false or their options', (value) =>
        parseRecords(value, parseSwitch),
      ) ?? false,
    flushIntervalMs: setting('flushIntervalMs', undefined, '10 to 60000 ms', number(10, 60_000)) ?? 1_000,
    maxDatagramBytes: setting('maxDatagramBytes', undefined, '512 to 65000 bytes', whole(512, 65_000)) ?? 1_432,
    maxBufferBytes:
      setting('maxBufferBytes', undefined, '65536 to 1073741824 bytes', whole(65_536, 2 ** 30)) ?? 2 ** 20,
    instrumentations:
      setting(
        'instrumentations',
        'CARPY_INSTRUMENTATIONS',
        'names with true or false, as redis=off,pg=off',
        parseSwitches,
      ) ?? {},
    traceparent: setting('traceparent', 'CARPY_TRACEPARENT', 'true or false', parseSwitch) ?? true,
    ignore: setting('ignore', 'CARPY_IGNORE', 'paths, regular expressions or functions', parseIgnoreRules),
  };
  for (const option of Object.keys(options))
    if (!known.has(option)) warnings.push(`there is no option ${shown(option)}; it is ignored`);
  return { configuration, warnings };
}

const appName = (s: Surroundings): string =>
  defaultAppName('mainFile' in s ? s.mainFile : process.argv[1], s.workingFolder ?? process.cwd());

const parseName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_NAME_CHARS ? value : undefined;

/** An Apdex threshold: milliseconds, finite, above 0. */
export function parseApdexT(value: unknown): number | undefined {
  const n = typeof value === 'string' ? Number(value) : value;
  return typeof n === 'number' && n > 0 && Number.isFinite(n) ? n : undefined;
}

function parseSwitch(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = String(value).trim().toLowerCase();
  if (['1', 'true', 'on', 'yes'].includes(text)) return true;
  return ['0', 'false', 'off', 'no'].includes(text) ? false : undefined;
}

/** `{ redis: false }` or `redis=off,pg=off`. */
function parseSwitches(value: unknown): Readonly<Record<string, boolean>> | undefined {
  const pairs =
    typeof value === 'string' ? value.split(',').map((pair) => pair.split('=')) : Object.entries(value ?? {});
  const switches = pairs.map(([name, on]) => [String(name).trim(), parseSwitch(on)] as const);
  return switches.every(([name, on]) => name !== '' && on !== undefined)
    ? (Object.fromEntries(switches) as Record<string, boolean>)
    : undefined;
}

function parseUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.trim().toLowerCase() === 'off') return 'off';
  try {
    const url = new URL(value.trim());
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  } catch {
    return undefined;
  }
}

const parseKey = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,1024}$/.test(value) ? value : undefined;

function shown(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'object' ? asJson(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It holds itself.
    return String(value);
  }
}
