import { expect, it } from 'vitest';

import { type Asked, deadPort, fakeHttp, openRemote, T0 } from './fake-graphite.ts';

const READ = { fromS: T0, untilS: T0 + 60, nowS: T0 + 100, tier: { by: 'age' }, sketches: 'none' } as const;
const expanded = (...paths: string[]) => ({ results: paths });

it('takes graphite-web’s nodes and those of a tree, merges a leaf and a branch of one path, and leaves tagged ones out', async () => {
  let nodes: unknown = [
    { path: 'p.b', is_leaf: true },
    { path: 'p.b', is_leaf: false },
    { path: 'p._tagged', is_leaf: false },
    { path: 'p.a', is_leaf: false },
  ];
  const http = await fakeHttp(() => nodes);
  const { store } = await openRemote({ url: `http://me:s%20x@${http.host}/graphite/`, prefix: 'p' });
  const found = [
    { path: 'a', name: 'a', leaf: false, branch: true },
    { path: 'b', name: 'b', leaf: true, branch: true },
  ];
  expect(await store.series.find('*')).toEqual(found);
  expect(http.asked[0]).toMatchObject({
    path: '/graphite/metrics/find',
    authorization: `Basic ${Buffer.from('me:s x').toString('base64')}`,
  });
  expect(http.asked[0]?.fields.get('query')).toBe('p.*');
  nodes = [
    { id: 'p.a', text: 'a', leaf: 0, allowChildren: 1 },
    { id: 'p.b', text: 'b', leaf: 1, allowChildren: 1 },
  ];
  expect(await store.series.find('*')).toEqual(found);
});

it('asks for full paths where a tree hides them behind a wildcard', async () => {
  const http = await fakeHttp(({ path, fields }) => {
    if (path === '/metrics/find') return [{ id: '*.x', text: 'x', leaf: 1, allowChildren: 0 }];
    return fields.get('leavesOnly') === '1' ? expanded('a.x') : expanded('a.x', 'b.x');
  });
  const { store } = await openRemote({ url: `http://${http.host}` });
  expect(await store.series.find('*.x')).toEqual([
    { path: 'a.x', name: 'x', leaf: true, branch: false },
    { path: 'b.x', name: 'x', leaf: false, branch: true },
  ]);
});

it('knows custom timers by their leaves, in one request for records', async () => {
  const timer = 'carpy.a.s.custom.t';
  const http = await fakeHttp(() =>
    expanded(
      `${timer}.count`,
      `${timer}.mean`,
      `${timer}.upper_95`,
      'carpy.a.s.custom.n.count',
      'carpy.a.s.t.ok.count',
    ),
  );
  const { store } = await openRemote({ url: `http://${http.host}` });
  const records = await store.series.resolveRecords('carpy.**', 10);
  expect(records.map((m) => [m.path, m.kind])).toEqual([
    [timer, 'timer'],
    ['carpy.a.s.t.ok', 'timer'],
  ]);
  expect(http.asked).toHaveLength(1);
  const leaves = await store.series.resolve('carpy.a.s.custom.*.*', 10);
  expect(leaves.find((m) => m.path === `${timer}.mean`)).toMatchObject({
    kind: 'timer',
    leaf: 'mean',
    id: records[0]?.id,
  });
  expect(leaves.find((m) => m.path === 'carpy.a.s.custom.n.count')).toMatchObject({ kind: 'plain', leaf: undefined });
  await expect(store.series.resolveRecords('carpy.*', 1)).rejects.toMatchObject({ code: 'CARPY_TOO_MUCH' });
});

it('answers each series at Graphite’s step, coarser where that is wanted, in requests of at most 100 targets', async () => {
  const paths = Array.from({ length: 150 }, (_, i) => `s.${i}`);
  const render = ({ fields }: Asked) =>
    fields.getAll('target').map((target) => ({
      target,
      datapoints: [10, 20, 30, 40, 50, 60].map((at) => [at === 30 ? null : at, T0 + at]),
    }));
  const http = await fakeHttp((asked) => (asked.path === '/render' ? render(asked) : expanded(...paths)));
  const { store } = await openRemote({ url: `http://${http.host}` });
  const matches = await store.series.resolve('s.*', 1_000);
  const ids = matches.map((m) => m.id);
  const { series, coverage } = await store.series.read({ ...READ, ids });
  const asked = http.asked.filter(({ path }) => path === '/render');
  expect(asked.map(({ fields }) => fields.getAll('target').length).sort()).toEqual([100, 50].sort());
  expect(Object.fromEntries(asked[0]?.fields ?? [])).toMatchObject({
    from: `${T0}`,
    until: `${T0 + 60}`,
    now: `${T0 + 100}`,
  });
  expect(series).toHaveLength(150);
  expect(series[149]).toMatchObject({ id: ids[149], startS: T0 + 10, stepS: 10, slots: 6 });
  expect([...(series[149]?.columns ?? [])]).toEqual([10, 20, Number.NaN, 40, 50, 60]);
  expect(coverage).toEqual([
    { startS: T0 + 10, stepS: 10, coveredMs: Float64Array.of(10_000, 10_000, 0, 10_000, 10_000, 10_000) },
  ]);
  const coarse = await store.series.read({ ...READ, ids: ids.slice(0, 1), tier: { by: 'points', maxPoints: 2 } });
  expect(coarse.series[0]).toMatchObject({ startS: T0 + 30, stepS: 30, slots: 2 });
  expect([...(coarse.series[0]?.columns ?? [])]).toEqual([45, 60]);
});

