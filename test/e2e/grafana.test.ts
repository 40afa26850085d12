/**
 * Grafana's Graphite data source, without Grafana: the requests that it makes, with its parameters, and what it needs of each answer
 * (public/app/plugins/datasource/graphite and pkg/tsdb/graphite of github.com/grafana/grafana, versions 6 to 12).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromMsgpack, fromPickle } from '../../packages/graphite/test/read-formats.ts';
import { type CarpyProcess, eventually, sendTcp, startCarpy } from './carpy-process.ts';

const SERVERS = ['web-1', 'web-2', 'web-3'];
const POINTS = 60;
const STEP_S = 10;
/** The newest stamp; all of them are past. */
const endS = Math.floor(Date.now() / 1000 / STEP_S) * STEP_S;
const stamps = Array.from({ length: POINTS }, (_, i) => endS - (POINTS - 1 - i) * STEP_S);
/** As Grafana sends a fixed range: seconds, and a minute more at both ends. */
const range = { from: String((stamps[0] as number) - 60), until: String(endS + 60) };
let carpy: CarpyProcess;

beforeAll(async () => {
  carpy = await startCarpy({ args: ['--flush-interval', '10s'] });
  const lines = stamps.flatMap((atS, i) => [
    ...SERVERS.map((server, s) => `servers.${server}.cpu ${s * 100 + i} ${atS}`),
    ...SERVERS.map((server, s) => `disk.used;host=${server};dc=${s === 0 ? 'eu' : 'us'} ${i} ${atS}`),
    ...(i === 10 ? [`jobs.backup.failed 1 ${atS}`] : []),
  ]);
  await sendTcp(carpy.ports.carbon as number, `${lines.join('\n')}\n`);
  await eventually(
    () => render(['servers.*.cpu', 'disk.used;dc=us;host=web-3']),
    (series) => series.length === 4 && series.every((s) => s.datapoints.some(([, atS]) => atS === endS)),
  );
});
afterAll(() => carpy?.stop());

interface TargetResponse {
  readonly target: string;
  readonly datapoints: readonly (readonly [number | null, number])[];
  readonly tags: Readonly<Record<string, string>>;
}

const form = (fields: readonly (readonly [string, string])[]): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
});

/** POST /render as the data source makes it; its `#A` are already replaced by what they name. */
async function render(targets: readonly string[], more: Record<string, string> = {}): Promise<TargetResponse[]> {
  const fields = { ...range, format: 'json', maxDataPoints: '1900', ...more };
  const init = form([...targets.map((target) => ['target', target] as const), ...Object.entries(fields)]);
  const answer = await fetch(`${carpy.url}/render`, init);
  expect(answer.status).toBe(200);
  return (await answer.json()) as TargetResponse[];
}

/** With the query that Grafana makes of an object: a list is the same name several times. */
async function get(path: string, query: Record<string, string | readonly string[]> = {}): Promise<unknown> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) params.append(name, one);
  const answer = await fetch(`${carpy.url}${path}?${params}`);
  expect(answer.status, path).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/json');
  return answer.json();
}

describe('adding the data source', () => {
  it('passes the test of its settings page, by the browser and by the server', async () => {
    const hour = { from: String(endS - 3_600), until: String(endS) };
    for (const more of [
      { from: '-1h', until: 'now', maxDataPoints: '300' },
      { ...hour, maxDataPoints: '100' },
    ]) {
      const [line] = await render(['constantLine(100)'], more);
      expect(line?.datapoints.length).toBeGreaterThan(0);
      expect(line?.datapoints.every(([value, atS]) => value === 100 && Number.isInteger(atS))).toBe(true);
    }
  });

  it('tells a version that has tags and functions: 1.1 at least', async () => {
    const text = await (await fetch(`${carpy.url}/version`)).text();
    expect(text).toMatch(/^1\.1\.\d+$/);
  });
});

