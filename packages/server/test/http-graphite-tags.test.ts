import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStop, type StopFlag } from '../src/query/query-stop.ts';
import { type GraphiteServer, graphiteServer } from './fakes/graphite-server.ts';
import { harness, post } from './fakes/http-deps.ts';

let server: GraphiteServer;
beforeAll(async () => {
  server = await graphiteServer([
    'disk;dc=eu;host=a1',
    'disk;dc=us;host=b1',
    'cpu;host=a1',
    'cpu',
    'servers.web-1.cpu',
    'gone;host=old',
  ]);
});
afterAll(() => server.close());

const json = async (path: string, init?: RequestInit): Promise<unknown> => {
  const response = await server.request(path, init);
  expect(response.status, path).toBe(200);
  return response.json();
};
const form = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});

it.each([
  ['expr=host=a1', ['cpu;host=a1', 'disk;dc=eu;host=a1']],
  ['expr=name=cpu&expr=host=', ['cpu']],
  ['expr[]=name=~servers', ['servers.web-1.cpu']],
  ['expr=name=disk&expr=dc!=~e', ['disk;dc=us;host=b1']],
  ['expr=host=zzz', []],
])('findSeries of %s', async (query, paths) => {
  const encoded = query.replaceAll('~', '%7E');
  expect(await json(`/tags/findSeries?${encoded}`)).toEqual(paths);
  expect(await json('/tags/findSeries', form(encoded))).toEqual(paths);
});

it.each([
  ['tags', ['dc', 'host', 'name']],
  ['tags?tagPrefix=h', ['host']],
  ['tags?expr=host=a1', ['dc', 'name']],
  ['tags?limit=1', ['dc']],
  ['values?tag=host', ['a1', 'b1', 'old']],
  ['values?tag=host&valuePrefix=b', ['b1']],
  ['values?tag=host&expr=name=disk&limit=1', ['a1']],
  ['values?tag=name&valuePrefix=ser', ['servers.web-1.cpu']],
  ['values?tag=nosuch', []],
])('autoComplete/%s', async (path, want) => {
  expect(await json(`/tags/autoComplete/${path}`)).toEqual(want);
  const [kind, query = ''] = path.split('?');
  expect(await json(`/tags/autoComplete/${kind}/`, form(query))).toEqual(want);
});

describe('lists', () => {
  it('has tags with numbers that stay', async () => {
    const tags = (await json('/tags')) as { id: number; tag: string }[];
    expect(tags.map(({ tag }) => tag)).toEqual(['dc', 'host', 'name']);
    expect(tags.every(({ id }) => Number.isInteger(id))).toBe(true);
    expect(await json('/tags/?filter=h|n&limit=1')).toEqual([tags[1]]);
  });

  it('has values with how many series have them', async () => {
    expect(await json('/tags/host')).toMatchObject({
      tag: 'host',
      values: [
        { value: 'a1', count: 2 },
        { value: 'b1', count: 1 },
        { value: 'old', count: 1 },
      ],
    });
    expect(await json('/tags/name?filter=cpu')).toMatchObject({ values: [{ value: 'cpu', count: 2 }] });
    expect(await json('/tags/host?limit=1')).toMatchObject({ values: [{ value: 'a1' }] });
    expect(await json('/tags/nosuch')).toBeNull();
  });

  it('indents, and calls back', async () => {
    expect(await (await server.request('/tags?pretty=1')).text()).toContain('\n  {\n');
    expect(await (await server.request('/tags/nosuch?jsonp=f')).text()).toBe('f(null)');
  });
});

describe('writes', () => {
  it('answers the canonical name of what is registered', async () => {
    expect(await json('/tags/tagSeries', form('path=disk;host=z;dc=eu'))).toBe('disk;dc=eu;host=z');
    expect(await json('/tags/tagMultiSeries', form('path=a;b=1&path=c;z=1;d=2'))).toEqual(['a;b=1', 'c;d=2;z=1']);
    expect(await json('/tags/tagMultiSeries', post({ 'path[]': ['a;b=1'] }))).toEqual(['a;b=1']);
  });

  it('removes a series, whatever the order of its tags', async () => {
    expect(await json('/tags/findSeries?expr=host=old')).toEqual(['gone;host=old']);
    expect(await json('/tags/delSeries', form('path=gone;host=old&path=never;was=there'))).toBe(true);
    expect(await json('/tags/findSeries?expr=host=old')).toEqual([]);
    expect(await json('/render?format=json&target=gone;host%3Dold')).toEqual([]);
  });

  it.each([
    ['/tags/tagSeries', '', 'path'],
    ['/tags/tagSeries', 'path=a;b', 'path'],
    ['/tags/tagMultiSeries', 'x=1', 'path'],
    ['/tags/delSeries', 'path=cpu', 'no tags'],
  ])('%s refuses "%s"', async (path, body, words) => {
    const response = await server.request(path, form(body));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(words);
  });

  it.each(['/tags/tagSeries', '/tags/tagMultiSeries', '/tags/delSeries'])('%s is not for GET', async (path) => {
    expect((await server.request(`${path}?path=disk;dc=eu;host=a1`)).status).toBe(405);
  });

  it('takes no form of a foreign page', async () => {
    const init = form('path=disk;dc=eu;host=a1');
    const headers = { ...init.headers, origin: 'https://evil.example' };
    expect((await server.request('/tags/delSeries', { ...init, headers })).status).toBe(403);
    expect(await json('/tags/findSeries?expr=dc=eu')).toEqual(['disk;dc=eu;host=a1']);
  });
});

it.each(['findSeries?expr=a=b', 'autoComplete/tags', 'autoComplete/values?tag=a', '', 'a'])(
  '/tags/%s ends with the time of a query, and the search with it',
  async (path) => {
    const stops: (StopFlag | undefined)[] = [];
    const { deps } = await harness();
    const endless = (stop: StopFlag | undefined): Promise<never> => {
      stops.push(stop);
      return new Promise(() => undefined);
    };
    const { request } = await harness({
      argv: ['--query-timeout', '100ms'],
      deps: {
        store: {
          ...deps.store,
          findByTags: (_expressions, _limit, stop) => endless(stop),
          completeTags: (_request, stop) => endless(stop),
          tagValues: (_request, stop) => endless(stop),
        },
      },
    });
    const response = await request(`/tags/${path}`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'CARPY_TIMEOUT' } });
    expect(() => checkStop(stops[0] as StopFlag, 100)).toThrow('more than 0.1 s');
  },
);
