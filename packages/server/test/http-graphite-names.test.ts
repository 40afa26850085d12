import type { ErrorAnswer } from '@carpy/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromMsgpack, fromPickle } from '../../graphite/test/read-formats.ts';
import { type GraphiteServer, graphiteServer } from './fakes/graphite-server.ts';
import { harness, NOW_MS, post } from './fakes/http-deps.ts';

const names = [
  'servers.web-1.cpu',
  'servers.web-1.cpu.user',
  'servers.web-2.cpu',
  'servers.a+b.load%2F1',
  'stats.count',
  'disk;dc=eu;host=a',
  'carpy.shop.web-1.checkout.ok timer',
];
let server: GraphiteServer;
beforeAll(async () => {
  server = await graphiteServer(names);
});
afterAll(() => server.close());

const json = async (path: string, init?: RequestInit): Promise<unknown> => {
  const response = await server.request(path, init);
  expect(response.status, path).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return response.json();
};
const form = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});
/** The oldest tier keeps two years. */
const interval = { start: expect.closeTo(NOW_MS / 1000 - 2 * 365 * 86_400, -8), end: Math.floor(NOW_MS / 1000) };
const errorOf = async (path: string, init?: RequestInit): Promise<ErrorAnswer['error'] & { status: number }> => {
  const response = await server.request(path, init);
  return { ...((await response.json()) as ErrorAnswer).error, status: response.status };
};

