import type { RecordDetailAnswer, RecordPointsAnswer, RecordsPage } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, harness, NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, testRoom } from './fakes/records-room.ts';

let room: TestRoom;
let server: Harness;
beforeEach(async () => {
  room = testRoom();
  server = await harness({ deps: { records: room.client } });
  const records = Array.from({ length: 20 }, (_, i) => made(i));
  await room.group.append({
    app: 'shop',
    server: 'web-1',
    atMs: NOW_MS - 1,
    seen: { a: 200 },
    kept: { a: 20 },
    records,
  });
});
afterEach(() => room.close());

const id = (n: number): string => n.toString(16).padStart(32, '0');
/** One in four is an error; the later, the slower; one record a second. */
function made(n: number, more: Partial<StoredRecord> = {}): StoredRecord {
  const failed = n % 4 === 0;
  return {
    app: 'shop',
    server: 'web-1',
    id: id(n),
    startMs: NOW_MS - 60_000 + n * 1_000,
    durationMs: 100 * n,
    transaction: 'POST /cart',
    outcome: failed ? 'error' : 'ok',
    kind: 'http',
    status: failed ? 500 : 200,
    weight: 10,
    children: [],
    context: { tenant: n },
    logs: [],
    ...(failed
      ? { error: { type: 'CardDeclined', message: '=card "declined"\nfor good' }, fingerprint: 'f'.repeat(16) }
      : {}),
    ...more,
  };
}