describe('the query editor', () => {
  /** `metricFindQuery`: the times beside a form. */
  const find = async (
    query: string,
    times: Record<string, string> = range,
  ): Promise<{ text: string; expandable: number; leaf: number }[]> => {
    const answer = await fetch(`${carpy.url}/metrics/find?${new URLSearchParams(times)}`, form([['query', query]]));
    expect(answer.status).toBe(200);
    return (await answer.json()) as { text: string; expandable: number; leaf: number }[];
  };

  it('walks the tree', async () => {
    expect((await find('*')).map(({ text }) => text)).toEqual(expect.arrayContaining(['jobs', 'servers']));
    expect(await find('servers.*')).toEqual(
      SERVERS.map((text) => ({ text, id: `servers.${text}`, allowChildren: 1, expandable: 1, leaf: 0 })),
    );
    expect(await find('servers.*.*', { from: '-6h', until: 'now' })).toMatchObject([
      { text: 'cpu', expandable: 0, leaf: 1 },
    ]);
    expect(await find('nothing.*')).toEqual([]);
  });

  it('reads its functions, as text', async () => {
    const text = await (await fetch(`${carpy.url}/functions`)).text();
    const defs = JSON.parse(text.replace(/"default": ?Infinity/g, '"default": 1e9999')) as Record<string, FunctionDef>;
    for (const [name, def] of Object.entries(defs)) {
      expect(def, name).toMatchObject({ name, group: expect.any(String), description: expect.any(String) });
      for (const { name: param, type } of def.params)
        expect([typeof param, typeof type], name).toEqual(['string', 'string']);
    }
    expect(defs['sumSeries']?.params[0]).toMatchObject({ type: 'seriesList', required: true, multiple: true });
    expect(defs['keepLastValue']?.params[1]?.default).toBe(Number.POSITIVE_INFINITY);
    expect(defs['summarize']?.params.find(({ name }) => name === 'func')?.options).toContain('sum');
  });

  it('completes tags and values', async () => {
    const limit = '100';
    expect(await get('/tags/autoComplete/tags', { limit, ...range })).toEqual(['dc', 'host', 'name']);
    expect(
      await get('/tags/autoComplete/tags', { expr: ['name=disk.used', 'dc=us'], tagPrefix: 'h', limit, ...range }),
    ).toEqual(['host']);
    const values = (query: Record<string, string | string[]>): Promise<unknown> =>
      get('/tags/autoComplete/values', { ...query, ...range });
    expect(await values({ tag: 'name', valuePrefix: 'disk', limit })).toEqual(['disk.used']);
    expect(await values({ expr: ['name=disk.used', 'dc=us'], tag: 'host', limit })).toEqual(['web-2', 'web-3']);
    expect(await values({ expr: 'name=~nothing', tag: 'host' })).toEqual([]);
  });

  it('lists tags and their values', async () => {
    expect(await get('/tags', range)).toMatchObject([{ tag: 'dc' }, { tag: 'host' }, { tag: 'name' }]);
    const { values } = (await get('/tags/host', range)) as { values: { value: string; id: number }[] };
    expect(values.map(({ value }) => value)).toEqual(SERVERS);
    expect(new Set(values.map(({ id }) => id)).size).toBe(3);
    expect(await get('/tags/nothing', range)).toBeNull();
    expect(await get('/tags/findSeries', { expr: ['host=web-1'] })).toEqual(['disk.used;dc=eu;host=web-1']);
  });
});

describe('variables of a dashboard', () => {
  it('expand(servers.*.cpu)', async () => {
    expect(await get('/metrics/expand', { query: 'servers.*.cpu', ...range })).toEqual({
      results: SERVERS.map((server) => `servers.${server}.cpu`),
    });
  });

  it('tags(dc=us) and tag_values(host, dc=us)', async () => {
    expect(await get('/tags/autoComplete/tags', { expr: 'dc=us', limit: '10000' })).toEqual(['host', 'name']);
    expect(await get('/tags/autoComplete/values', { expr: 'dc=us', tag: 'host', limit: '10000' })).toEqual([
      'web-2',
      'web-3',
    ]);
  });
});

