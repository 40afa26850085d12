// Starts the servers under test and the sender, each a process of its own that answers messages.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../carpy-process.mjs';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

function nextMessage(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

async function stop(child) {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const serverOf = (child, port, close) => ({
  port,
  async counts() {
    child.send('counts');
    return nextMessage(child);
  },
  close,
});

export async function startCarpy(mode, flushMs, receiveBufferBytes) {
  const child = fork(file('carpy-ingest.mjs'), [JSON.stringify({ mode, flushMs, receiveBufferBytes })]);
  const { port } = await nextMessage(child);
  return serverOf(child, port, () => stop(child));
}

/** npm's statsd as it comes: one process, its default backend without a host, which makes the lines of each flush and drops them. */
export async function startNpm(flushMs) {
  const folder = mkdtempSync(join(tmpdir(), 'carpy-bench-statsd-'));
  const port = await freePort();
  const address = '127.0.0.1';
  const config = {
    servers: ['udp', 'tcp'].map((kind) => ({ server: `./servers/${kind}`, address, port })),
    mgmt_address: address,
    mgmt_port: await freePort(),
    flushInterval: flushMs,
    backends: ['./backends/graphite', file('npm-backend.cjs')],
  };
  writeFileSync(join(folder, 'config.js'), JSON.stringify(config));
  const child = fork(join(root, 'node_modules/statsd/stats.js'), [join(folder, 'config.js')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await nextMessage(child);
  return serverOf(child, port, async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  });
}

export function startSender() {
  const child = fork(file('sender.mjs'));
  return {
    /** Resolves once the first datagram is about to go; `done` answers with what was sent. */
    async send(command) {
      child.send(command);
      await nextMessage(child);
      return { done: nextMessage(child) };
    },
    close: () => stop(child),
  };
}
