import type { StoredRecord } from '@carpy/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CliIo } from '../src/cli/io.ts';
import { runCli } from '../src/cli/run-cli.ts';
import { type HttpListener, listenHttp } from '../src/http/listen.ts';
import { harness, NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, testRoom } from './fakes/records-room.ts';

let room: TestRoom;
let http: HttpListener;
let out: string;
let err: string;
let stop: () => void;

beforeEach(async () => {
  [out, err, stop] = ['', '', () => {}];
  room = testRoom();
  const { app } = await harness({ deps: { records: room.client } });
  http = await listenHttp(app, { hosts: ['127.0.0.1'], port: 0, closeGraceMs: 0 });
  const records = [
    record(1, { status: 200, durationMs: 12.345 }),
    record(2, {
      status: 500,
      outcome: 'error',
      durationMs: 1_234,
      weight: 8,
      error: { type: 'CardDeclined', message: 'declined\u001b[31m for good' },
    }),
    record(3, { kind: 'job', durationMs: 65_000, transaction: 'mail.send' }),
  ];
  await room.group.append({ app: 'shop', server: 'web-1', atMs: NOW_MS, seen: { a: 4_000 }, kept: { a: 3 }, records });
});
afterEach(async () => {
  await http.close();
  room.close();
});

const record = (n: number, more: Partial<StoredRecord> = {}): StoredRecord => ({
  app: 'shop',
  server: 'web-1',
  id: n.toString(16).padStart(32, '0'),
  startMs: NOW_MS - n * 1_000,
  transaction: 'GET /',
  outcome: 'ok',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  ...more,
});

function run(...argv: readonly string[]): Promise<number> {
  const io: Partial<CliIo> = {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    env: { CARPY_URL: `http://127.0.0.1:${http.port}` },
    version: '1.2.3',
    clock: () => NOW_MS,
    onStopSignal: (act) => {
      stop = act;
      return () => {};
    },
  };
  return runCli(['requests', ...argv], io as CliIo);
}

it('prints a table that fits its width, newest first, and what it is of', async () => {
  expect(await run('--width', '110')).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^time +duration {2}outcome {2}server +transaction +message$/);
  expect(
    lines.slice(1).map((line) =>
      line
        .slice(25)
        .trimEnd()
        .split(/ {2,}/)
        .filter((cell) => cell !== ''),
    ),
  ).toEqual([
    ['12.3 ms', '200', 'web-1', 'GET /'],
    ['1234 ms', '500', 'web-1', 'GET /', expect.stringMatching(/^CardDeclined: declined/)],
    ['65.0 s', 'ok', 'web-1', 'mail.send'],
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
  expect(out).not.toContain('\u001b');
  expect(err).toBe('3 records that match, for about 10 requests; 4,000 requests in this time, 3 kept\n');
});

it('passes query, app, order and limit on', async () => {
  expect(await run('kind:http', 'or', 'kind:job', '--app', 'shop', '--slowest', '--limit', '1', '--json')).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ transaction: 'mail.send', children: [] });
  expect(out.split('\n')).toHaveLength(2);
  expect(await run('--app', 'other')).toBe(1);
  expect(err).toContain('nothing matches');
});

it("says what is wrong with a query in the server's own words, under its code", async () => {
  expect(await run('status:abc')).toBe(1);
  expect(err).toMatch(/^carpy: cannot read query: status takes .*\[CARPY_BAD_QUERY\]\n$/);
});

it.each([
  [['--limit', '1001'], 'a whole number from 1 to 1000 is needed'],
  [['--limit', '0'], 'a whole number from 1 to 1000 is needed'],
  [['--slowest', '--follow'], "'--slowest' cannot be used with option '--follow'"],
])('%j is a usage error', async (argv, words) => {
  expect(await run(...argv)).toBe(2);
  expect(err).toContain(words);
  expect(err).toContain('--help');
});

it('follows what comes, tells when not all is shown, and ends at a signal', async () => {
  const running = run('outcome:error', '--follow');
  await expect.poll(() => room.tail.viewers).toBe(1);
  room.tail.add([
    record(7),
    ...Array.from({ length: 300 }, (_, i) => record(8 + i, { outcome: 'error', status: 503 })),
  ]);
  room.tail.tick();
  await expect.poll(() => out.split('\n').length).toBe(52);
  expect(err).toBe('carpy: 300 match a second, of which 200 are shown: a narrower query shows all\n');
  stop();
  expect(await running).toBe(0);
  await expect.poll(() => room.tail.viewers).toBe(0);
});

it('says when the server ends the stream', async () => {
  const running = run('--follow', '--json');
  await expect.poll(() => room.tail.viewers).toBe(1);
  room.close();
  expect(await running).toBe(1);
  expect(err).toContain('CARPY_UNREACHABLE');
});
