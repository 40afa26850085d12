// What the benchmarks share: starting the built server on free ports with a folder that goes away, and medians.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = join(root, 'packages/server/bin/carpy.js');
export const quick = process.argv.includes('--quick');

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `median [least … greatest], n` of figures in one unit. */
export function spread(values, unit, digits = 0) {
  const f = (v) => v.toFixed(digits);
  return `${f(median(values))} ${unit} [${f(Math.min(...values))} … ${f(Math.max(...values))}], n = ${values.length}`;
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a command of carpy with --print-ports and answers when the line has come. */
export async function startCarpy(command, args = []) {
  const dataDir = mkdtempSync(join(tmpdir(), 'carpy-bench-'));
  const free = ['http', 'statsd', 'statsd-admin', 'carbon', 'carbon-pickle'].flatMap((name) => [`--${name}-port`, '0']);
  const own = command === 'serve' ? ['--data-dir', dataDir, ...free] : [];
  const child = spawn(process.execPath, [bin, command, ...own, '--print-ports', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ports = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out));
    });
    void exited.then((code) => reject(new Error(`carpy ${command} ended with ${code}: ${log}`)));
  });
  return {
    child,
    ports,
    url: ports.http,
    dataDir,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process, all threads, MB. Linux. */
export function residentMb(pid) {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}
