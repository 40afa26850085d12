/** What the StatsD tests share: servers and folders that go when a test ends, and what they read back. */
import { rm } from 'node:fs/promises';
import type { StatusAnswer } from '@carpy/api';
import { afterEach } from 'vitest';
import { type CarpyProcess, getJson, render, startCarpy, temporaryFolder, valuesOf } from './carpy-process.ts';

/** Called when the test ends, the last first. */
export const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export async function folder(): Promise<string> {
  const dir = await temporaryFolder();
  cleanUps.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Options for a flush each `s` seconds. */
export const everyS = (s: number): string[] => ['--flush-interval', `${s}s`, '--retention', `${s}s:1h,1m:14d`];

/** A server that flushes each second unless `args` say otherwise. */
export async function start(options: Parameters<typeof startCarpy>[0] = {}): Promise<CarpyProcess> {
  const carpy = await startCarpy({ ...options, args: [...everyS(1), ...(options.args ?? [])] });
  cleanUps.push(() => carpy.stop('SIGKILL'));
  return carpy;
}

export const udpOf = (carpy: CarpyProcess): number => carpy.ports.statsd.udp as number;
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** All points of a series, added up. */
export const total = async (carpy: CarpyProcess, name: string): Promise<number> =>
  sum(valuesOf(await render(carpy, name, '-1h&until=%2B1min')));
export const countOf = (carpy: CarpyProcess, name: string): Promise<number> =>
  total(carpy, `stats.counters.${name}.count`);
export const statusOf = (carpy: CarpyProcess): Promise<StatusAnswer> => getJson(`${carpy.url}/api/v1/status`);
