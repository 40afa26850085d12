import { describe, expect, it } from 'vitest';
import type { GraphiteEventAnswer } from '../src/state/graphite-event.ts';
import { type Harness, harness, NOW_MS, post } from './fakes/http-deps.ts';

const NOW_S = Math.floor(NOW_MS / 1000);
const sent = (body: unknown, type?: string): RequestInit => {
  const init = post(body);
  return type === undefined ? init : { ...init, headers: { 'content-type': type } };
};
const list = async ({ request }: Harness, query = ''): Promise<GraphiteEventAnswer[]> => {
  const response = await request(`/events/get_data?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as GraphiteEventAnswer[];
};
const whats = async (server: Harness, query: string): Promise<string[]> =>
  (await list(server, query)).map(({ what }) => what);

describe('POST /events', () => {
  it('keeps what Graphite keeps, and answers nothing', async () => {
    const server = await harness();
    const event = { what: 'deploy of shop', tags: ['deploy', 'shop prod'], when: NOW_S - 60, data: 'version 1.4' };
    const response = await server.request('/events/', sent(event));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    const [found] = await list(server);
    expect(found).toEqual({
      when: NOW_S - 60,
      what: 'deploy of shop',
      data: 'version 1.4',
      tags: ['deploy', 'shop', 'prod'],
      id: found?.id,
    });
    expect(Number.isSafeInteger(found?.id)).toBe(true);
  });

  it.each([
    ['tags as text', { what: 'a', tags: 'x  y' }, undefined, { tags: ['x', 'y'], when: NOW_S, data: '' }],
    ['no tags', { what: 'a' }, undefined, { tags: [] }],
    [
      'JSON that calls itself a form, as curl does',
      '{"what":"a","when":"5"}',
      'application/x-www-form-urlencoded',
      { when: 5 },
    ],
    ['fractions', { what: 'a', when: 1.7 }, 'text/plain', { when: 1 }],
    ['milliseconds', { what: 'a', when: NOW_MS }, undefined, { when: NOW_S }],
    ['fields that nobody knows', { what: 'a', colour: 'red' }, undefined, { what: 'a' }],
  ])('takes %s', async (_, body, type, want) => {
    const server = await harness();
    expect((await server.request('/events', sent(body, type))).status).toBe(200);
    expect(await list(server)).toMatchObject([want]);
  });

  it.each([
    [{}, 'what'],
    [{ what: '' }, 'what'],
    [{ what: 'a', tags: 5 }, 'tags'],
    [{ what: 'a', tags: [5] }, 'tags[0]'],
    [{ what: 'a', tags: ['x'.repeat(201)] }, 'tags'],
    [{ what: 'a', tags: Array.from({ length: 60 }, (_, i) => i).join(' ') }, '50'],
    [{ what: 'a', when: 'yesterday' }, 'when'],
    [{ what: 'a', when: -1 }, 'when'],
    [{ what: 'a', when: 1e15 }, 'when'],
    [{ what: 'a', data: {} }, 'data'],
    [[], 'event'],
    ['{', 'JSON'],
  ])('refuses %j', async (body, words) => {
    const server = await harness();
    const response = await server.request('/events', sent(body));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(words);
    expect(await list(server)).toEqual([]);
  });

  it('refuses other types and foreign pages', async () => {
    const { request } = await harness();
    expect((await request('/events', sent({ what: 'a' }, 'application/xml'))).status).toBe(415);
    const foreign = {
      ...sent({ what: 'a' }),
      headers: { 'content-type': 'text/plain', origin: 'https://evil.example' },
    };
    expect((await request('/events', foreign)).status).toBe(403);
  });
});

describe('events and annotations', () => {
  it('are the same: an event shows in the UI, with the app that its tags name', async () => {
    const { request } = await harness();
    await request('/events', sent({ what: 'deploy', tags: ['deploy', 'app:my shop', 'app:shop'], data: '1.4' }));
    expect(await (await request('/api/v1/annotations')).json()).toMatchObject([
      { text: 'deploy: 1.4', tags: ['deploy', 'app:my', 'shop', 'app:shop'], app: 'my' },
    ]);
  });

  it('are the same: a deploy is an event of the tag deploy', async () => {
    const server = await harness();
    await server.request('/api/v1/annotations', post({ app: 'shop', version: '1.4', server: 'web-1' }));
    expect(await list(server, 'tags=deploy+app:shop')).toMatchObject([
      { what: '1.4', data: 'shop 1.4 on web-1', tags: ['deploy', 'app:shop', 'version:1.4'] },
    ]);
  });
});

describe('GET /events', () => {
  const events = [
    { what: 'a', tags: 'deploy shop', when: NOW_S - 300 },
    { what: 'b', tags: 'deploy', when: NOW_S - 200 },
    { what: 'c', tags: 'shop', when: NOW_S - 100 },
    { what: 'later', tags: '', when: NOW_S + 100 },
  ];
  const filled = async (): Promise<Harness> => {
    const server = await harness();
    for (const event of events) await server.request('/events', sent(event));
    return server;
  };

  it.each([
    ['', ['a', 'b', 'c']],
    ['until=%2B1h', ['a', 'b', 'c', 'later']],
    [`from=${NOW_S - 200}&until=${NOW_S - 100}`, ['b', 'c']],
    [`from=${NOW_S - 199}&until=${NOW_S - 101}`, []],
    ['from=-150s&until=now', ['c']],
    ['from=now&until=-1h', []],
    ['tags=deploy', ['a', 'b']],
    ['tags=deploy+shop', ['a']],
    ['tags=deploy+shop&set=intersection', ['a']],
    ['tags=deploy+shop&set=union', ['a', 'b', 'c']],
    ['tags=deploy+nosuch', []],
    ['tags=', ['a', 'b', 'c']],
  ])('get_data?%s', async (query, want) => {
    expect(await whats(await filled(), query)).toEqual(want);
  });

  it('lists also at /events, calls back, and tells one by its number', async () => {
    const server = await filled();
    const all = await list(server);
    expect(await (await server.request('/events/')).json()).toEqual(all);
    expect(await (await server.request('/events/get_data?jsonp=f&tags=nosuch')).text()).toBe('f([])');
    const [{ id } = { id: 0 }] = all;
    expect(await (await server.request(`/events/${id}/`)).json()).toEqual({
      ...all[0],
      when: new Date((NOW_S - 300) * 1000).toISOString().replace('.000Z', 'Z'),
    });
    for (const wrong of [id + 1, 0, 'x', '9'.repeat(17)])
      expect((await server.request(`/events/${wrong}/`)).status).toBe(404);
  });
});
