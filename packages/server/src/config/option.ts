/** What an option is, and the kinds of value that options have. The options themselves are in options.ts. */
import { isIP } from 'node:net';
import { isTimezone, parseDuration } from '@carpy/core';

/** A value as it comes: text from flags and variables; a file may also give numbers and booleans. */
export type Given = string | number | boolean;

export interface Kind<T> {
  /** What stands for the value in help and docs, `PORT`; undefined for a switch. */
  readonly placeholder: string | undefined;
  /** Completes "allowed is …". */
  readonly allowed: string;
  /** Undefined when the value is not allowed. */
  parse(given: Given): T | undefined;
  /** As one would write it in a flag; empty where there is no value. */
  show(value: T): string;
}

export interface Option<T> {
  /** Without its dashes: `http-port`. Variable and file key are made from it: CARPY_HTTP_PORT, httpPort. */
  readonly flag: string;
  readonly kind: Kind<T>;
  readonly fallback: T;
  /** Sentences: what it does, its unit, what 0 or off means. */
  readonly help: string;
  /** Takes another option's value unless given: that option's flag. */
  readonly follows?: string;
  /** False: flag and variable only. */
  readonly inFile?: false;
}

export const envOf = (flag: string): string => `CARPY_${flag.replaceAll('-', '_').toUpperCase()}`;
export const keyOf = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The hosts of "loopback": both families, on one port. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

export const isLoopback = (host: string): boolean =>
  host === '::1' || host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host);

export const text = (placeholder: string, allowed: string): Kind<string> => ({
  placeholder,
  allowed,
  parse: (given) => (typeof given === 'string' && given.trim() !== '' && !given.includes('\0') ? given : undefined),
  show: (value) => value,
});

export const optionalText = (placeholder: string, allowed: string): Kind<string | undefined> => ({
  ...text(placeholder, allowed),
  show: (value) => value ?? '',
});

export const toggle: Kind<boolean> = {
  placeholder: undefined,
  allowed: 'true or false',
  parse: (given) => {
    if (typeof given === 'boolean') return given;
    const word = String(given).toLowerCase();
    if (word === 'true' || word === '1' || word === 'yes' || word === 'on') return true;
    return word === 'false' || word === '0' || word === 'no' || word === 'off' ? false : undefined;
  },
  show: String,
};

export function choice<T extends string>(...words: readonly T[]): Kind<T> {
  return {
    placeholder: words.join('|'),
    allowed: words.join(', '),
    parse: (given) => words.find((word) => word === given),
    show: (value) => value,
  };
}

const portNumber = (given: Given): number | undefined => {
  const port = typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : given;
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
};

export const port: Kind<number> = {
  placeholder: 'PORT',
  allowed: 'a port from 0 to 65535, 0 takes a free one',
  parse: portNumber,
  show: String,
};

export const portOrOff: Kind<number | 'off'> = {
  placeholder: 'PORT|off',
  allowed: 'a port from 0 to 65535, 0 takes a free one, or off',
  // YAML reads a bare `off` as text in its core schema and as false in older ones.
  parse: (given) => (given === 'off' || given === false ? 'off' : portNumber(given)),
  show: String,
};

export const hosts: Kind<readonly string[]> = {
  placeholder: 'ADDRESS',
  allowed: 'loopback, or IP addresses (at most 8, separated by commas), 0.0.0.0 and :: for all',
  parse: (given) => {
    if (given === 'loopback' || given === 'localhost') return LOOPBACK_HOSTS;
    if (typeof given !== 'string') return undefined;
    const list = given.split(',').map((host) => host.trim().replace(/^\[(.*)\]$/, '$1'));
    return list.length <= 8 && list.every((host) => isIP(host) !== 0) ? [...new Set(list)] : undefined;
  },
  show: (value) => (value === LOOPBACK_HOSTS || value.join() === LOOPBACK_HOSTS.join() ? 'loopback' : value.join(',')),
};

/** A duration of `least` to `most` ms: a number of ms, or text such as `10s`. */
export const durationMs = (
  least: number,
  most: number,
  allowed: string,
  fits: (ms: number) => boolean = () => true,
): Kind<number> => ({
  placeholder: 'MS',
  allowed,
  parse: (given) => {
    const ms = typeof given === 'number' ? given : typeof given === 'string' ? durationOf(given) : undefined;
    return ms !== undefined && ms >= least && ms <= most && fits(ms) ? ms : undefined;
  },
  show: (value) => String(value),
});

