/** Each example as a user runs it, but for its ports; what left it by UDP is what counts. Needs the built agent. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
let socket: Socket;
let lines: string[];
let children: ChildProcess[];

beforeEach(async () => {
  lines = [];
  children = [];
  socket = createSocket('udp4');
  socket.on('message', (datagram) =>
    lines.push(
      ...datagram
        .toString()
        .split('\n')
        .filter((line) => line !== ''),
    ),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
});

afterEach(async () => {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
  socket.close();
});

function run(name: string, command: string, args: readonly string[] = []): ChildProcess {
  const child = spawn(command, args, {
    cwd: `${examples}${name}`,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      CARPY_SERVER: 'test.example',
      CARPY_STATSD: `udp://127.0.0.1:${(socket.address() as AddressInfo).port}`,
      CARPY_URL: 'off',
      CARPY_RUNTIME: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  return line;
}

/** Waits until a line that was sent matches; the test's own limit ends the wait. */
async function sent(pattern: RegExp): Promise<string> {
  for (;;) {
    const found = lines.find((line) => pattern.test(line));
    if (found !== undefined) return found;
    await once(socket, 'message');
  }
}

describe.each([
  { name: 'node-http', app: 'node-http-example' },
  { name: 'express', app: 'express-example' },
  { name: 'fastify', app: 'fastify-example' },
])('$name', ({ name, app }) => {
  it('times requests by route, what they wait for, and their errors', async () => {
    const address = /^http:\/\/[^ ]+/.exec(await firstLine(run(name, process.execPath, ['server.js'])))?.[0];
    const statusOf = async (path: string): Promise<number> => (await fetch(`${address}${path}`)).status;
    expect(await statusOf('/')).toBe(200);
    expect(await statusOf('/users/7')).toBe(200);
    expect(await statusOf('/fail')).toBe(500);
    expect(await statusOf('/wp-login.php')).toBe(404);

    const base = `carpy.${app}.test_example`;
    const routes = new Set(['GET-', 'GET-users-_id', 'GET-fail', 'no_route']);
    await sent(new RegExp(`^${base}\\.GET-\\.ok:[0-9.]+\\|ms$`));
    await sent(new RegExp(`^${base}\\.GET-\\.apdex\\.satisfied:1\\|c$`));
    await sent(new RegExp(`^${base}\\.GET-users-_id\\.ok:[0-9.]+\\|ms$`));
    await sent(new RegExp(`^${base}\\.GET-users-_id\\.children\\.db_select_users\\.ok:[0-9.]+\\|ms$`));
    await sent(new RegExp(`^${base}\\.GET-users-_id\\.children\\._own\\.ok:[0-9.]+\\|ms$`));
    await sent(new RegExp(`^${base}\\.GET-fail\\.error:[0-9.]+\\|ms$`));
    await sent(new RegExp(`^${base}\\.GET-fail\\.apdex\\.frustrated:1\\|c$`));
    await sent(new RegExp(`^${base}\\.no_route\\.ok:[0-9.]+\\|ms$`));
    for (const line of lines) expect(routes).toContain(line.split('.')[3]);
  });
});

describe('worker-jobs', () => {
  it('times jobs by kind; one that rejects is an error', async () => {
    run('worker-jobs', process.execPath, ['worker.js']).stdout?.resume();
    const base = 'carpy.worker-example.test_example';
    await sent(new RegExp(`^${base}\\.mail_send\\.ok:`));
    await sent(new RegExp(`^${base}\\.mail_send\\.children\\.smtp_send\\.ok:`));
    await sent(new RegExp(`^${base}\\.thumbnail_make\\.ok:`));
    await sent(new RegExp(`^${base}\\.thumbnail_make\\.error:`));
    await sent(new RegExp(`^${base}\\.custom\\.jobs_done:\\d+\\|c$`));
  });
});

describe('statsd-shell', () => {
  const exitOf = async (child: ChildProcess): Promise<number> => ((await once(child, 'exit')) as [number])[0];

  it('reports how long a command took', async () => {
    expect(await exitOf(run('statsd-shell', './report.sh', ['nightly backup', 'sleep', '0.2']))).toBe(0);
    const line = await sent(/^carpy\.shell\.test_example\.nightly_backup\.ok:\d+\|ms$/);
    expect(Number(/:(\d+)/.exec(line)?.[1])).toBeGreaterThanOrEqual(200);
    await sent(/^carpy\.shell\.test_example\.nightly_backup\.apdex\.satisfied:1\|c$/);
  });

  it('reports a command that failed, and ends as it did', async () => {
    expect(await exitOf(run('statsd-shell', './report.sh', ['job', 'bash', '-c', 'exit 7']))).toBe(7);
    await sent(/^carpy\.shell\.test_example\.job\.error:\d+\|ms$/);
    await sent(/^carpy\.shell\.test_example\.job\.apdex\.frustrated:1\|c$/);
  });
});
