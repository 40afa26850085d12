/** StatsD itself, from npm, as a child process on loopback: the oracle for the admin port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NpmStatsd {
  readonly adminPort: number;
  /** Sends one datagram to its metrics port. */
  send(text: string): Promise<void>;
  close(): Promise<void>;
}

const main = createRequire(import.meta.url).resolve('statsd/stats.js');
/** StatsD 0.9.0 logs by util.log, which Node 23 took away. */
const utilLog = 'data:text/javascript,import util from "node:util"; util.log ??= () => {};';

/** Resolves once it is up. It doesn't flush for an hour, and sends nothing anywhere. */
export async function startNpmStatsd(): Promise<NpmStatsd> {
  const folder = await mkdtemp(join(tmpdir(), 'carpy-statsd-'));
  const [port, adminPort] = [await freePort(), await freePort()];
  const file = join(folder, 'config.js');
  await writeFile(
    file,
    JSON.stringify({
      address: '127.0.0.1',
      port,
      mgmt_address: '127.0.0.1',
      mgmt_port: adminPort,
      flushInterval: 3_600_000,
      keyNameSanitize: false,
      backends: ['./backends/graphite'],
      automaticConfigReload: false,
    }),
  );
  const child = spawn(process.execPath, ['--import', utilLog, main, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  await up(child, adminPort);
  return {
    adminPort,
    send: (text) =>
      new Promise((resolve, reject) => {
        const socket = createSocket('udp4');
        socket.send(text, port, '127.0.0.1', (error) => socket.close(() => (error ? reject(error) : resolve())));
      }),
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.kill('SIGKILL')) await gone;
      await rm(folder, { recursive: true });
    },
  };
}

async function up(child: ChildProcess, port: number): Promise<void> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors = (errors + chunk).slice(-2_000);
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`StatsD ended: ${errors}`);
    await sleep(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Free for TCP a moment ago: StatsD takes 0 for its default. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