/** A duration in ms, with or without a unit; undefined for anything else. */
export function durationOf(given: string): number | undefined {
  if (/^\d{1,15}(\.\d{1,3})?$/.test(given)) return Number(given);
  const inMs = /^(\d{1,15})ms$/.exec(given)?.[1];
  if (inMs !== undefined) return Number(inMs);
  try {
    return parseDuration(given);
  } catch {
    // The caller says what is allowed, which tells more than where the text stopped being a duration.
    return undefined;
  }
}

/** A whole number from `least` to `most`. */
export const integer = (least: number, most: number): Kind<number> => ({
  placeholder: 'N',
  allowed: `a whole number from ${least} to ${most}`,
  parse: (given) => {
    const n = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
    return typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most ? n : undefined;
  },
  show: String,
});

/** Where something is also sent. */
export interface ForwardTarget {
  readonly scheme: string;
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const MAX_TARGETS = 8;

/** `scheme://host:port`, several separated by commas. */
export const forwardTargets = (schemes: readonly string[], allowed: string): Kind<readonly ForwardTarget[]> => ({
  placeholder: 'URL',
  allowed,
  parse: (given) => {
    if (typeof given !== 'string') return undefined;
    if (given.trim() === '') return [];
    const targets = given.split(',').map((text) => forwardTarget(text.trim(), schemes));
    return targets.length <= MAX_TARGETS && targets.every((t) => t !== undefined) ? targets : undefined;
  },
  show: (value) => value.map(showTarget).join(','),
});

export const showTarget = ({ scheme, host, port }: ForwardTarget): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;

function forwardTarget(text: string, schemes: readonly string[]): ForwardTarget | undefined {
  const match = /^([a-z]+):\/\/(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})\/?$/.exec(text);
  if (match === null) return undefined;
  const [, scheme = '', v6, name] = match;
  const port = Number(match[4]);
  const host = v6 ?? name ?? '';
  return schemes.includes(scheme) && port >= 1 && port <= 65_535 ? { scheme, host, port } : undefined;
}

export interface HostAndPort {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export const hostAndPort: Kind<HostAndPort | undefined> = {
  placeholder: 'HOST:PORT',
  allowed: 'a host and a port, such as graphite:2003',
  parse: (given) => {
    const target = typeof given === 'string' ? forwardTarget(`tcp://${given}`, ['tcp']) : undefined;
    return target && { host: target.host, port: target.port };
  },
  show: (value) => (value === undefined ? '' : showTarget({ ...value, scheme: 'tcp' }).slice('tcp://'.length)),
};

export const timezone: Kind<string> = {
  placeholder: 'ZONE',
  allowed: 'an IANA timezone such as UTC or Europe/Berlin',
  parse: (given) => (typeof given === 'string' && isTimezone(given) ? given : undefined),
  show: (value) => value,
};

/** An http(s) address without query and fragment; undefined for anything else. */
function plainAddress(given: Given): URL | undefined {
  if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && url.search === '' && url.hash === '' ? url : undefined;
}

/** An http(s) address without query, fragment or account; kept without a trailing slash. */
export const webAddress: Kind<string | undefined> = {
  placeholder: 'URL',
  allowed: 'an http or https address without query, such as https://metrics.example.com/carpy',
  parse: (given) => {
    const url = plainAddress(given);
    return url?.username === '' && url.password === '' ? url.href.replace(/\/+$/, '') : undefined;
  },
  show: (value) => value ?? '',
};

/** An http(s) address that may hold a user and a password; the password is not shown. */
export const graphiteAddress: Kind<string | undefined> = {
  placeholder: 'URL',
  allowed: 'an http or https address without query, such as http://graphite:8080',
  parse: (given) => plainAddress(given)?.href.replace(/\/+$/, ''),
  show: (value) => {
    if (value === undefined) return '';
    const url = new URL(value);
    if (url.password === '') return value;
    url.password = '***';
    return url.href.replace(/\/+$/, '');
  },
};
