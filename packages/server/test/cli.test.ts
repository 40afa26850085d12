import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CarpyError } from '@carpy/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CliIo } from '../src/cli/io.ts';
import { runCli } from '../src/cli/run-cli.ts';
import type { Config } from '../src/config/load.ts';
import { listenHttp } from '../src/http/listen.ts';
import type { RunningServer } from '../src/main.ts';
import { harness } from './fakes/http-deps.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

interface Terminal {
  readonly io: CliIo;
  out(): string;
  err(): string;
  signal(): void;
  readonly configs: Config[];
  fail: (e: Error) => void;
}

function terminal(
  parts: {
    env?: CliIo['env'];
    files?: Record<string, string>;
    demoEntry?: string;
    close?: () => Promise<void>;
    start?: () => Promise<never>;
  } = {},
): Terminal {
  let out = '';
  let err = '';
  const handlers = new Set<() => void>();
  const made: Terminal = {
    configs: [],
    out: () => out,
    err: () => err,
    signal: () => {
      for (const act of [...handlers]) act();
    },
    fail: () => {},
    io: {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      env: parts.env ?? {},
      cwd: '/srv',
      files: { read: (path) => parts.files?.[path] },
      version: '1.2.3',
      clock: () => 0,
      onStopSignal: (act) => {
        handlers.add(act);
        return () => handlers.delete(act);
      },
      startServer: async (config, deps): Promise<RunningServer> => {
        if (parts.start !== undefined) return parts.start();
        made.configs.push(config);
        made.fail = deps.onFatal;
        return {
          url: 'http://127.0.0.1:2277',
          listeners: {
            http: 2277,
            statsdUdp: config.statsdPort === 'off' ? null : 8127,
            statsdTcp: null,
            statsdAdmin: null,
            carbon: 2003,
            carbonPickle: 2004,
          },
          notices: ['8125 is taken by netdata (pid 812): StatsD listens on 8127'],
          close: parts.close ?? (async () => {}),
        };
      },
      demoEntry: parts.demoEntry ?? '/nonexistent/demo.js',
    },
  };
  return made;
}

describe('the program', () => {
  it.each([[['--version']], [['-v']]])('%j prints the version', async (argv) => {
    const { io, out } = terminal();
    expect(await runCli(argv, io)).toBe(0);
    expect(out()).toBe('1.2.3\n');
  });

  it.each([
    [['--help'], ['serve', 'demo', 'check', 'mark', 'Examples:']],
    [
      ['serve', '--help'],
      ['--http-port PORT', 'Default: 2277.', '--retention TIERS'],
    ],
    [
      ['mark', 'deploy', '--help'],
      ['<app>', '<version>', '--server'],
    ],
  ])('%j teaches', async (argv, words) => {
    const { io, out } = terminal();
    expect(await runCli(argv, io)).toBe(0);
    for (const word of words) expect(out()).toContain(word);
  });

  it.each([
    [['srve'], 'did you mean serve?'],
    [['--http-prot', '1'], 'did you mean --http-port?'],
    [['serve', '--http-port'], 'value is missing'],
    [['mark', 'deploy', 'shop'], 'version'],
    [['mark', 'deploy', 'shop', '1', '--url', 'nowhere'], 'http or https'],
  ])('%j is a usage error: %s', async (argv, words) => {
    const { io, err, configs } = terminal();
    expect(await runCli(argv, io)).toBe(2);
    expect(err()).toContain(words);
    expect(configs).toEqual([]);
  });
});