const get = async <T>(path: string): Promise<T> => {
  const answer = await server.request(`/api/v1/records${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
};
const refusal = async (path: string, init?: RequestInit) => {
  const answer = await server.request(`/api/v1/records${path}`, init);
  return {
    status: answer.status,
    ...((await answer.json()) as { error: { code: string; message: string; position?: number } }).error,
  };
};

describe('GET /api/v1/records', () => {
  it('answers what a query finds, newest first, page by page', async () => {
    const ids: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 9; pages++) {
      const page: RecordsPage = await get(`?q=outcome:error&limit=2&cursor=${cursor}`);
      ids.push(...(page.records ?? []).map((record) => record.id));
      cursor = page.cursor;
    }
    expect(ids).toEqual([16, 12, 8, 4, 0].map(id));
  });

  it('tells what was seen, kept and counted, and since when', async () => {
    const page: RecordsPage = await get('?q=outcome:error&limit=1&facets=5&buckets=10&from=-60s');
    expect(page).toMatchObject({
      fromMs: NOW_MS - 60_000,
      toMs: NOW_MS,
      seen: 200,
      kept: 20,
      matched: 4,
      estimated: 40,
      approximate: false,
      oldestMs: NOW_MS - 60_000,
      facets: { status: [{ value: '5xx', count: 4, estimated: 40 }], outcome: [{ value: 'error' }] },
      histogram: { bucketMs: 10_000 },
    });
    expect(page.histogram?.error.reduce((a, b) => a + b)).toBe(40);
    expect(await get('?limit=1')).toMatchObject({ matched: null, estimated: null });
  });

  it('tells of an app beside others since when it has records, and that it has none', async () => {
    const record = made(1_000, { app: 'blog', startMs: NOW_MS - 5_000 });
    await room.group.append({ app: 'blog', server: 'web-1', atMs: NOW_MS, seen: {}, kept: {}, records: [record] });
    const oldest = async (app: string) => (await get<RecordsPage>(`?app=${app}&limit=0`)).oldestMs;
    const apps = await Promise.all(['', 'shop', 'blog', 'mailer'].map(oldest));
    expect(apps).toEqual([NOW_MS - 60_000, NOW_MS - 60_000, NOW_MS - 5_000, null]);
  });

  it('answers rows where only they are wanted, slowest first where asked', async () => {
    const { rows, records } = await get<RecordsPage>('?view=rows&order=slowest&limit=4');
    expect(records).toBeUndefined();
    expect(rows?.map((row) => row.durationMs)).toEqual([1_900, 1_800, 1_700, 1_600]);
    expect(rows?.[3]).toEqual({
      id: id(16),
      startMs: NOW_MS - 44_000,
      app: 'shop',
      server: 'web-1',
      kind: 'http',
      transaction: 'POST /cart',
      durationMs: 1_600,
      outcome: 'error',
      status: 500,
      fingerprint: 'f'.repeat(16),
      errorType: 'CardDeclined',
      message: '=card "declined"',
      weight: 10,
    });
  });

  it.each([
    'limit=1001',
    'limit=x',
    'cursor=nowhere',
    'from=never',
    'facets=51',
    'buckets=501',
    'order=fastest',
    'view=all',
    `app=${'x'.repeat(300)}`,
  ])('refuses %s', async (search) => {
    expect((await refusal(`?${search}`)).status).toBe(400);
  });

  it('points at the token of a query that can not be read', async () => {
    expect(await refusal('?q=outcome:ok%20status:abc')).toMatchObject({
      status: 400,
      code: 'CARPY_BAD_QUERY',
      position: 18,
    });
  });

  it('ends a search that takes too long, or whose client is gone', async () => {
    room.close();
    room = testRoom({ timeoutMs: 20 });
    const stops: boolean[] = [];
    room.group.search = async (_, stop) => {
      while (stop?.() !== true) await new Promise((next) => setImmediate(next));
      stops.push(true);
      throw new Error('stopped');
    };
    server = await harness({ deps: { records: room.client } });
    expect(await refusal('')).toMatchObject({ status: 503, code: 'CARPY_TIMEOUT' });
    const gone = new AbortController();
    const answer = room.client.search({} as never, true, gone.signal);
    gone.abort();
    await expect(answer).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
    await expect.poll(() => stops.length).toBe(2);
  });
});

describe('GET /api/v1/records/points', () => {
  it('answers columns', async () => {
    const points = await get<RecordPointsAnswer>('/points?q=duration:%3E1500ms');
    expect(points).toMatchObject({ matched: 4, seen: 200, kept: 20 });
    expect(points.durationMs).toEqual([1_600, 1_700, 1_800, 1_900]);
    expect(points.error).toEqual([1, 0, 0, 0]);
    expect(points.weight).toEqual([10, 10, 10, 10]);
    expect((await get<RecordPointsAnswer>('/points?limit=5')).ids).toHaveLength(5);
    expect((await refusal('/points?limit=0')).status).toBe(400);
  });
});

describe('GET /api/v1/records/:id', () => {
  it('answers one record, of the app that was asked for', async () => {
    expect((await get<RecordDetailAnswer>(`/${id(4)}?app=shop`)).record).toEqual(made(4));
    for (const path of [`/${id(99)}`, `/${id(4)}?app=other`, '/nonsense'])
      expect(await refusal(path)).toMatchObject({ status: 404, code: 'CARPY_NOT_FOUND' });
  });
});

describe('GET /api/v1/records/export', () => {
  it('streams all that a query finds as ND-JSON', async () => {
    await room.group.append({
      app: 'shop',
      server: 'web-1',
      atMs: NOW_MS,
      seen: {},
      kept: {},
      records: Array.from({ length: 1_200 }, (_, n) =>
        made(n, { id: id(1_000 + n), startMs: NOW_MS - n, kind: 'job' }),
      ),
    });
    const answer = await server.request('/api/v1/records/export?format=ndjson&q=kind:job');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(1_200);
    expect(new Set(lines.map((line) => (JSON.parse(line) as StoredRecord).id)).size).toBe(1_200);
  });

  it('writes CSV that no spreadsheet takes for a formula', async () => {
    const answer = await server.request(`/api/v1/records/export?q=id:${id(4)}`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="requests.csv"');
    expect(await answer.text()).toBe(
      [
        'start,app,server,version,kind,transaction,outcome,durationMs,weight,method,route,status,requestId,traceId,id,errorType,errorMessage,fingerprint,logs,context',
        `2026-01-02T03:03:09.000Z,shop,web-1,,http,POST /cart,error,400,10,,,500,,,${id(4)},CardDeclined,"'=card ""declined""\nfor good",ffffffffffffffff,,"{""tenant"":4}"`,
        '',
      ].join('\r\n'),
    );
  });

  it('refuses before it begins', async () => {
    expect((await refusal('/export?format=xml')).status).toBe(400);
    expect((await refusal('/export?q=status:x')).status).toBe(400);
    room.close();
    expect((await refusal('/export')).status).toBe(503);
  });
});

describe('DELETE /api/v1/records', () => {
  const remove = (search: string) => server.request(`/api/v1/records?${search}`, { method: 'DELETE' });

  it('takes out what a query finds, of all times unless told', async () => {
    expect(await (await remove('q=context.tenant:7')).json()).toEqual({ removed: 1 });
    expect((await refusal(`/${id(7)}`)).status).toBe(404);
    expect((await get<RecordsPage>('')).records).toHaveLength(19);
  });

  it.each(['', 'q=', 'q=%20', 'q=nonsense:1'])('takes out nothing for "%s"', async (search) => {
    expect((await remove(search)).status).toBe(400);
    expect((await get<RecordsPage>('')).records).toHaveLength(20);
  });
});
