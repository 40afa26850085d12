// Cold start of `carpy serve`, from its spawn to the first 200 from `/`, and its resident memory (main, store and ingest threads) after a
// minute of idling. Beside it in the same run: a bare Node process that only opens an HTTP server.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, quick, residentMb, spread, startCarpy, wait } from '../carpy-process.mjs';

const rounds = quick ? 1 : 9;
const idleMs = quick ? 2_000 : 60_000;

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** From spawn to the first 200, asking all the time. */
async function coldStartMs(args) {
  const began = process.hrtime.bigint();
  const child = spawn(process.execPath, args.command, { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${args.port}/`);
      if (answer.status === 200) break;
    } catch {
      await wait(2);
    }
  }
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  child.kill('SIGTERM');
  await exited;
  return ms;
}

const carpy = [];
const bare = [];
for (let i = 0; i < rounds; i++) {
  const dataDir = mkdtempSync(join(tmpdir(), 'carpy-bench-'));
  const port = await freePort();
  carpy.push(
    await coldStartMs({
      port,
      command: [
        bin,
        'serve',
        '--data-dir',
        dataDir,
        '--http-port',
        String(port),
        '--statsd-port',
        '0',
        '--carbon-port',
        '0',
        '--carbon-pickle-port',
        '0',
      ],
    }),
  );
  rmSync(dataDir, { recursive: true, force: true });
  const barePort = await freePort();
  bare.push(
    await coldStartMs({
      port: barePort,
      command: ['-e', `require('node:http').createServer((_, r) => r.end()).listen(${barePort}, '127.0.0.1')`],
    }),
  );
}
console.log(`carpy serve, spawn to first 200 from /: ${spread(carpy, 'ms')} (goal <= 500)`);
console.log(`bare node:http, the same:               ${spread(bare, 'ms')}`);

const idle = [];
for (let i = 0; i < (quick ? 1 : 3); i++) {
  const server = await startCarpy('serve');
  await wait(idleMs);
  idle.push(residentMb(server.child.pid));
  await server.stop();
}
console.log(`carpy serve, resident after ${idleMs / 1000} s idle: ${spread(idle, 'MB', 1)} (goal <= 90)`);