it('answers gaps for what Graphite does not have, and refuses an unknown id', async () => {
  const http = await fakeHttp(({ path }) => (path === '/render' ? [] : expanded('gone')));
  const { store } = await openRemote({ url: `http://${http.host}` });
  const [match] = await store.series.resolve('gone', 1);
  const { series } = await store.series.read({ ...READ, ids: [match?.id as number] });
  expect([...(series[0]?.columns ?? [])]).toEqual(new Array(6).fill(Number.NaN));
  await expect(store.series.read({ ...READ, ids: [77] })).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
});

it('finds and completes by tags', async () => {
  const http = await fakeHttp(({ path }) =>
    path === '/tags/findSeries' ? ['p.a;b=c', 'p.a;b=c;d=e', 'other;b=c'] : ['host', 'dc'],
  );
  const { store } = await openRemote({ url: `http://${http.host}`, prefix: 'p' });
  expect((await store.series.resolve('a;b=c', 5)).map((m) => m.path)).toEqual(['a;b=c']);
  expect(http.asked[0]?.fields.getAll('expr')).toEqual(['name=p.a', 'b=c']);
  const request = { tag: undefined, prefix: '', expressions: [], limit: 1 };
  expect(await store.series.completeTags(request)).toEqual(['dc']);
});

it('lists the values of a tag, names without the prefix', async () => {
  const http = await fakeHttp(({ path }) =>
    path === '/tags/nosuch'
      ? null
      : {
          id: 1,
          tag: 'name',
          values: [
            { id: 2, value: 'p.b', count: 3 },
            { id: 1, value: 'other', count: 1 },
          ],
        },
  );
  const { store } = await openRemote({ url: `http://${http.host}`, prefix: 'p' });
  const values = (tag: string, filter?: string): unknown => store.series.tagValues({ tag, filter, limit: 5 });
  expect(await values('name', '^b')).toEqual([{ value: 'b', series: 3 }]);
  expect(http.asked[0]?.fields.get('filter')).toBe('p\\.(b)');
  expect(await values('nosuch')).toBeUndefined();
});

it('lists all paths but the tagged ones, and asks for the aggregation of one', async () => {
  const http = await fakeHttp(({ path }) =>
    path === '/metrics/index.json' ? ['p.a.b', '_tagged.x', 'p._tagged.x', 'q'] : { 'p.a.b': { value: 'sum' } },
  );
  const { store } = await openRemote({ url: `http://${http.host}`, prefix: 'p' });
  expect(await store.series.paths({ after: 0, series: 1 })).toEqual({ paths: ['a.b'], next: undefined });
  expect(await store.series.aggregationOf('a.b')).toBe('sum');
});

it('counts what lies at and below a path, a record as one', async () => {
  const all = ['carpy.a.s.t.ok.count', 'carpy.a.s.t.ok.mean', 'carpy.a.s.custom.n', 'carpy.ab.s.custom.n'];
  const http = await fakeHttp(() => all);
  const { store } = await openRemote({ url: `http://${http.host}` });
  expect(await store.series.count('carpy.a')).toBe(2);
});

const faults: readonly (readonly [string, Parameters<typeof fakeHttp>[0], string, string])[] = [
  ['a slow answer', () => undefined, 'CARPY_TIMEOUT', 'within 200 ms'],
  ['500', (_, r) => void r.writeHead(500).end('it broke'), 'CARPY_STORE_FAILED', 'answers 500: it broke'],
  ['400', (_, r) => void r.writeHead(400).end('x'.repeat(9_999)), 'CARPY_BAD_REQUEST', `${'x'.repeat(200)}…`],
  ['401', (_, r) => void r.writeHead(401).end(), 'CARPY_STORE_FAILED', 'user and password'],
  ['garbage', (_, r) => void r.end('<html>'), 'CARPY_STORE_FAILED', "no JSON but '<html>'"],
  ['another form', () => ({ results: 7 }), 'CARPY_STORE_FAILED', 'no list'],
  ['a reset', (_, r) => void r.socket?.destroy(), 'CARPY_STORE_FAILED', "can't be reached"],
  ['too many bytes', (_, r) => void r.end(Buffer.alloc(65 * 1024 * 1024, 32)), 'CARPY_TOO_MUCH', '67108864 bytes'],
];
for (const [what, answer, code, detail] of faults) {
  it(`says what is wrong with ${what}`, async () => {
    const http = await fakeHttp(answer);
    const timeoutMs = what === 'a slow answer' ? 200 : 10_000;
    const { store } = await openRemote({ url: `http://me:secret@${http.host}`, timeoutMs });
    const e = await Promise.resolve(store.series.resolve('x', 1)).catch((error: unknown) => error);
    expect(e).toMatchObject({ code, detail: expect.stringContaining(detail) });
    expect(String(e)).not.toContain('secret');
  });
}

it('names the address without the password when nobody listens there, and keeps it in the faults', async () => {
  const port = await deadPort();
  const { store } = await openRemote({ url: `http://me:secret@127.0.0.1:${port}` });
  await expect(store.series.find('*')).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  expect(store.status().faults).toEqual([
    expect.stringContaining(`http://127.0.0.1:${port} can't be reached (ECONNREFUSED)`),
  ]);
});

it('refuses addresses and prefixes that are none, what is not its own to remove, and calls after close', async () => {
  await expect(openRemote({ url: 'me:secret@graphite' })).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
  await expect(openRemote({ prefix: 'a..b' })).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
  const { store } = await openRemote({});
  expect(store.status()).toMatchObject({ engine: 'graphite', diskBytes: 12 });
  await expect(store.series.remove('a')).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
  await expect(store.series.rename('a', 'b')).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
  await store.close();
  expect(() => store.series.find('*')).toThrow(expect.objectContaining({ code: 'CARPY_STORE_CLOSED' }));
});
