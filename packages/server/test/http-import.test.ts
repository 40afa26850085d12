import type { PointBatch } from '@carpy/core';
import { expect, it } from 'vitest';
import { harness, post } from './fakes/http-deps.ts';

/** The application over a store that remembers what came. */
async function importing() {
  const batches: PointBatch[] = [];
  const base = await harness();
  const h = await harness({
    deps: {
      store: {
        ...base.deps.store,
        importPoints: async (batch) => {
          batches.push(batch);
          return { stored: batch.ids.length - 1, rejected: 1, rejectedNames: ['a.b'] };
        },
      },
    },
  });
  return { batches, send: (body: unknown) => h.request('/api/v1/import', post(body)) };
}

it('hands all points to the store in one batch, with the step that each stands for', async () => {
  const { batches, send } = await importing();
  const response = await send({
    series: [
      { name: 'a..b', method: 'sum', xFilesFactor: 0, archives: [{ stepS: 60, atS: [60, 120], values: [1, 2.5] }] },
      { name: 'c;z=1;a=2', archives: [{ stepS: 0, atS: [7], values: [-1] }] },
    ],
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ series: 2, stored: 2, rejected: 1, rejectedNames: ['a.b'] });
  expect(batches).toEqual([
    {
      declared: [
        { id: 0, kind: 'plain', name: 'a.b', rule: { method: 'sum', xFilesFactor: 0 } },
        { id: 1, kind: 'plain', name: 'c;a=2;z=1' },
      ],
      ids: Uint32Array.of(0, 0, 1),
      atS: Float64Array.of(60, 120, 7),
      values: Float64Array.of(1, 2.5, -1),
      spanS: Uint32Array.of(60, 60, 0),
    },
  ]);
});

it('says that it does not unpack, instead of calling a packed body no JSON', async () => {
  const { request } = await harness();
  const response = await request('/api/v1/import', post({ series: [] }, { 'content-encoding': 'gzip' }));
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({
    error: { code: 'CARPY_UNSUPPORTED_TYPE', message: expect.stringContaining('content-encoding "gzip" was sent') },
  });
});

it.each<[unknown, string]>([
  [{ series: {} }, 'series: an object was sent, a list of at most 10000 is needed'],
  [{ series: [{ name: '' }] }, 'series[0].name'],
  [{ series: [{ name: '...' }] }, 'series[0].name: "..." is no name of a series'],
  [{ series: [{ name: 'a', method: 'mean' }] }, 'series[0].method: "mean" was sent, one of average'],
  [{ series: [{ name: 'a', xFilesFactor: 2 }] }, 'series[0].xFilesFactor: 2 was sent'],
  [{ series: [{ name: 'a', archives: [{ stepS: 60, atS: [1], values: [] }] }] }, '1 stamps and 0 values were sent'],
  [{ series: [{ name: 'a', archives: [{ stepS: -1, atS: [], values: [] }] }] }, 'series[0].archives[0].stepS: -1'],
  [{ series: [{ name: 'a', archives: [{ stepS: 1, atS: ['x'], values: [1] }] }] }, 'series[0].archives[0].atS[0]: "x"'],
  [{ series: [{ name: 'a', archive: [] }] }, 'series[0].archive: unknown field'],
])('refuses %j by name', async (body, message) => {
  const { send, batches } = await importing();
  const response = await send(body);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
  expect(batches).toEqual([]);
});