describe('/metrics/find', () => {
  const cpu = [{ text: 'cpu', id: 'servers.web-1.cpu', allowChildren: 1, expandable: 1, leaf: 0 }];

  it.each([
    ['treejson', 'servers.web-1.*', cpu],
    ['treejson', 'servers.*', [{ text: 'a b', id: 'servers.a+b' }, { text: 'web-1' }, { text: 'web-2' }]],
    ['treejson', 'servers.a+b.*', [{ text: 'load/1', leaf: 1 }]],
    ['treejson&leavesOnly=1', 'servers.web-1.*', [{ text: 'cpu', leaf: 1, expandable: 0 }]],
    ['treejson&wildcards=1', 'servers.web*', [{ text: '*', id: 'servers.*' }, { text: 'web-1' }, { text: 'web-2' }]],
    ['', 'nothing.*', []],
    ['nodelist', 'servers.*.cpu', { nodes: ['cpu'] }],
    ['nodelist&position=1', 'servers.*.cpu', { nodes: ['web-1', 'web-2'] }],
    ['nodelist&position=-3', 'servers.*.cpu', { nodes: ['servers'] }],
    ['nodelist&position=9', 'servers.*.cpu', { nodes: [] }],
    [
      'completer',
      'servers.web-1.c',
      {
        metrics: [
          { path: 'servers.web-1.cpu.', name: 'cpu', is_leaf: '0' },
          { path: 'servers.web-1.cpu', name: 'cpu', is_leaf: '1' },
        ],
      },
    ],
    [
      'completer&automatic_variants=1',
      'servers.web-1,web-2.cpu',
      { metrics: [{ path: 'servers.web-1.cpu.' }, { path: 'servers.web-1.cpu' }, { path: 'servers.web-2.cpu' }] },
    ],
    [
      'json',
      'servers.web-*.cpu',
      [
        { path: 'servers.web-1.cpu', is_leaf: false },
        { path: 'servers.web-1.cpu', is_leaf: true, intervals: [interval] },
        { path: 'servers.web-2.cpu', is_leaf: true, intervals: [interval] },
      ],
    ],
  ])('format=%s of %s', async (format, query, want) => {
    const found = await json(`/metrics/find?query=${encodeURIComponent(query)}&format=${format}`);
    expect(found).toMatchObject(want);
    if (Array.isArray(want)) expect(found).toHaveLength(want.length);
  });

  it.each([
    ['pickle', 'application/pickle', fromPickle],
    ['msgpack', 'application/x-msgpack', fromMsgpack],
  ])('format=%s', async (format, type, read) => {
    const response = await server.request(`/metrics/find?query=servers.web-*.cpu&format=${format}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(read(new Uint8Array(await response.arrayBuffer()))).toEqual([
      { path: 'servers.web-1.cpu', is_leaf: false },
      { path: 'servers.web-1.cpu', is_leaf: true, intervals: [[interval.start, interval.end]] },
      { path: 'servers.web-2.cpu', is_leaf: true, intervals: [[interval.start, interval.end]] },
    ]);
  });

  it('takes a form, JSON, times in the query beside a form, and a trailing slash', async () => {
    for (const init of [form('query=servers.web-1.*'), post({ query: 'servers.web-1.*' })])
      expect(await json('/metrics/find/?from=-1h&until=now', init)).toEqual(cpu);
  });

  it('answers a callback, and JSON with indents', async () => {
    const response = await server.request('/metrics/find?query=stats.*&jsonp=a.b_1');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(await response.text()).toMatch(/^a\.b_1\(\[\{.*\}\]\)$/);
    expect(await (await server.request('/metrics/find?query=stats.*&pretty=1')).text()).toContain('\n  {\n    "text"');
  });

  it.each([
    ['/metrics/find', 'query'],
    ['/metrics/find?query=a&format=xml', 'nodelist'],
    ['/metrics/find?query=a&jsonp=alert(1)', 'jsonp'],
    ['/metrics/find?query=a&jsonp=a..b', 'jsonp'],
    ['/metrics/find?query=a&position=x', 'position'],
    ['/metrics/find?query=a&from=blah', 'time'],
    [`/metrics/find?query=${'a'.repeat(5_000)}`, '4096'],
    ['/metrics/expand?query=a&jsonp=1', 'jsonp'],
    [`/metrics/expand?${'query=a&'.repeat(101)}`, '100'],
    ['/metrics/index.json?jsonp=-', 'jsonp'],
    ['/metrics/get-metadata?key=aggregationMethod', 'metric'],
    ['/tags/findSeries', 'expr'],
    ['/tags/findSeries?expr=a', 'tag expression'],
    ['/tags/findSeries?expr=a!=b', 'empty value'],
    ['/tags/autoComplete/values', 'tag'],
    ['/tags/autoComplete/tags?limit=0', 'limit'],
    ['/tags/autoComplete/tags?limit=1e3', 'limit'],
    ['/tags?filter=(', 'regular expression'],
    ['/events/get_data?from=blah', 'time'],
  ])('%s is a bad request that names %s', async (path, words) => {
    const { status, message } = await errorOf(path);
    expect(status, message).toBe(400);
    expect(message).toContain(words);
  });

  it('shows servers of long ago to those who look that far back', async () => {
    const { request, asked, answerWith } = await harness();
    answerWith('[]');
    for (const from of ['-13d', '-15d', '-1']) await request(`/metrics/find?query=carpy.a.*&from=${from}`);
    expect(asked.map((one) => (one.request as { showSilent: boolean }).showSilent)).toEqual([false, true, false]);
  });
});

describe('/metrics/expand', () => {
  it.each([
    ['query=servers.*.cpu&query=stats.*', ['servers.web-1.cpu', 'servers.web-2.cpu', 'stats.count']],
    ['query=servers.*.cpu&query=servers.web-1.*', ['servers.web-1.cpu', 'servers.web-2.cpu']],
    ['query=*&leavesOnly=1', []],
    [
      'query=carpy.shop.web-1.checkout.ok.upper*',
      ['carpy.shop.web-1.checkout.ok.upper', 'carpy.shop.web-1.checkout.ok.upper_95'],
    ],
    ['query=stats.*&query=none.*&groupByExpr=1', { 'stats.*': ['stats.count'], 'none.*': [] }],
    ['', []],
    ['groupByExpr=1', {}],
  ])('%s', async (query, results) => {
    expect(await json(`/metrics/expand?${query}`)).toEqual({ results });
    expect(await json('/metrics/expand/', form(query))).toEqual({ results });
  });
});

describe('/metrics/index.json', () => {
  const all = [
    ...['count', 'lower', 'mean', 'median', 'upper', 'upper_95'].map((leaf) => `carpy.shop.web-1.checkout.ok.${leaf}`),
    'servers.a+b.load%2F1',
    'servers.web-1.cpu',
    'servers.web-1.cpu.user',
    'servers.web-2.cpu',
    'stats.count',
  ];

  it('lists every leaf without tags', async () => {
    expect(((await json('/metrics/index.json')) as string[]).sort()).toEqual(all);
    const called = await (await server.request('/metrics/index.json?jsonp=f')).text();
    expect((JSON.parse(called.slice(2, -1)) as string[]).sort()).toEqual(all);
  });

  it('goes page by page, as fast as it is read', async () => {
    const pages = ['"a"', '', '"b","c"'];
    const asked: unknown[] = [];
    const plain = await harness();
    const run = async (_: string, request: { after: number }): Promise<unknown> => {
      asked.push(request.after);
      return { json: pages[request.after], next: request.after + 1 < pages.length ? request.after + 1 : undefined };
    };
    const { request } = await harness({ deps: { ...plain.deps, query: { run } as never } });
    const response = await request('/metrics/index.json');
    expect(asked).toEqual([0]);
    expect(await response.json()).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('is an empty list while there is nothing', async () => {
    const plain = await harness();
    const run = async (): Promise<unknown> => ({ json: '', next: undefined });
    const { request } = await harness({ deps: { ...plain.deps, query: { run } as never } });
    expect(await (await request('/metrics/index.json')).json()).toEqual([]);
  });
});

describe('metadata', () => {
  it('tells the aggregation of a series', async () => {
    const path = '/metrics/get-metadata?key=aggregationMethod&metric=stats.count&metric=servers.web-2.cpu&metric=none';
    expect(await json(path)).toEqual({
      'stats.count': { value: 'sum' },
      'servers.web-2.cpu': { value: 'average' },
      none: { error: expect.any(String) },
    });
    expect(await json('/metrics/get-metadata?key=owner&metric=stats.count')).toEqual({
      'stats.count': { error: 'Unsupported metadata key "owner"' },
    });
  });

  it.each([
    ['GET', '/metrics/set-metadata?metric=a&key=aggregationMethod&value=sum', undefined],
    ['a form', '/metrics/set-metadata', form(`operations=${encodeURIComponent('[{"metric":"a"}]')}`)],
    ['JSON', '/metrics/set-metadata', post([{ metric: 'a', key: 'aggregationMethod', value: 'sum' }])],
  ])('says that it is not set here: %s', async (_, path, init) => {
    expect(await json(path, init)).toEqual({ a: { error: expect.stringContaining('--graphite-conf') } });
  });
});

describe('/functions', () => {
  it('lists what targets may call, as Grafana reads it', async () => {
    const all = (await json('/functions')) as Record<string, unknown>;
    expect(all['sumSeries']).toMatchObject({
      name: 'sumSeries',
      group: 'Combine',
      params: [{ type: 'seriesList', multiple: true }],
    });
    expect(await json('/functions/sum')).toMatchObject({ name: 'sum', function: expect.stringMatching(/^sum\(/) });
    expect((await server.request('/functions/nosuch')).status).toBe(404);
  });

  it('groups, chooses, and writes infinity as a number', async () => {
    const grouped = (await json('/functions?grouped=1')) as Record<string, Record<string, unknown>>;
    expect(grouped['Alias']).toHaveProperty('alias.group', 'Alias');
    expect(Object.keys((await json('/functions?group=Alias')) as object)).toContain('aliasByNode');
    expect(Object.keys((await json('/functions?type=pie')) as object)).toEqual(['average', 'maximum', 'minimum']);
    expect(await json('/functions/maximum?type=pie')).toMatchObject({ group: 'Pie' });
    const limit = await (await server.request('/functions/keepLastValue')).text();
    expect(limit).toContain('"default":1e9999');
    expect(JSON.parse(limit).params[1].default).toBe(Number.POSITIVE_INFINITY);
  });
});

it('/version is a version, and nothing else', async () => {
  expect(await (await server.request('/version')).text()).toMatch(/^\d+\.\d+\.\d+$/);
});
