import { gzipSync } from 'node:zlib';
import type { RecordsPage } from '@carpy/api';
import type { RecordsAnswer } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, harness, NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, type TestRoomOptions, testRoom } from './fakes/records-room.ts';

let room: TestRoom;
let server: Harness;
beforeEach(() => begin());
afterEach(() => room.close());

async function begin(options: TestRoomOptions = {}): Promise<void> {
  room?.close();
  room = testRoom(options);
  server = await harness({ deps: { records: room.client } });
}

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
const list = async (search = ''): Promise<RecordsPage & Required<Pick<RecordsPage, 'records'>>> =>
  (await server.request(`/api/v1/records${search}`)).json() as never;
const fingerprint = expect.stringMatching(/^[0-9a-f]{16}$/);

describe('POST /api/v1/records', () => {
  it('stores records, gzip or not, and lists them whole, newest first', async () => {
    const first = await send(body(head, record(1)));
    expect([first.status, await first.json()]).toEqual([202, { stored: 1, repeated: 0, bad: 0, badLines: [] }]);
    expect((await send(gzipSync(body(head, record(2), record(3))), { 'content-encoding': 'gzip' })).status).toBe(202);
    const { records, seen, kept, cursor } = await list();
    expect(records).toEqual(
      [3, 2, 1].map((n) => ({ app: 'shop', server: 'web-1', version: '1.2', fingerprint, ...record(n) })),
    );
    expect([seen, kept, cursor]).toEqual([80, 2, null]);
    expect((await list('?app=other')).records).toEqual([]);
    expect((await list('?app=shop&limit=1')).records).toHaveLength(1);
    expect((await list('?limit=1')).cursor).not.toBe(null);
  });

  it('leaves unknown fields out', async () => {
    await send(body({ ...head, later: 1 }, { ...record(1), later: { deep: true } }));
    expect(JSON.stringify(await list())).not.toContain('later');
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
    expect((await list()).records.map((r) => [r.startMs, r.agentStartMs, r.logs[0]?.atMs])).toEqual([
      [NOW_MS, NOW_MS - 60_000, NOW_MS + 60_000],
      [record(3).startMs, undefined, NOW_MS],
      [record(2).startMs, undefined, NOW_MS],
    ]);
  });

  it.each([
    ['another type', body(head), { 'content-type': 'application/json' }, 415],
    ['another encoding', body(head), { 'content-encoding': 'br' }, 415],
    ['what is no gzip', body(head), { 'content-encoding': 'gzip' }, 400],
    ['gzip cut short', gzipSync(body(head)).subarray(0, 30), { 'content-encoding': 'gzip' }, 400],
    ['an empty body', '\n', {}, 400],
    ['more lines than records could be', `${JSON.stringify(head)}${'\n'.repeat(100_001)}`, {}, 413],
    ['a head without app', body({ server: 'a' }), {}, 400],
    ['more than 1 MiB', 'x'.repeat(1_048_577), {}, 413],
    ['a bomb', gzipSync(Buffer.alloc(17 * 2 ** 20)), { 'content-encoding': 'gzip' }, 413],
  ] as const)('refuses %s', async (_, content, headers, status) => {
    const answer = await send(content, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after') !== null).toBe(status === 413);
    expect((await list()).records).toEqual([]);
  });

  it('has bodies come again while many are under way', async () => {
    const held = Array.from({ length: 24 }, () => {
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
    const late = await send(body(head, record(1)));
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '5']);
    for (const { finish } of held) finish();
    for (const { answer } of held) expect((await answer).status).toBe(202);
    expect((await send(body(head, record(1)))).status).toBe(202);
  });

  it('holds each app to its rate, lets it save up ten seconds, and says how long to wait', async () => {
    let nowMs = 0;
    await begin({ recordsPerS: 1, uptimeMs: () => nowMs });
    const sent = async (app: string, from: number, n: number): Promise<[number, string | null]> => {
      const lines = Array.from({ length: n }, (_, i) => record(from + i));
      const answer = await send(body({ ...head, app }, ...lines));
      return [answer.status, answer.headers.get('retry-after')];
    };
    expect(await sent('shop', 0, 25)).toEqual([202, null]);
    expect(await sent('shop', 100, 1)).toEqual([429, '16']);
    expect(await sent('other', 200, 1)).toEqual([202, null]);
    nowMs = 15_000;
    expect(await sent('shop', 100, 1)).toEqual([429, '1']);
    nowMs = 16_000;
    expect(await sent('shop', 100, 1)).toEqual([202, null]);
    expect((await list()).records).toHaveLength(27);
  });

  it('holds each app to its bytes, too', async () => {
    await begin({ bytesPerS: 10 });
    expect((await send(body(head, record(1)))).status).toBe(202);
    expect((await send(body(head, record(2)))).status).toBe(429);
  });

  it('takes names of app and server as segments, which paths and links have', async () => {
    await send(body({ ...head, app: 'my shop', server: 'web-1.example.com' }, record(1)));
    for (const app of ['my shop', 'my_shop'])
      expect((await list(`?app=${encodeURIComponent(app)}`)).records).toMatchObject([
        { app: 'my_shop', server: 'web-1_example_com' },
      ]);
  });

  it('takes a weight from 1 on', async () => {
    const answer = await send(body(head, record(1, { weight: 12.5 }), record(2, { weight: 0.5 })));
    expect(await answer.json()).toMatchObject({
      stored: 1,
      badLines: [{ line: 3, reason: 'weight: 0.5 was sent, a number from 1 to 1000000000 is needed' }],
    });
    expect((await list()).records).toMatchObject([{ weight: 12.5 }]);
  });

  it('takes out what should not be kept, and sorts errors into groups', async () => {
    const error = { type: 'E', message: 'no user ann@example.com' };
    await send(
      body(head, record(1, { error }), record(2, { error: { ...error, message: 'no user bob@example.com' } })),
    );
    const { records } = await list();
    expect(JSON.stringify(records)).not.toContain('example.com');
    expect(new Set(records.map((r) => r.fingerprint)).size).toBe(1);
  });

  it.each([
    ['next year', NOW_MS + 365 * 86_400_000, "startMs: 365 days ahead of this server's clock, at most 1 h is taken"],
    ['long ago', 0, /^startMs: \d+ days ago, and records are kept for 7 days$/],
  ])('refuses a record of %s, and tells why', async (_, startMs, reason) => {
    const { stored, badLines } = (await (
      await send(body(head, record(1, { startMs }), record(2)))
    ).json()) as RecordsAnswer;
    expect(stored).toBe(1);
    expect(badLines[0]).toEqual({
      line: 2,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('names lines that are no UTF-8, and takes the others', async () => {
    const text = Buffer.from(
      body(head, record(1), record(2, { requestId: 'broken' }), record(3, { requestId: 'naïve ☕' })),
    );
    text[text.indexOf('broken')] = 0xff;
    const answer = await send(text);
    expect(await answer.json()).toMatchObject({ stored: 2, badLines: [{ line: 3, reason: 'the line is not UTF-8' }] });
    expect((await list()).records[0]?.requestId).toBe('naïve ☕');
  });

  it('is not led astray by keys that objects have', async () => {
    const line = JSON.stringify(record(1)).replace('"context":{', '"context":{"__proto__":"x","constructor":"y",');
    expect((await send(body(head, line))).status).toBe(202);
    expect(JSON.stringify((await list()).records[0])).toContain('"__proto__":"x","constructor":"y"');
  });

  it('counts what it took and refused', async () => {
    await send(body(head, record(1), record(1), '{}'));
    await send('{');
    await send('x'.repeat(1_048_577));
    expect(await room.client.status()).toMatchObject({
      intake: {
        bodies: 1,
        stored: 1,
        repeated: 1,
        bad: 1,
        refused: { busy: 0, tooLarge: 1, unreadable: 1, failed: 0 },
      },
      kept: { records: 1 },
    });
  });

  it('holds no more than its bound while the disk stands still, and is searched meanwhile', async () => {
    await begin({ maxHeldBytes: 2_000 });
    const written: (() => void)[] = [];
    const { append } = room.group;
    room.group.append = async (batch) => {
      await new Promise<void>((go) => written.push(go));
      return append.call(room.group, batch);
    };
    const waiting = [send(body(head, record(1), record(2))), send(body(head, record(3), record(4), record(5)))];
    await expect.poll(() => written.length).toBe(2);
    const late = await send(body(head, record(6)));
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await list()).records).toEqual([]);
    for (const go of written) go();
    for (const answer of waiting) expect((await answer).status).toBe(202);
    room.group.append = append.bind(room.group);
    expect((await send(body(head, record(6)))).status).toBe(202);
  });

  it('answers 503 when nothing can be written', async () => {
    await room.group.close();
    const answer = await send(body(head, record(1)));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
