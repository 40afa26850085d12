import type { Annotation } from '@carpy/api';
import type { HelloAnswer } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { listNames, NAME_STATE_LIMITS } from '../src/state/names.ts';
import { getApp, getServer, listApps, listServers } from '../src/state/servers.ts';
import { type Harness, harness, NOW_MS, post } from './fakes/http-deps.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Told {
  readonly server?: string;
  readonly version?: string;
  readonly startedAtMs?: number;
  readonly agentTimeMs?: number;
  readonly clockOffsetMs?: number;
  readonly names?: unknown;
}

class Fleet {
  nowMs: number = NOW_MS;
  #harness: Harness | undefined;

  async start(): Promise<Harness> {
    this.#harness ??= await harness({ clock: () => this.nowMs });
    return this.#harness;
  }

  async hello(told: Told, headers: Record<string, string> = {}): Promise<Response> {
    const { request } = await this.start();
    const body = {
      app: 'shop',
      server: 'web-1',
      agent: { name: 'carpy', version: '0.1.0', language: 'node' },
      startedAtMs: this.nowMs,
      agentTimeMs: this.nowMs,
      names: [],
      ...told,
    };
    return request('/api/v1/hello', post(body, headers));
  }

  async marks(): Promise<Pick<Annotation, 'whenMs' | 'version' | 'servers'>[]> {
    const { request } = await this.start();
    const found = (await (
      await request(`/api/v1/annotations?app=shop&from=${NOW_MS - 100 * hour}&to=${NOW_MS + 100 * hour}`)
    ).json()) as Annotation[];
    return found.map(({ whenMs, version, servers }) => ({ whenMs, version, servers }));
  }
}

describe('the answer', () => {
  it.each([
    ['localhost:2277', 'udp://localhost:8125'],
    ['127.0.0.1:2277', 'udp://127.0.0.1:8125'],
    ['[::1]:2277', 'udp://[::1]:8125'],
  ])('tells the StatsD address by the Host %s', async (host, statsd) => {
    const answer = (await (await new Fleet().hello({}, { host })).json()) as HelloAnswer;
    expect(answer).toMatchObject({
      serverTimeMs: NOW_MS,
      apdexTMs: 500,
      statsd,
      records: { accepted: true, maxBytes: 1_048_576 },
    });
    expect(answer.statsdAll).toEqual(expect.arrayContaining([statsd, 'udp://127.0.0.1:8125', 'udp://[::1]:8125']));
  });

  it('tells null when StatsD is off', async () => {
    const { request } = await harness({
      argv: ['--statsd-port', 'off', '--apdex-t', '250'],
      deps: {
        listeners: () => ({
          http: 1,
          statsdUdp: null,
          statsdTcp: null,
          statsdAdmin: null,
          carbon: null,
          carbonPickle: null,
        }),
      },
    });
    const body = {
      app: 'a',
      server: 'b',
      agent: { name: 'x', version: '1', language: 'go' },
      startedAtMs: 1,
      agentTimeMs: 1,
      names: [],
    };
    expect(await (await request('/api/v1/hello', post(body))).json()).toMatchObject({
      statsd: null,
      statsdAll: [],
      apdexTMs: 250,
    });
  });
});

