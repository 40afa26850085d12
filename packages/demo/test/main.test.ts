/** The demo as `carpy demo` starts it: bundled into one file, run as a process, watched by what it sends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';

const LIMIT_MS = 30_000;
let folder: string;
let entry: string;
let demo: ChildProcess | undefined;
const socket = createSocket('udp4');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carpy-demo-'));
  entry = join(folder, 'demo.mjs');
  await build({
    input: fileURLToPath(new URL('../src/main.ts', import.meta.url)),
    platform: 'node',
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
    output: { file: entry, format: 'esm' },
    logLevel: 'silent',
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
}, LIMIT_MS);

afterAll(async () => {
  demo?.kill('SIGKILL');
  socket.close();
  await rm(folder, { recursive: true, force: true });
});

it(
  'three servers send transactions and functions, and all end on SIGTERM',
  async () => {
    const servers = new Set<string>();
    const wanted = [
      /\.GET-\.ok:/,
      /\.children\.mysql_select_products\.ok:/,
      /\.children\._own\.ok:/,
      /\.apdex\.satisfied:1\|c$/,
      /\.mail_send\.ok:/,
    ];
    const enough = new Promise<void>((resolve) => {
      socket.on('message', (datagram) => {
        for (const line of datagram.toString().split('\n')) {
          const parts = line.split('.');
          if (parts[1] === 'shop') servers.add(parts[2] as string);
          const i = wanted.findIndex((pattern) => pattern.test(line));
          if (i >= 0) wanted.splice(i, 1);
        }
        if (wanted.length === 0 && servers.size === 3) resolve();
      });
    });
    const port = (socket.address() as AddressInfo).port;
    const env = { PATH: process.env['PATH'], CARPY_STATSD: `udp://127.0.0.1:${port}`, CARPY_URL: 'off' };
    const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    demo = child;
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.stderr.on('data', (text) => {
      said += text;
    });
    await enough;
    expect([...servers].sort()).toEqual(['web-1', 'web-2', 'worker-1']);
    child.kill('SIGTERM');
    // Its servers share its standard output: that closes when the last of them has ended.
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
    expect(said).toBe('');
  },
  LIMIT_MS,
);
