import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openEmbedded } from '@carpy/store';
import { afterEach, describe, expect, it } from 'vitest';
import { type CarpyProcess, getJson, runCarpy, startCarpy, temporaryFolder } from './carpy-process.ts';

const running: CarpyProcess[] = [];
const start = async (options: Parameters<typeof startCarpy>[0] = {}): Promise<CarpyProcess> => {
  const carpy = await startCarpy(options);
  running.push(carpy);
  return carpy;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((carpy) => carpy.stop('SIGKILL')));
});

describe('carpy serve', () => {
  it('prints its ports once, answers, and ends on SIGTERM with 0', async () => {
    const carpy = await start();
    expect(carpy.ports.http).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(carpy.ports.statsd).toMatchObject({ udp: expect.any(Number), tcp: carpy.ports.statsd.udp });
    expect(carpy.ports).toMatchObject({
      statsdAdmin: expect.any(Number),
      carbon: expect.any(Number),
      carbonPickle: expect.any(Number),
    });
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/version', '/api/v1/status']) {
      expect((await fetch(carpy.url + path)).status, path).toBe(200);
    }
    // 0 says that it closed in order and in time: a stop that takes more than 5 s is cut and ends with 1.
    expect(await carpy.stop()).toBe(0);
  });

  it('says in its log where it listens and where it keeps data', async () => {
    const carpy = await start();
    expect(carpy.log()).toContain(carpy.ports.http);
    expect(carpy.log()).toContain(String(carpy.ports.statsd.udp));
    expect(carpy.log()).toContain(carpy.dataDir);
  });

  it.each(['--http-host', '--statsd-host', '--statsd-admin-host', '--carbon-host'])(
    'says by its flag when the address of %s is none of this machine',
    async (flag) => {
      const dir = await temporaryFolder();
      const ports = ['--http-port', '--statsd-port', '--statsd-admin-port', '--carbon-port', '--carbon-pickle-port'];
      const { code, err } = await runCarpy([
        ...['serve', '--data-dir', dir, '--allow-anonymous', flag, '203.0.113.9'],
        ...ports.flatMap((port) => [port, '0']),
      ]);
      await rm(dir, { recursive: true });
      expect(code).toBe(1);
      expect(err).toContain(
        `carpy: bad configuration: ${flag}: this machine has no address 203.0.113.9 [CARPY_BAD_CONFIG]`,
      );
    },
  );

  it('refuses a second process on the same data folder in one line and goes on itself', async () => {
    const carpy = await start();
    const second = await runCarpy([
      'serve',
      '--data-dir',
      carpy.dataDir,
      '--http-port',
      '0',
      '--statsd-port',
      '0',
      '--carbon-port',
      '0',
      '--carbon-pickle-port',
      '0',
    ]);
    expect(second.code).toBe(1);
    expect(second.err).toContain(carpy.dataDir);
    expect(second.err).toContain(String(carpy.child.pid));
    expect(second.err).not.toContain('    at ');
    expect((await fetch(`${carpy.url}/readyz`)).status).toBe(200);
  });

  it('names the process that holds a given port, and exits with 1', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const dataDir = await temporaryFolder();
    try {
      const refused = await runCarpy([
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
      ]);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(String(port));
      if (process.platform === 'linux') expect(refused.err).toContain(String(process.pid));
      expect(refused.err).not.toContain('    at ');
    } finally {
      holder.close();
      await rm(dataDir, { recursive: true });
    }
  });

  it('ends when the request log can not be opened, and does not wait for it', async () => {
    const dir = await temporaryFolder();
    const store = await openEmbedded({
      dir,
      flushIntervalMs: 10_000,
      tiers: [{ stepS: 10, retentionS: 86_400 }],
      clock: Date.now,
    });
    await store.state.put('error-app/shop', null);
    await store.close();
    const ports = ['--http-port', '--statsd-port', '--statsd-admin-port', '--carbon-port', '--carbon-pickle-port'];
    const { code } = await runCarpy(['serve', '--data-dir', dir, ...ports.flatMap((port) => [port, '0'])]);
    await rm(dir, { recursive: true });
    expect(code).toBe(1);
  });

  it('says which data folder can not be written', async () => {
    const dir = await temporaryFolder();
    // A file where the folder should be: refused for root too, whom modes do not bind.
    const file = join(dir, 'a-file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const refused = await runCarpy([
      'serve',
      '--data-dir',
      file,
      '--http-port',
      '0',
      '--statsd-port',
      '0',
      '--carbon-port',
      '0',
      '--carbon-pickle-port',
      '0',
    ]);
    await rm(dir, { recursive: true });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(file);
    expect(refused.err).not.toContain('    at ');
  });

  it('refuses to listen beyond loopback without accounts, and says what allows it', async () => {
    const refused = await runCarpy([
      'serve',
      '--host',
      '0.0.0.0',
      '--http-port',
      '0',
      '--statsd-port',
      '0',
      '--carbon-port',
      '0',
      '--carbon-pickle-port',
      '0',
    ]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('--allow-anonymous');
  });

  it.each([
    [['--http-prot', '1'], '--http-port'],
    [['--http-port', 'many'], 'http-port'],
    [['--flush-interval', '0'], 'flush-interval'],
    [['serve', 'extra'], 'extra'],
  ])('answers a wrong command line %j with what is allowed, exit 2 or 1', async (args, said) => {
    const refused = await runCarpy(args);
    expect([1, 2]).toContain(refused.code);
    expect(refused.err).toContain(said);
    expect(refused.err).not.toContain('    at ');
  });

  it('explains itself', async () => {
    const help = await runCarpy(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['serve', 'demo', 'check', 'mark', '--data-dir', 'CARPY_']) expect(help.out).toContain(word);
    const serve = await runCarpy(['serve', '--help']);
    for (const word of ['--statsd-port', '--allow-anonymous']) expect(serve.out).toContain(word);
    expect((await runCarpy(['--version'])).out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('answers by HTTP only to names of this machine', async () => {
    const carpy = await start();
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(carpy.url, { headers: { host: 'evil.example' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('tells unknown routes and wrong methods apart', async () => {
    const carpy = await start();
    expect((await fetch(`${carpy.url}/api/v1/nothing`)).status).toBe(404);
    const wrong = await fetch(`${carpy.url}/api/v1/hello`);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toContain('POST');
    const bad = await fetch(`${carpy.url}/render?target=${encodeURIComponent('sumSeries(a')}`);
    expect(bad.status).toBe(400);
    expect(JSON.stringify(await bad.json())).toMatch(/"position":\d+/);
  });

  it('serves its own state to Prometheus and to the UI', async () => {
    const carpy = await start();
    expect(await (await fetch(`${carpy.url}/metrics`)).text()).toMatch(/^carpy_\w+/m);
    const status = await getJson<{ listeners: { statsdUdp: string } }>(`${carpy.url}/api/v1/status`);
    expect(status.listeners.statsdUdp).toContain(String(carpy.ports.statsd.udp));
  });
});