describe('what is kept', () => {
  it('of apps and servers', async () => {
    const fleet = new Fleet();
    await fleet.hello({ server: 'web-1.example.com', version: '1.0', startedAtMs: NOW_MS - hour });
    fleet.nowMs += minute;
    await fleet.hello({ server: 'web-1.example.com', version: '1.0', startedAtMs: NOW_MS - hour });
    const { state } = await fleet.start();
    expect(await getServer(state, 'shop', 'web-1_example_com')).toMatchObject({
      display: 'web-1.example.com',
      version: '1.0',
      firstSeenMs: NOW_MS,
      lastSeenMs: NOW_MS + minute,
      startedAtMs: NOW_MS - hour,
    });
    expect(await getApp(state, 'shop')).toMatchObject({
      display: 'shop',
      latestStart: { version: '1.0', startedAtMs: NOW_MS - hour },
    });
    expect(await listApps(state)).toHaveLength(1);
    expect(await listServers(state)).toHaveLength(1);
  });

  it('of names: every name of a segment, newest first, and T', async () => {
    const fleet = new Fleet();
    await fleet.hello({
      names: [
        ['GET-cart', 'GET /cart', 250],
        ['mysql_select', 'mysql.select'],
      ],
    });
    await fleet.hello({ names: [['GET-cart', 'GET-cart']] });
    const names = await listNames((await fleet.start()).state, 'shop');
    expect(names.get('GET-cart')).toEqual({ segment: 'GET-cart', displays: ['GET-cart', 'GET /cart'], apdexTMs: 250 });
    expect(names.get('mysql_select')).toEqual({ segment: 'mysql_select', displays: ['mysql.select'], apdexTMs: null });
  });

  it('is bounded in names', async () => {
    const fleet = new Fleet();
    const batch = 5_000;
    for (let sent = 0; sent < NAME_STATE_LIMITS.perApp + batch; sent += batch) {
      await fleet.hello({ names: Array.from({ length: batch }, (_, i) => [`n${sent + i}`, 'x']) });
    }
    const { state } = await fleet.start();
    expect([...state.entries.keys()].filter((key) => key.startsWith('name/'))).toHaveLength(NAME_STATE_LIMITS.perApp);
  });

  it.each([
    { app: '' },
    { app: 5 },
    { server: 'x'.repeat(300) },
    { startedAtMs: 'now' },
    { agentTimeMs: -1 },
    { agent: 'carpy' },
    { names: [['a/b', 'x']] },
    { names: [['a']] },
    { names: [['a', 'x', -5]] },
    { names: Array.from({ length: 5_001 }, () => ['a', 'b']) },
    { names: {} },
  ])('is nothing of a bad hello %#', async (bad) => {
    const fleet = new Fleet();
    expect((await fleet.hello(bad as Told)).status).toBe(400);
    expect((await fleet.start()).state.entries.size).toBe(0);
  });
});

