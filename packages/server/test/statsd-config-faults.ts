/** What the tests of StatsD's configuration share: reading it, and the faults that are told. */
import { isCarpyError } from '@carpy/core';
import { expect } from 'vitest';
import { parseStatsdConfig, type StatsdConfigFile } from '../src/config/statsd-config/statsd-config.ts';

export const parse = (text: string): Promise<StatsdConfigFile> => parseStatsdConfig(text, 'statsd.js');
export const read = (value: unknown): Promise<StatsdConfigFile> => parse(JSON.stringify(value));

export async function faultsOf(made: Promise<unknown>): Promise<string> {
  const error = await made.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(isCarpyError(error) && error.code).toBe('CARPY_BAD_CONFIG');
  return (error as { detail: string }).detail;
}

/** StatsD's own default. */
export const UDP_8125 = { transport: 'udp', address: undefined, ipv6: false, port: 8125 } as const;
