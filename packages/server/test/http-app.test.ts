import { readdirSync } from 'node:fs';
import type { ErrorAnswer, StatusAnswer } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { RequestCounts } from '../src/http/request-counts.ts';
import { routesOf } from '../src/http/routes/index.ts';
import { harness, ingestCounts, NOW_MS } from './fakes/http-deps.ts';

describe('routing', () => {
  it('lists a route of every file of its folder', async () => {
    const { deps } = await harness();
    const files = readdirSync(new URL('../src/http/routes/', import.meta.url)).filter((name) => name !== 'index.ts');
    const more = { annotations: 1, errors: 1, series: 1, metadata: 1, tags: 7, events: 2, functions: 1 };
    const paths = files.length + Object.values(more).reduce((a, b) => a + b);
    expect(routesOf(deps, new RequestCounts())).toHaveLength(paths);
  });

  it('says which methods a path has', async () => {
    const { deps, request } = await harness();
    for (const route of routesOf(deps, new RequestCounts())) {
      const path = route.path.replace(/:\w+/g, 'x');
      const response = await request(path, { method: 'PUT' });
      expect(response.status, path).toBe(405);
      expect(response.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(Object.keys(route.methods)));
      expect(((await response.json()) as ErrorAnswer).error.code).toBe('CARPY_METHOD_NOT_ALLOWED');
    }
  });

  it.each(['/api/v1/nothing', '/api', '/metrics/nothing', '/functions/a/b', '/tags/x/y', '/events/1'])(
    '%s is a JSON 404',
    async (path) => {
      const { request } = await harness();
      const response = await request(path, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(404);
      expect(((await response.json()) as ErrorAnswer).error.code).toBe('CARPY_NOT_FOUND');
    },
  );

  it('answers HEAD without a body wherever GET is, and opens no stream for it', async () => {
    const { deps, request } = await harness();
    for (const path of ['/healthz', '/api/v1/status', '/metrics', '/api/v1/live']) {
      const response = await request(path, { method: 'HEAD' });
      expect(response.status, path).toBe(200);
      expect(await response.text()).toBe('');
    }
    expect(deps.live.clientCount).toBe(0);
  });

  it.each(['/render/?target=a', '/metrics/find/?query=a', '/version/', '/api/v1/status/'])(
    'takes a trailing slash: %s',
    async (path) => {
      const { request, answerWith } = await harness();
      answerWith('[]');
      expect((await request(path)).status).toBe(200);
    },
  );

  it.each(['/carpy/api/v1/status', '/api/v1/status', '/carpy/healthz'])(
    'answers %s behind a proxy that keeps the base path or takes it away',
    async (path) => {
      const { request } = await harness({ argv: ['--public-url', 'http://localhost/carpy'] });
      expect((await request(path)).status).toBe(200);
    },
  );
});

describe('readiness', () => {
  it.each([
    { stalled: 'ENOSPC: no space left on device', said: 'the disk is full' },
    { stalled: '/secret/path was removed', said: 'the store cannot write' },
  ])('fails while nothing can be written: $said', async ({ stalled, said }) => {
    const plain = await harness();
    const status = async () => ({ ...(await plain.deps.store.status()), stalled });
    const { request } = await harness({ deps: { store: { ...plain.deps.store, status } } });
    const response = await request('/readyz');
    expect(response.status).toBe(503);
    expect(await response.text()).toBe(`not ready: ${said}\n`);
  });

  it('stays, and says so, while the request log alone is closed; why is no business of who asks', async () => {
    const plain = await harness();
    const outage = () => ({ why: '/secret/path', againInMs: 1_500 });
    const { request } = await harness({ deps: { records: { ...plain.deps.records, outage } } });
    const response = await request('/readyz');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('ready\nthe request log is closed and opened again in 2 s\n');
  });

  it('fails while the store does, and does not tell why', async () => {
    const plain = await harness();
    const { request } = await harness({
      deps: {
        store: {
          ...plain.deps.store,
          status: () => Promise.reject(new CarpyError('CARPY_STORE_FAILED', '/secret/path')),
        },
      },
    });
    const response = await request('/readyz');
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret');
    expect((await request('/healthz')).status).toBe(200);
  });
});

describe('status', () => {
  it.each([
    {
      host: 'localhost:2277',
      want: {
        http: 'http://localhost:2277',
        statsdUdp: 'udp://localhost:8125',
        statsdTcp: null,
        statsdAdmin: 'tcp://localhost:8126',
        carbon: 'tcp://localhost:2003',
        carbonPickle: null,
      },
    },
    {
      host: '[::1]:2277',
      want: {
        http: 'http://[::1]:2277',
        statsdUdp: 'udp://[::1]:8125',
        statsdTcp: null,
        statsdAdmin: 'tcp://[::1]:8126',
        carbon: 'tcp://[::1]:2003',
        carbonPickle: null,
      },
    },
  ])('tells addresses by the host asked for: $host', async ({ host, want }) => {
    const { request } = await harness();
    const answer = (await (await request('/api/v1/status', { headers: { host } })).json()) as StatusAnswer;
    expect(answer.listeners).toEqual(want);
    expect(answer).toMatchObject({
      version: '1.2.3',
      nowMs: NOW_MS,
      flushIntervalMs: 10_000,
      ingest: ingestCounts,
      store: { engine: 'embedded', seriesCount: 12 },
    });
    expect(answer.notices).toHaveLength(1);
    expect(answer.memoryBytes).toBeGreaterThan(1_000_000);
  });

  it('keeps the address of a listener that this client can reach by no other name', async () => {
    const { request } = await harness({
      argv: ['--allow-anonymous', '--http-host', '0.0.0.0', '--statsd-host', '10.0.0.7', '--carbon-host', '0.0.0.0'],
    });
    const answer = (await (
      await request('/api/v1/status', { headers: { host: 'localhost:2277' } })
    ).json()) as StatusAnswer;
    expect(answer.listeners).toMatchObject({ statsdUdp: 'udp://10.0.0.7:8125', carbon: 'tcp://localhost:2003' });
  });
});

describe('metrics', () => {
  it('is Prometheus text in which every line is a comment or a sample', async () => {
    const { request } = await harness();
    await request('/healthz');
    await request('/no/such/page');
    const response = await request('/metrics');
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    const text = await response.text();
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) carpy_\w+ .+|carpy_\w+(\{(\w+="([^"\\]|\\.)*",?)+\})? -?[0-9.e+-]+)$/);
    expect(text).toContain('carpy_ingest_packets_total 7\n');
    expect(text).toContain('carpy_ingest_bad_lines_total{cause="odd\\"cause"} 1\n');
    expect(text).toContain('carpy_http_requests_total{route="/healthz",status="2xx"} 1\n');
    expect(text).toContain('carpy_http_requests_total{route="ui",status="4xx"} 1\n');
    expect(text).toContain('carpy_carbon_clients{protocol="plaintext"} 2\n');
    expect(text).toContain('carpy_store_up 1\n');
  });
});

describe('pages', () => {
  it('ask the query room with the range, servers and points given', async () => {
    const { request, asked } = await harness();
    const response = await request(
      '/api/v1/apps/shop/transactions/GET-cart?from=-2h&to=now&server=web-1&server=web-2&points=60',
    );
    expect(await response.json()).toEqual({ ok: true });
    expect(asked).toEqual([
      {
        kind: 'transaction',
        request: {
          range: { fromMs: NOW_MS - 7_200_000, toMs: NOW_MS, live: true },
          servers: ['web-1', 'web-2'],
          maxPoints: 60,
          nowMs: NOW_MS,
          app: 'shop',
          transaction: 'GET-cart',
        },
      },
    ]);
  });

  it.each([
    ['/api/v1/apps', 'apps'],
    ['/api/v1/apps/shop/overview', 'overview'],
    ['/api/v1/apps/shop/transactions', 'transactions'],
    ['/api/v1/apps/shop/heatmap', 'heatmap'],
    ['/api/v1/apps/shop/heatmap?transaction=GET-cart', 'heatmap'],
  ])('%s asks for %s of the last hour, live', async (path, kind) => {
    const { request, asked } = await harness();
    expect((await request(path)).status).toBe(200);
    expect(asked).toMatchObject([
      {
        kind,
        request: { range: { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS, live: true }, servers: [], maxPoints: 300 },
      },
    ]);
  });

  it('take absolute ranges, which are not live, and * for all servers', async () => {
    const { request, asked } = await harness();
    await request(`/api/v1/apps?from=${NOW_MS - 60_000}&to=${NOW_MS}&server=*&server=web-1`);
    expect(asked).toMatchObject([
      { request: { range: { fromMs: NOW_MS - 60_000, toMs: NOW_MS, live: false }, servers: [] } },
    ]);
  });

  it.each([
    ['/api/v1/apps?from=soon', 'CARPY_BAD_TIME'],
    ['/api/v1/apps?from=now&to=now', 'CARPY_BAD_TIME'],
    ['/api/v1/apps?points=9', 'CARPY_BAD_REQUEST'],
    ['/api/v1/apps?points=1001', 'CARPY_BAD_REQUEST'],
    ['/api/v1/apps?points=ten', 'CARPY_BAD_REQUEST'],
    ['/api/v1/apps?server=a.b', 'CARPY_BAD_REQUEST'],
    ['/api/v1/apps/a*b/overview', 'CARPY_BAD_REQUEST'],
    ['/api/v1/apps/shop/transactions/a%2Fb', 'CARPY_BAD_REQUEST'],
  ])('%s is %s and asks nothing', async (path, code) => {
    const { request, asked } = await harness();
    const response = await request(path);
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorAnswer).error.code).toBe(code);
    expect(asked).toEqual([]);
  });

  it('pass on what the query room refuses, also when it is a plain object of another thread', async () => {
    const { request, answerWith } = await harness();
    answerWith(new CarpyError('CARPY_NOT_FOUND', 'there is no app shop'));
    expect((await request('/api/v1/apps/shop/overview')).status).toBe(404);
    answerWith(new CarpyError('CARPY_TIMEOUT', 'it took 30 s'));
    const late = await request('/api/v1/apps/shop/overview');
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('5');
  });
});
