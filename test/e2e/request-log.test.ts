/** The request log as agents and people meet it: real sockets, the built server, its own thread and disk. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { RecordDetailAnswer, RecordsPage, StatusAnswer } from '@carpy/api';
import type { RecordsAnswer } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CarpyProcess, getJson, runCarpy, sendUdp, startCarpy, temporaryFolder } from './carpy-process.ts';

let dataDir: string;
let carpy: CarpyProcess;
beforeEach(async () => {
  dataDir = await temporaryFolder();
  carpy = await startCarpy({ dataDir });
});
afterEach(() => carpy.stop('SIGKILL'));

let made = 0;
const record = (more: object = {}) => ({
  id: (++made).toString(16).padStart(32, '0'),
  startMs: Date.now() - 1_000,
  durationMs: 12,
  transaction: 'POST /cart',
  outcome: 'ok',
  kind: 'http',
  status: 200,
  children: [],
  context: {},
  logs: [],
  ...more,
});
const bodyOf = (records: readonly object[], app = 'shop'): string =>
  [{ app, server: 'web-1', sentAtMs: Date.now(), seen: { 'POST /cart': records.length }, kept: {} }, ...records]
    .map((line) => JSON.stringify(line))
    .join('\n');
const send = (body: string | Uint8Array, gzip = false): Promise<Response> =>
  fetch(`${carpy.url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...(gzip ? { 'content-encoding': 'gzip' } : {}) },
    body: body as BodyInit,
  });
const find = (search: string): Promise<RecordsPage> => getJson(`${carpy.url}/api/v1/records?${search}`);

describe('the request log', () => {
  it('holds what was answered 202 through a kill, and finds it again', async () => {
    const failed = record({
      outcome: 'error',
      status: 500,
      error: { type: 'CardDeclined', message: 'card 17 declined' },
    });
    const answer = await send(gzipSync(bodyOf([record(), failed, record()])), true);
    expect([answer.status, ((await answer.json()) as RecordsAnswer).stored]).toEqual([202, 3]);
    await carpy.stop('SIGKILL');
    carpy = await startCarpy({ dataDir });
    const page = await find('app=shop&q=status:5xx%20%22card%2017%22&facets=5&buckets=10');
    expect(page).toMatchObject({ matched: 1, seen: 3, records: [{ id: failed.id, server: 'web-1' }] });
    const { record: whole } = await getJson<RecordDetailAnswer>(`${carpy.url}/api/v1/records/${failed.id}`);
    expect(whole).toMatchObject({ ...failed, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });
    // What an agent sends again, since it did not hear the answer.
    expect(await (await send(bodyOf([failed]))).json()).toMatchObject({ stored: 0, repeated: 1 });
  });

  it('takes out for good what a query finds', async () => {
    await send(bodyOf([record({ context: { user: 'ann' } }), record({ context: { user: 'bob' } })]));
    const answer = await fetch(`${carpy.url}/api/v1/records?q=context.user:ann`, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ removed: 1 });
    await carpy.stop();
    carpy = await startCarpy({ dataDir });
    expect((await find('')).records).toMatchObject([{ context: { user: 'bob' } }]);
  });

  it('goes on, and takes metrics, while clients send nonsense, bombs, and one byte at a time', async () => {
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(Number(new URL(carpy.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        'POST /api/v1/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 900000\r\n\r\n{',
      );
      return socket;
    });
    const bomb = gzipSync(Buffer.alloc(17 * 2 ** 20, 10));
    const bodies: [string | Uint8Array, boolean, number][] = [
      [bomb, true, 413],
      [gzipSync(bodyOf([record()])).subarray(0, 60), true, 400],
      [Buffer.from([0xff, 0xfe, 0x00]), false, 400],
      [`${bodyOf([])}\n${'{}\n'.repeat(50_000)}`, false, 202],
      [bodyOf([record({ error: { type: 'E', message: 'm', stack: 'x'.repeat(900_000) } })]), false, 202],
    ];
    for (const [body, gzip, status] of bodies) expect((await send(body, gzip)).status).toBe(status);
    await sendUdp(carpy.ports.statsd.udp as number, 'a:1|c');
    expect((await send(bodyOf([record()]))).status).toBe(202);
    await expect
      .poll(async () => (await getJson<StatusAnswer>(`${carpy.url}/api/v1/status`)).ingest.metrics, { timeout: 10_000 })
      .toBe(1);
    const { records } = await getJson<StatusAnswer>(`${carpy.url}/api/v1/status`);
    expect(records.intake).toMatchObject({ stored: 1, bad: 50_001, refused: { tooLarge: 1, unreadable: 2 } });
    for (const socket of slow) socket.destroy();
  });

  it('holds an app to --records-rate, and others not', async () => {
    await carpy.stop();
    carpy = await startCarpy({ dataDir, args: ['--records-rate', '5'] });
    expect((await send(bodyOf(Array.from({ length: 70 }, () => record())))).status).toBe(202);
    const refused = await send(bodyOf([record()]));
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.closeTo(5, -1)]);
    expect((await send(bodyOf([record()], 'other'))).status).toBe(202);
    expect(await (await fetch(`${carpy.url}/metrics`)).text()).toContain('carpy_records_refused_total{why="busy"} 1\n');
  });

  it('is searched and exported from outside', async () => {
    await send(bodyOf(Array.from({ length: 1_200 }, (_, i) => record({ durationMs: i }))));
    const asked = ['requests', 'duration:>=1198ms', '--slowest', '--json', '--url', carpy.url];
    const { code, out } = await runCarpy(asked);
    expect([
      code,
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { durationMs: number }).durationMs),
    ]).toEqual([0, [1_199, 1_198]]);
    const csv = await (await fetch(`${carpy.url}/api/v1/records/export?format=csv&q=duration:%3C1100ms`)).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1_101);
  });
});
