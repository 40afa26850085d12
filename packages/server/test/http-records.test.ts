import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordsAnswer } from '@carpy/core';
import { nodeFiles, RecordsLog } from '@carpy/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, harness, NOW_MS } from './fakes/http-deps.ts';

let dir: string;
let log: RecordsLog;
let server: Harness;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'carpy-records-'));
  log = await RecordsLog.open({ files: nodeFiles, dir, retentionMs: 1e9, maxBytes: 1e9, clock: () => NOW_MS });
  server = await harness({ deps: { records: log } });
});
afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true });
});

const head = {
  app: 'shop',
  server: 'web-1',
  version: '1.2',
  sentAtMs: NOW_MS,
  seen: { checkout: 40 },
  kept: { checkout: 1 },
};
const id = (n: number): string => n.toString(16).padStart(32, '0');
const record = (n: number, more: object = {}) => ({
  id: id(n),
  startMs: NOW_MS - 5_000 + n,
  durationMs: 12.5,
  transaction: 'POST /checkout',
  outcome: 'error',
  kind: 'http',
  method: 'POST',
  route: '/checkout',
  status: 500,
  requestId: 'r-1',
  traceId: 'ab'.repeat(16),
  children: [
    { name: 'pg.select', parent: -1, startOffsetMs: 1, durationMs: 4, outcome: 'ok' },
    { name: 'inner', parent: 0, startOffsetMs: 2, durationMs: 1, outcome: 'error' },
  ],
  causes: { loopBusyMs: 3, gcMs: 0.5 },
  error: { type: 'TypeError', message: 'x is not a function', stack: 'at y' },
  context: { 'header.user-agent': 'curl', paid: true },
  logs: [{ atMs: NOW_MS, level: 'warn', message: 'slow' }],
  ...more,
});
const body = (...lines: readonly unknown[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

const send = (content: string | Uint8Array, headers: Record<string, string> = {}) =>
  server.request('/api/v1/records', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body: content as never,
  });
const list = async (
  search = '',
): Promise<{ records: Record<string, unknown>[]; seen: number; kept: number; cursor: string | null }> =>
  (await server.request(`/api/v1/records${search}`)).json() as never;

describe('POST /api/v1/records', () => {
  it('stores records, gzip or not, and lists them whole, newest first', async () => {
    const first = await send(body(head, record(1)));
    expect([first.status, await first.json()]).toEqual([202, { stored: 1, repeated: 0, bad: 0, badLines: [] }]);
    expect((await send(gzipSync(body(head, record(2), record(3))), { 'content-encoding': 'gzip' })).status).toBe(202);
    const { records, seen, kept, cursor } = await list();
    expect(records).toEqual([3, 2, 1].map((n) => ({ app: 'shop', server: 'web-1', version: '1.2', ...record(n) })));
    expect([seen, kept, cursor]).toEqual([80, 2, null]);
    expect((await list('?app=other')).records).toEqual([]);
    expect((await list('?app=shop&limit=1')).records).toHaveLength(1);
    expect((await list('?limit=1')).cursor).not.toBe(null);
  });

  it('drops repeated ids', async () => {
    await send(body(head, record(1)));
    expect(await (await send(body(head, record(1), record(2)))).json()).toMatchObject({ stored: 1, repeated: 1 });
  });

  it('takes a line of log outside of any transaction', async () => {
    const line = { id: id(9), startMs: NOW_MS, kind: 'log', children: [], context: {}, logs: record(1).logs };
    expect(await (await send(body(head, line))).json()).toMatchObject({ stored: 1 });
    expect((await list()).records[0]).toMatchObject(line);
  });

  it('names bad lines with their reasons, and takes the others', async () => {
    const answer = await send(
      body(
        head,
        record(1),
        'not json',
        record(2, { outcome: 'fine' }),
        record(3, { children: [{ name: 'a', parent: 0, startOffsetMs: 0, durationMs: 0, outcome: 'ok' }] }),
        record(4, { id: 'short' }),
        record(5, { context: { big: 'x'.repeat(2_000) } }),
        record(6, { error: { type: 'E', message: 'x'.repeat(300_000) } }),
        record(7),
      ),
    );
    expect(answer.status).toBe(202);
    const { stored, bad, badLines } = (await answer.json()) as RecordsAnswer;
    expect([stored, bad]).toEqual([2, 6]);
    expect(badLines.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'the line is not JSON'],
      [4, 'outcome: ok or error is needed'],
      [5, 'children[0].parent: 0 was sent, a number from -1 to -1 is needed'],
      [6, 'id: 32 hex digits in lower case are needed'],
      [7, 'context.big: text of 2000 characters was sent, text of 0 to 1024 characters is needed'],
      [8, expect.stringMatching(/^the line has \d+ bytes, at most 262144 are read$/)],
    ]);
  });

  it('names 20 bad lines at most', async () => {
    const answer = await send(body(head, ...Array.from({ length: 500 }, () => '{}')));
    const { bad, badLines } = (await answer.json()) as RecordsAnswer;
    expect([bad, badLines.length]).toEqual([500, 20]);
  });

  it("sets stamps right where the agent's clock is off by more than its measurement, and keeps the other", async () => {
    await send(body({ ...head, clockOffsetMs: 60_000, roundTripMs: 20 }, record(1, { startMs: NOW_MS - 60_000 })));
    await send(body({ ...head, clockOffsetMs: 900, roundTripMs: 20 }, record(2)));
    await send(body({ ...head, clockOffsetMs: 5_000, roundTripMs: 6_000 }, record(3)));
    expect((await list()).records.map((r) => [r['startMs'], r['agentStartMs']])).toEqual([
      [record(3).startMs, undefined],
      [record(2).startMs, undefined],
      [NOW_MS, NOW_MS - 60_000],
    ]);
  });

  it.each([
    ['another type', body(head), { 'content-type': 'application/json' }, 415],
    ['another encoding', body(head), { 'content-encoding': 'br' }, 415],
    ['what is no gzip', body(head), { 'content-encoding': 'gzip' }, 400],
    ['an empty body', '\n', {}, 400],
    ['a head without app', body({ server: 'a' }), {}, 400],
    ['more than 1 MiB', 'x'.repeat(1_048_577), {}, 413],
    ['a bomb', gzipSync(Buffer.alloc(17 * 2 ** 20)), { 'content-encoding': 'gzip' }, 413],
  ] as const)('refuses %s', async (_, content, headers, status) => {
    const answer = await send(content, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after') !== null).toBe(status === 413);
    expect((await list()).records).toEqual([]);
  });

  it('reads four bodies at once, and has the fifth come again', async () => {
    const held = Array.from({ length: 4 }, () => {
      let finish = (): void => {};
      const stream = new ReadableStream({
        start: (controller) => {
          finish = () => {
            controller.enqueue(new TextEncoder().encode(body(head)));
            controller.close();
          };
        },
      });
      const answer = server.request('/api/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: stream,
        duplex: 'half',
      } as RequestInit);
      return { answer, finish };
    });
    const fifth = await send(body(head, record(1)));
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '5']);
    for (const { finish } of held) finish();
    for (const { answer } of held) expect((await answer).status).toBe(202);
    expect((await send(body(head, record(1)))).status).toBe(202);
  });

  it('answers 503 when nothing can be written', async () => {
    await log.close();
    const answer = await send(body(head, record(1)));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

describe('GET /api/v1/records', () => {
  it.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=nowhere', 'from=never'])('refuses %s', async (search) => {
    expect((await server.request(`/api/v1/records?${search}`)).status).toBe(400);
  });
});
