/**
 * StatsD's own configuration file (https://github.com/statsd/statsd/blob/master/exampleConfig.js), read as data and never run. Every option
 * of StatsD is taken, told as without effect here, or refused with a word on what to do.
 */
import { open } from 'node:fs/promises';
import { CarpyError } from '@carpy/core';
import type { StatsdSettings } from '@carpy/statsd';
import { options } from '../options.ts';
import { unreadable } from '../unreadable.ts';
import { readDataLiteral } from './data-literal.ts';
import { Fields } from './fields.ts';
import { type Findings, shown } from './findings.ts';
import { readForward, type StatsdForwarding } from './forward.ts';
import { readListeners, type StatsdListenerSetting } from './listeners.ts';
import { readStatsdSettings } from './settings.ts';
import { host, oneOf, port } from './values.ts';

export interface StatsdConfigFile {
  /** Whole: StatsD's own defaults stand where the file says nothing, `legacyNamespace: true` among them. */
  readonly settings: StatsdSettings;
  /** Undefined when the file says nothing. */
  readonly flushIntervalMs: number | undefined;
  /** From `servers`, else the one of the file's own keys; empty for `servers: []`. */
  readonly listeners: readonly StatsdListenerSetting[];
  readonly mgmtPort: number | undefined;
  readonly mgmtAddress: string | undefined;
  readonly healthStatus: 'up' | 'down' | undefined;
  readonly forward: StatsdForwarding;
  /** One line each, for the log: options that mean nothing here, and why. */
  readonly ignored: readonly string[];
  /** One line each: keys that StatsD doesn't have. The caller stops the start. */
  readonly unknown: readonly string[];
}

const MAX_BYTES = 1_048_576;

/** Throws CARPY_BAD_CONFIG; its detail has one line for each fault, unknown keys included once there is a fault. `origin`: where the path was given. */
export async function readStatsdConfig(path: string, origin: string): Promise<StatsdConfigFile> {
  return parseStatsdConfig(await readText(path, origin), path);
}

/** `name` is what messages call the text. Throws as `readStatsdConfig` does. */
export async function parseStatsdConfig(text: string, name: string): Promise<StatsdConfigFile> {
  const value = await readDataLiteral(text, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${name}: an object of keys and values is needed, ${shown(value)} was given`,
    );
  }
  const findings: Findings = { faults: [], unknown: [], ignored: [] };
  const fields = new Fields(value, '', findings);
  const config = {
    settings: readStatsdSettings(fields),
    flushIntervalMs: flushInterval(fields),
    listeners: readListeners(fields),
    mgmtPort: fields.getFilled('mgmt_port', port),
    mgmtAddress: fields.getFilled('mgmt_address', host),
    healthStatus: fields.getFilled('healthStatus', oneOf('up', 'down')),
    forward: readForward(fields),
  };
  for (const [key, why] of WITHOUT_EFFECT) fields.ignore([key], why);
  fields.end();
  if (findings.faults.length > 0) {
    const lines = [...findings.faults, ...findings.unknown].map((line) => `${name}: ${line}`);
    throw new CarpyError('CARPY_BAD_CONFIG', lines.join('\n'));
  }
  return { ...config, ignored: findings.ignored, unknown: findings.unknown };
}

const WITHOUT_EFFECT: readonly (readonly [key: string, why: string])[] = [
  ['debug', 'use --log-level debug'],
  ['dumpMessages', 'messages are not logged; the UI shows what arrives'],
  ['log', 'the log goes to standard error; use --log-level and --log-format'],
  ['title', 'the process keeps its own title'],
  ['keyFlush', 'the most frequent keys are not logged'],
  ['automaticConfigReload', 'the file is read once, at the start; restart to apply a change'],
];

/** `Number(x || 10000)` there: 0 and '' are the default. */
function flushInterval(fields: Fields): number | undefined {
  const { kind } = options.flushIntervalMs;
  const given = fields.raw('flushInterval');
  if (given === 0 || given === '') return undefined;
  return fields.get('flushInterval', {
    allowed: kind.allowed,
    parse: (value) => (typeof value === 'number' || typeof value === 'string' ? kind.parse(value) : undefined),
  });
}

async function readText(path: string, origin: string): Promise<string> {
  let bytes: Buffer;
  try {
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(MAX_BYTES + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
      bytes = buffer.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { allowed } = options.statsdConfig.kind;
    throw new CarpyError('CARPY_BAD_CONFIG', unreadable(origin, path, error, allowed), { cause: error });
  }
  if (bytes.length > MAX_BYTES)
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${origin}: ${path}: longer than ${MAX_BYTES} bytes, which is the most that is read`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CarpyError('CARPY_BAD_CONFIG', `${origin}: ${path}: is not UTF-8 text`, { cause: error });
  }
}