describe('deploy marks', () => {
  it('come when the version differs from that of the latest start before, and not at the first sight of an app', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1' });
    expect(await fleet.marks()).toEqual([]);
    fleet.nowMs += hour;
    await fleet.hello({ version: '2', startedAtMs: fleet.nowMs - 10 });
    expect(await fleet.marks()).toEqual([{ whenMs: NOW_MS + hour - 10, version: '2', servers: ['web-1'] }]);
  });

  it('list each server that starts with the version within an hour', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1' });
    fleet.nowMs += minute;
    await fleet.hello({ version: '2', server: 'web-2' });
    fleet.nowMs += minute;
    await fleet.hello({ version: '2', server: 'web-1' });
    await fleet.hello({ version: '2', server: 'web-1' });
    expect(await fleet.marks()).toEqual([{ whenMs: NOW_MS + minute, version: '2', servers: ['web-1', 'web-2'] }]);
  });

  it('do not come from processes older than the latest start', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1', server: 'web-1', startedAtMs: NOW_MS - 50 * hour });
    await fleet.hello({ version: '2', server: 'web-2', startedAtMs: NOW_MS });
    for (let i = 0; i < 5; i++) {
      fleet.nowMs += minute;
      await fleet.hello({ version: '1', server: 'web-1', startedAtMs: NOW_MS - 50 * hour });
      await fleet.hello({ version: '2', server: 'web-2', startedAtMs: NOW_MS });
    }
    expect(await fleet.marks()).toEqual([{ whenMs: NOW_MS, version: '2', servers: ['web-2'] }]);
  });

  it('come again for a version after an hour, and once within one', async () => {
    const fleet = new Fleet();
    const versions = ['1', '2', '1', '2'];
    for (const version of versions) {
      await fleet.hello({ version });
      fleet.nowMs += 10 * minute;
    }
    expect((await fleet.marks()).map(({ version }) => version)).toEqual(['2', '1']);
    fleet.nowMs += 2 * hour;
    await fleet.hello({ version: '1' });
    expect((await fleet.marks()).map(({ version }) => version)).toEqual(['2', '1', '1']);
  });

  it('do not come from a process without a version', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1' });
    fleet.nowMs += minute;
    await fleet.hello({});
    fleet.nowMs += minute;
    await fleet.hello({ version: '1' });
    expect(await fleet.marks()).toEqual([]);
  });

  it('lie on this clock when the agent has another', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1' });
    fleet.nowMs += minute;
    const agentNow = fleet.nowMs - 7 * hour;
    await fleet.hello({ version: '2', startedAtMs: agentNow - 1_000, agentTimeMs: agentNow });
    await fleet.hello({
      version: '2',
      startedAtMs: agentNow - 1_000,
      agentTimeMs: agentNow,
      clockOffsetMs: 7 * hour + 3,
    });
    expect(await fleet.marks()).toEqual([{ whenMs: NOW_MS + minute - 1_000, version: '2', servers: ['web-1'] }]);
  });

  it('are one with the mark that a deploy script sends, in either order', async () => {
    const scriptFirst = new Fleet();
    await scriptFirst.hello({ version: '1' });
    const { request } = await scriptFirst.start();
    await request('/api/v1/annotations', post({ app: 'shop', version: '2', text: 'release 2' }));
    scriptFirst.nowMs += minute;
    await scriptFirst.hello({ version: '2' });
    expect(await scriptFirst.marks()).toEqual([{ whenMs: NOW_MS, version: '2', servers: ['web-1'] }]);

    const helloFirst = new Fleet();
    await helloFirst.hello({ version: '1' });
    helloFirst.nowMs += minute;
    await helloFirst.hello({ version: '2' });
    const second = await helloFirst.start();
    helloFirst.nowMs += minute;
    const told = await second.request('/api/v1/annotations', post({ app: 'shop', version: '2', text: 'release 2' }));
    expect(told.status).toBe(200);
    expect(await told.json()).toMatchObject({ whenMs: NOW_MS + minute, text: 'release 2', servers: ['web-1'] });
    expect(await helloFirst.marks()).toHaveLength(1);
  });

  it('are one for many hellos at once', async () => {
    const fleet = new Fleet();
    await fleet.hello({ version: '1' });
    fleet.nowMs += minute;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        fleet.hello({ version: '2', server: `web-${i}`, startedAtMs: fleet.nowMs - i }),
      ),
    );
    const marks = await fleet.marks();
    expect(marks).toHaveLength(1);
    expect(marks[0]?.servers).toHaveLength(20);
  });
});

describe('thousands of names in one hello', () => {
  it('are written many at a time; names of one segment stay in order', async () => {
    const base = await harness();
    let under = 0;
    let most = 0;
    const put = async (key: string, value: unknown): Promise<void> => {
      most = Math.max(most, ++under);
      await Promise.resolve();
      await base.state.put(key, value);
      under--;
    };
    const state = { ...base.state, put };
    const { request } = await harness({ deps: { store: { ...base.deps.store, state } } });
    const names = Array.from({ length: 1_200 }, (_, i) => [`n${i % 600}`, `N ${i}`]);
    const agent = { name: 'carpy', version: '0.1.0', language: 'node' };
    const told = { app: 'shop', server: 'web-1', agent, startedAtMs: NOW_MS, agentTimeMs: NOW_MS, names };
    expect((await request('/api/v1/hello', post(told))).status).toBe(200);
    expect(most).toBeGreaterThan(100);
    const kept = await listNames(state, 'shop');
    expect(kept.size).toBe(600);
    expect(kept.get('n7')?.displays).toEqual(['N 607', 'N 7']);
  });
});