describe('a panel', () => {
  it('draws series, each value at its time', async () => {
    const series = await render(['servers.*.cpu']);
    expect(series.map(({ target }) => target)).toEqual(SERVERS.map((server) => `servers.${server}.cpu`));
    const [first] = series;
    expect(first?.tags).toEqual({ name: 'servers.web-1.cpu' });
    expect(first?.datapoints.filter(([value]) => value !== null)).toEqual(stamps.map((atS, i) => [i, atS]));
  });

  it('draws a query over another, with intervals as Grafana writes them', async () => {
    const [sum] = await render(["alias(summarize(sumSeries(servers.*.cpu), '1min', 'max', false), 'all cpus')"]);
    expect(sum?.target).toBe('all cpus');
    expect(sum?.datapoints.at(-2)?.[1]).toBe((sum?.datapoints.at(-1)?.[1] as number) - 60);
  });

  it('takes no more points than it asked for, and a tagged series with its tags', async () => {
    const [used] = await render(['disk.used;dc=us;host=web-3'], { maxDataPoints: '20' });
    expect(used?.datapoints.length).toBeLessThanOrEqual(20);
    expect(used?.tags).toEqual({ name: 'disk.used', dc: 'us', host: 'web-3' });
  });

  it('draws what tags find, and counts events', async () => {
    const tagged = await render(["seriesByTag('name=disk.used', 'dc=us')", "seriesByTag('name=~servers.*cpu')"]);
    expect(tagged.map(({ target }) => target).sort()).toEqual([
      'disk.used;dc=us;host=web-2',
      'disk.used;dc=us;host=web-3',
      ...SERVERS.map((server) => `servers.${server}.cpu`),
    ]);
    const [named] = await render(["aliasByTags(seriesByTag('name=disk.used', 'host=web-1'), 'host', 'dc')"]);
    expect(named?.target).toBe('web-1.eu');
    await fetch(`${carpy.url}/events/`, {
      method: 'POST',
      body: JSON.stringify({ what: 'a', tags: 'counted', when: endS - 5 }),
    });
    const [counted] = await render(["events('counted')"], { maxDataPoints: '100000' });
    expect(counted?.datapoints.filter(([value]) => value !== null)).toEqual([[1, endS - 5]]);
  });

  it('shows what is wrong with a query', async () => {
    const answer = await fetch(
      `${carpy.url}/render`,
      form([
        ['target', 'sumSeries(servers.*.cpu'],
        ['format', 'json'],
      ]),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'CARPY_BAD_TARGET', position: 23 } });
  });
});

describe('annotations', () => {
  it('by events, as deploy scripts post them', async () => {
    const deploy = { what: 'deploy of shop', tags: ['deploy', 'shop'], data: 'version 1.4', when: endS - 30 };
    // As `curl -d` sends it.
    const posted = await fetch(`${carpy.url}/events/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: JSON.stringify(deploy),
    });
    expect(posted.status).toBe(200);
    const found = (await get('/events/get_data', { ...range, tags: 'deploy shop' })) as { id: number }[];
    expect(found).toEqual([{ ...deploy, id: found[0]?.id }]);
    expect(await get('/events/get_data', { from: '-1h', until: 'now', tags: 'shop' })).toEqual(found);
    expect(await get('/events/get_data', { ...range, tags: 'deploy other' })).toEqual([]);
    expect(await get(`/events/${found[0]?.id}/`)).toMatchObject({ what: 'deploy of shop' });
  });

  it('by a query: each point that is not nothing', async () => {
    const [failed] = await render(['jobs.backup.failed'], { maxDataPoints: '100' });
    expect(failed?.datapoints.filter(([value]) => value)).toEqual([[1, stamps[10]]]);
  });
});

describe('other clients of Graphite', () => {
  it('read all names at once, and what is found as pickle and msgpack', async () => {
    const names = (await get('/metrics/index.json')) as string[];
    expect(names).toEqual(expect.arrayContaining(SERVERS.map((server) => `servers.${server}.cpu`)));
    expect(names.some((name) => name.includes(';'))).toBe(false);
    for (const [format, type, read] of [
      ['pickle', 'application/pickle', fromPickle],
      ['msgpack', 'application/x-msgpack', fromMsgpack],
    ] as const) {
      const answer = await fetch(`${carpy.url}/metrics/find/?local=1&format=${format}&query=servers.web-1.*`);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(read(new Uint8Array(await answer.arrayBuffer()))).toEqual([
        { path: 'servers.web-1.cpu', is_leaf: true, intervals: [[expect.any(Number), expect.any(Number)]] },
      ]);
    }
  });
});

interface FunctionDef {
  readonly name: string;
  readonly params: readonly {
    readonly name: string;
    readonly type: string;
    readonly default?: unknown;
    readonly options?: readonly string[];
  }[];
}
