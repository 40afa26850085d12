// What each server under test tells of its own process.
import { readFileSync } from 'node:fs';

/** Of monitorEventLoopDelay, whose figures contain it. */
export const RESOLUTION_MS = 10;

/** CPU in us since the start, the peak of resident memory, the longest delay of the event loop since the last call. */
export function snapshot(delay) {
  const { user, system } = process.cpuUsage();
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const pauseMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
  delay.reset();
  return { cpuUs: user + system, peakMb: Number(peak ?? Number.NaN) / 1024, pauseMs };
}