describe('serve', () => {
  it('without a command: says where it listens, prints the ports, ends in order', async () => {
    const close = vi.fn(async () => {});
    const { io, out, err, signal, configs } = terminal({ close });
    const done = runCli(['--print-ports', '--data-dir', '/data'], io);
    await vi.waitFor(() => expect(out()).not.toBe(''));
    expect(out()).toBe(
      '{"http":"http://127.0.0.1:2277","statsd":{"udp":8127,"tcp":null},"statsdAdmin":null,"carbon":2003,"carbonPickle":2004}\n',
    );
    for (const words of [
      'http://127.0.0.1:2277',
      '127.0.0.1:8127',
      '127.0.0.1:2003',
      '/data',
      'netdata (pid 812)',
      'Next: ',
    ])
      expect(err()).toContain(words);
    signal();
    expect(await done).toBe(0);
    expect(close).toHaveBeenCalledTimes(1);
    expect(configs[0]?.dataDir).toBe('/data');
  });

  it('says it in JSON where asked to', async () => {
    const { io, err, signal } = terminal();
    const done = runCli(['serve', '--log-format', 'json'], io);
    await vi.waitFor(() => expect(err()).toContain('ready'));
    signal();
    await done;
    for (const line of err().trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  });

  it('ends at once at the second signal', async () => {
    const { io, err, signal } = terminal({ close: () => new Promise(() => {}) });
    const done = runCli([], io);
    await vi.waitFor(() => expect(err()).toContain('ready'));
    signal();
    signal();
    expect(await done).toBe(1);
  });

  it('ends with 1 when a room dies', async () => {
    const made = terminal();
    const done = runCli([], made.io);
    await vi.waitFor(() => expect(made.err()).toContain('ready'));
    made.fail(new Error('the store thread died'));
    expect(await done).toBe(1);
    expect(made.err()).toContain('the store thread died');
  });

  it.each([
    [['--http-port', '99999'], {}, ['--http-port', '"99999"', 'CARPY_BAD_CONFIG']],
    [
      [],
      { start: () => Promise.reject(new CarpyError('CARPY_PORT_IN_USE', '2277 for HTTP is held by node (pid 5)')) },
      ['2277', 'node (pid 5)', 'CARPY_PORT_IN_USE'],
    ],
  ])('%j tells why it could not start, and exits with 1', async (argv, parts, words) => {
    const { io, err, out } = terminal(parts);
    expect(await runCli(argv, io)).toBe(1);
    for (const word of words) expect(err()).toContain(word);
    expect(err()).not.toContain('    at ');
    expect(out()).toBe('');
  });
});

describe('check', () => {
  it('prints each value with where it came from', async () => {
    const { io, out, err } = terminal({
      env: { CARPY_STATSD_PORT: 'off', CARPY_NONSENSE: '1' },
      files: { '/srv/carpy.config.json': '{"logLevel":"warn"}' },
    });
    expect(await runCli(['check', '--http-port', '80'], io)).toBe(0);
    expect(out()).toMatch(/^httpPort +80 +--http-port$/m);
    expect(out()).toMatch(/^statsdPort +off +CARPY_STATSD_PORT$/m);
    expect(out()).toMatch(/^logLevel +warn +carpy\.config\.json: logLevel$/m);
    expect(out()).toMatch(/^retention +10s:1d,1m:14d,10m:90d,1h:2y +default$/m);
    expect(err()).toContain('CARPY_NONSENSE');
  });

  it("prints what Graphite's configuration says, and what of it is never reached", async () => {
    const { io, out, err } = terminal({
      files: {
        '/srv/conf/storage-schemas.conf':
          '[carbon]\npattern = ^carbon\\.\nretentions = 60:90d\n[all]\nmatch-all = true\nretentions = 10s:6h,1h:2y\n[late]\npattern = ^late\nretentions = 10s:1d',
        '/srv/conf/storage-aggregation.conf': '[sums]\npattern = \\.sum$\nxFilesFactor = 0\naggregationMethod = sum',
      },
    });
    expect(await runCli(['check', '--graphite-conf', 'conf'], io)).toBe(0);
    expect(out()).toMatch(/^ {2}\[carbon\] {2}\^carbon\\\. {2}1m:90d$/m);
    expect(out()).toMatch(/^ {2}\[all\] {2}every name {2}10s:6h,1h:2y$/m);
    expect(out()).toMatch(/^ {2}\[sums\] {2}\\\.sum\$ {2}sum, 0$/m);
    expect(err()).toContain('[late]: it is never reached');
  });

  it("prints no password of Graphite's address", async () => {
    const { io, out } = terminal({});
    const address = ['--graphite-url', 'http://me:secret@graphite:8080', '--graphite-carbon', 'graphite:2003'];
    expect(await runCli(['check', '--store', 'graphite', ...address], io)).toBe(0);
    expect(out()).toContain('http://me:***@graphite:8080');
    expect(out()).not.toContain('secret');
  });

  it('exits with 1 for a bad one', async () => {
    const { io, err, out } = terminal({ env: { CARPY_HTTP_PORT: 'x' } });
    expect(await runCli(['check'], io)).toBe(1);
    expect(err()).toContain('CARPY_HTTP_PORT');
    expect(out()).toBe('');
  });
});

describe('mark deploy', () => {
  it('puts a deploy into a running server', async () => {
    const { app, request } = await harness();
    const listener = await listenHttp(app, { hosts: ['127.0.0.1'], port: 0, closeGraceMs: 0 });
    opened.push(() => listener.close());
    const { io, out } = terminal({ env: { CARPY_URL: `http://127.0.0.1:${listener.port}` } });
    expect(
      await runCli(
        ['mark', 'deploy', 'shop', '1.4.2', '--server', 'web-1', '--server', 'web-2', '--text', 'friday'],
        io,
      ),
    ).toBe(0);
    expect(out()).toBe('marked: shop 1.4.2\n');
    expect(await (await request('/api/v1/annotations')).json()).toMatchObject([
      { app: 'shop', version: '1.4.2', servers: ['web-1', 'web-2'], text: 'friday', tags: ['deploy'] },
    ]);
  });

  it('says when nobody answers, and what the server refused', async () => {
    const { app } = await harness();
    const listener = await listenHttp(app, { hosts: ['127.0.0.1'], port: 0, closeGraceMs: 0 });
    opened.push(() => listener.close());
    const refused = terminal();
    const url = `http://127.0.0.1:${listener.port}`;
    expect(await runCli(['mark', 'deploy', 'x'.repeat(300), '1', '--url', url], refused.io)).toBe(1);
    expect(refused.err()).toContain('app: text of 300 characters');
    await listener.close();
    const alone = terminal();
    expect(await runCli(['mark', 'deploy', 'shop', '1', '--url', url], alone.io)).toBe(1);
    expect(alone.err()).toContain(`no answer from ${url}`);
  });
});

describe('demo', () => {
  it('runs the shop beside a server with a temporary folder, and ends both', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'carpy-cli-'));
    opened.push(() => rm(dir, { recursive: true }));
    const entry = join(dir, 'shop.mjs');
    await writeFile(
      entry,
      `import { writeFileSync } from 'node:fs';
       const names = Object.keys(process.env).filter((name) => name.startsWith('CARPY_')).sort();
       process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(join(dir, 'ended'))}, 'by SIGTERM'); process.exit(0); });
       writeFileSync(${JSON.stringify(join(dir, 'env'))}, names.map((name) => name + '=' + process.env[name]).join(' '));
       setInterval(() => {}, 1000);`,
    );
    const { io, signal, configs } = terminal({
      env: { PATH: process.env['PATH'], CARPY_APP: 'mine', CARPY_HTTP_PORT: 'nonsense' },
      demoEntry: entry,
    });
    const done = runCli(['demo', '--http-port', '0'], io);
    await vi.waitFor(
      async () =>
        expect(await readFile(join(dir, 'env'), 'utf8')).toBe(
          'CARPY_STATSD=udp://127.0.0.1:8127 CARPY_URL=http://127.0.0.1:2277',
        ),
      { timeout: 5_000 },
    );
    const dataDir = configs[0]?.dataDir as string;
    expect((await stat(dataDir)).isDirectory()).toBe(true);
    signal();
    expect(await done).toBe(0);
    expect(await readFile(join(dir, 'ended'), 'utf8')).toBe('by SIGTERM');
    await expect(stat(dataDir)).rejects.toThrow('ENOENT');
  });

  it('ends with 1 when the shop ends by itself', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'carpy-cli-'));
    opened.push(() => rm(dir, { recursive: true }));
    const entry = join(dir, 'shop.mjs');
    await writeFile(entry, 'process.exit(3)');
    const { io, err } = terminal({ env: { PATH: process.env['PATH'] }, demoEntry: entry });
    expect(await runCli(['demo', '--http-port', '0'], io)).toBe(1);
    expect(err()).toContain('exit code 3');
  });

  it('says what is missing', async () => {
    const { io, err } = terminal();
    expect(await runCli(['demo'], io)).toBe(1);
    expect(err()).toContain('npm run build');
  });
});
