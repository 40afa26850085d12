import { describe, expect, it } from 'vitest';
import { execute } from '../src/query/execute.ts';
import type { QueryRequests } from '../src/query/query-client.ts';
import { FakeState, FakeStore } from './query-fake-store.ts';

const NOW_S = 1_700_000_400 + 140;

function context() {
  const store = new FakeStore(NOW_S);
  for (const [server, ms] of [
    ['web-1', 10],
    ['web-1', 30],
    ['web-2', 20],
  ] as const)
    store.timing(`carpy.shop.${server}.GET-x.ok`, NOW_S - 10, ms);
  return { reader: store, state: new FakeState() };
}

const range = { fromS: NOW_S - 30, untilS: NOW_S, nowS: NOW_S, timezone: 'UTC', format: 'json' } as const;
const text = async (request: Omit<QueryRequests['render']['request'], keyof typeof range>): Promise<string> =>
  new TextDecoder().decode((await execute('render', { ...range, ...request }, context())) as Uint8Array);

describe('render', () => {
  it('answers leaves as Graphite does', async () => {
    const json = await text({ targets: ['carpy.shop.*.GET-x.ok.mean'] });
    expect(JSON.parse(json)).toEqual(
      ['web-1', 'web-2'].map((server) => ({
        target: `carpy.shop.${server}.GET-x.ok.mean`,
        tags: { name: `carpy.shop.${server}.GET-x.ok.mean` },
        datapoints: [
          [null, NOW_S - 20],
          [20, NOW_S - 10],
          [null, NOW_S],
        ],
      })),
    );
  });

  it('evaluates functions over them, and merges records', async () => {
    const targets = [
      'sumSeries(carpy.shop.*.GET-x.ok.count)',
      "mergeTimers(carpy.shop.*.*.ok, 'upper')",
      "mergeTimers(carpy.shop.*.*.ok, 'count')",
    ];
    const json = await text({ targets, noNullPoints: true });
    const points = (JSON.parse(json) as { datapoints: [number, number][] }[]).map((s) => s.datapoints);
    expect(points).toEqual([[[3, NOW_S - 10]], [[30, NOW_S - 10]], [[3, NOW_S - 10]]]);
  });

  it('refuses a target that it cannot read, with the position', async () => {
    await expect(execute('render', { ...range, targets: ['sumSeries(a'] }, context())).rejects.toMatchObject({
      code: 'CARPY_BAD_TARGET',
    });
  });
});

it('pages are reached by their names', async () => {
  const view = {
    range: { fromMs: (NOW_S - 120) * 1000, toMs: NOW_S * 1000, live: true },
    servers: [],
    maxPoints: 100,
    nowMs: NOW_S * 1000,
  };
  const given = context();
  expect((await execute('apps', view, given)).apps.map((a) => a.app)).toEqual(['shop']);
  expect((await execute('overview', { ...view, app: 'shop' }, given)).totals.count).toBe(3);
  expect((await execute('transactions', { ...view, app: 'shop' }, given)).rows).toHaveLength(1);
  expect(
    (await execute('transaction', { ...view, app: 'shop', transaction: 'GET-x' }, given)).totals.medianMs,
  ).toBeCloseTo(20, 0);
});
