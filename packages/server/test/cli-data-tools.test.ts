import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { confirm } from '../src/cli/confirm.ts';
import type { CliIo } from '../src/cli/io.ts';
import { bytesText, progressLine } from '../src/cli/progress.ts';
import { runCli } from '../src/cli/run-cli.ts';

function terminal(env: CliIo['env'] = {}): { io: CliIo; out(): string; err(): string } {
  let out = '';
  let err = '';
  return {
    out: () => out,
    err: () => err,
    io: {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      env,
      cwd: tmpdir(),
      files: { read: () => undefined },
      version: '1.2.3',
      clock: () => 1_700_000_000_000,
      onStopSignal: () => () => {},
      startServer: () => Promise.reject(new Error('not here')),
      demoEntry: '/nonexistent/demo.js',
    },
  };
}

async function folder(): Promise<string> {
  const dir = await mkdtemp(`${tmpdir()}/carpy-cli-`);
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
}

/** A server that counts three series and does what it is told. */
async function server(status = 200): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const http = createServer(async (request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, key: headers.authorization, body: await bodyOf(request) });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { series: 3 } : { error: { message: 'the name is taken' } }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

describe('delete and rename', () => {
  it('delete tells the server, and how many series went', async () => {
    const { url, asked } = await server();
    const { io, out } = terminal({ CARPY_KEY: 'secret', CARPY_URL: `${url}/` });
    expect(await runCli(['delete', 'servers.old & new', '--yes'], io)).toBe(0);
    expect(asked).toEqual([
      { method: 'DELETE', url: '/api/v1/series?path=servers.old%20%26%20new', key: 'Bearer secret', body: '' },
    ]);
    expect(out()).toBe('deleted: 3 series at and below servers.old & new\n');
  });

  it('rename tells the server', async () => {
    const { url, asked } = await server();
    const { io, out } = terminal();
    expect(await runCli(['rename', 'a.b', 'a.c', '--yes', '--url', url], io)).toBe(0);
    expect(asked).toEqual([
      { method: 'POST', url: '/api/v1/series/rename', key: undefined, body: '{"from":"a.b","to":"a.c"}' },
    ]);
    expect(out()).toBe('renamed: 3 series at and below a.b, to a.c\n');
  });

  it.each([[['delete', 'a.b']], [['rename', 'a.b', 'a.c']]])(
    '%j does nothing where nobody can be asked',
    async (argv) => {
      const { url, asked } = await server();
      const { io, err } = terminal();
      // Not a terminal: tests have none.
      expect(process.stdin.isTTY).not.toBe(true);
      expect(await runCli([...argv, '--url', url], io)).toBe(2);
      expect(err()).toContain('--yes');
      expect(asked.map(({ method }) => method)).toEqual(['GET']);
    },
  );

  it("says why in the server's words", async () => {
    const { url } = await server(400);
    const { io, err } = terminal();
    expect(await runCli(['rename', 'a', 'b', '--yes', '--url', url], io)).toBe(1);
    expect(err()).toContain('the name is taken');
  });

  it.each([
    ['y', true],
    ['YES', true],
    ['n', false],
    ['', false],
  ])('asks, and takes %j for %s', async (answer, yes) => {
    const { io, err } = terminal();
    const input = Object.assign(new PassThrough(), { isTTY: true });
    input.end(`${answer}\n`);
    expect(await confirm('Delete 3 series?', io, { input })).toBe(yes);
    expect(err()).toBe('Delete 3 series? [y/N] ');
  });
});

describe('backup, restore, doctor', () => {
  it.each([
    [['doctor'], 2, 'could not look'],
    [['backup', 'target'], 1, 'no data folder'],
  ])('%j says that there is no data folder', async (argv, code, words) => {
    const dir = await folder();
    const { io, err } = terminal();
    expect(await runCli([...argv, '--data-dir', `${dir}/none`], { ...io, cwd: dir })).toBe(code);
    expect(err()).toContain(words);
    expect(await readdir(dir)).toEqual([]);
  });

  it('restore says what is no backup, and needs a place', async () => {
    const dir = await folder();
    await mkdir(`${dir}/b`);
    await writeFile(`${dir}/b/backup.json`, '{"files": 3}');
    const { io, err } = terminal();
    expect(await runCli(['restore', dir, '--data-dir', `${dir}/d`], io)).toBe(1);
    expect(err()).toContain('it is no backup');
    expect(await runCli(['restore', `${dir}/b`, '--data-dir', `${dir}/d`], io)).toBe(1);
    expect(err()).toContain('is damaged');
    expect(await runCli(['restore', dir], io)).toBe(2);
    expect(await readdir(dir)).toEqual(['b']);
  });
});

describe('progress', () => {
  it('is one line on a terminal, and nothing elsewhere', () => {
    const { io, err } = terminal();
    const line = progressLine('copied', io, true);
    line.update(1_000_000, 2_500_000_000);
    // The clock stands: the next one would come too soon.
    line.update(2_000_000, 2_500_000_000);
    line.end();
    expect(err()).toBe('\r\x1b[Kcopied: 1.00 MB of 2.50 GB\r\x1b[K');
    const elsewhere = terminal();
    progressLine('copied', elsewhere.io, false).update(1, 2);
    expect(elsewhere.err()).toBe('');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1.00 kB'],
    [999_600, '1.00 MB'],
    [12_345_678, '12.3 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
