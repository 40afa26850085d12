/** The remote engine against a real graphite-web and carbon: what it writes it reads back, records included. */

import { COUNT, SUM, UPPER_95 } from '@carpy/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRemoteGraphite } from '../../packages/store/src/remote/remote-engine.ts';
import type { Store } from '../../packages/store/src/store.ts';
import { batches } from '../../packages/store/test/batches.ts';
import { innerStore } from '../../packages/store/test/remote/inner-store.ts';
import { type GraphiteWeb, noGraphite, startGraphite } from '../support/graphite-web.ts';
import { eventually } from './carpy-process.ts';

const RECORD = 'carpy.shop.web-1.GET-cart.ok';
const nowS = Math.floor(Date.now() / 1000);
const slotS = nowS - (nowS % 60) - 60;
let graphite: GraphiteWeb;
let store: Store;

beforeAll(async () => {
  if (noGraphite !== undefined) return;
  graphite = await startGraphite({ schemas: '[all]\npattern = .*\nretentions = 10s:1d\n' });
  store = await openRemoteGraphite({
    url: graphite.url,
    carbon: { host: '127.0.0.1', port: graphite.carbonPort },
    prefix: 'team.a',
    flushIntervalMs: 10_000,
    inner: innerStore(),
    clock: Date.now,
  });
  const writer = store.series.openWriter();
  const make = batches();
  await writer.flush(
    make.flush({
      slotS,
      timers: { [RECORD]: [10, 20, 30] },
      apdex: { 'carpy.shop.web-1.GET-cart.apdex': [2, 1, 0] },
      counters: { 'carpy.shop.web-1.custom.orders': 7 },
    }),
  );
  await writer.flush(make.flush({ slotS: slotS + 10, timers: { [RECORD]: [50] } }));
  await writer.points(make.points([['servers.web-1.load', slotS, 1.5]]));
}, 300_000);
afterAll(async () => {
  await store?.close();
  await graphite?.stop();
});

const title = noGraphite === undefined ? '' : `: skipped, ${noGraphite}`;

it.skipIf(noGraphite !== undefined)(`reads back what it wrote, as records${title}`, async () => {
  const [record] = await eventually(
    async () => await store.series.resolveRecords('carpy.*.*.*.ok', 10),
    (found) => found.length === 1,
  );
  expect(record).toMatchObject({ path: RECORD, kind: 'timer', leaf: undefined });
  const read = (stepS: number) =>
    store.series.read({
      ids: [record?.id as number],
      fromS: slotS - 60,
      untilS: slotS + 10,
      nowS,
      tier: { by: 'step', stepS },
      sketches: 'where-kept',
    });
  const fine = await eventually(
    async () => (await read(10)).series[0],
    (data) => data !== undefined && data.columns[data.slots - 1] === 1 && data.columns[data.slots - 2] === 3,
  );
  expect(fine).toMatchObject({ stepS: 10, startS: slotS - 50, slots: 7, sketches: { bytes: new Uint8Array(0) } });
  const columnAt = (column: number, slot: number) => fine?.columns[column * 7 + slot];
  expect([columnAt(COUNT, 5), columnAt(SUM, 5), columnAt(UPPER_95, 5)]).toEqual([3, 60, 30]);
  const coarse = await read(60);
  expect(coarse.series[0]).toMatchObject({ stepS: 60, startS: slotS, slots: 1 });
  expect([...(coarse.series[0]?.columns ?? [])]).toEqual([4, 110, 10, 50, (20 * 3 + 50) / 4, (30 * 3 + 50) / 4]);
  expect(coarse.coverage).toEqual([{ startS: slotS, stepS: 60, coveredMs: Float64Array.of(60_000) }]);
});

it.skipIf(noGraphite !== undefined)(`finds nodes, leaves and an Apdex by its own path${title}`, async () => {
  const names = await eventually(
    async () => (await store.series.find('carpy.shop.*.*')).map((node) => node.name),
    (found) => found.length === 2,
  );
  expect(names).toEqual(['GET-cart', 'custom']);
  const resolved = await eventually(
    async () => await store.series.resolve('carpy.shop.web-1.GET-cart.{ok,apdex}*', 10),
    (found) => found.length === 1,
  );
  expect(resolved).toMatchObject([{ path: 'carpy.shop.web-1.GET-cart.apdex', kind: 'apdex', leaf: 'score' }]);
  expect(await store.series.resolve('carpy.shop.*.custom.orders', 10)).toMatchObject([
    { kind: 'plain', leaf: undefined },
  ]);
  expect(await store.series.find('servers.*.load')).toEqual([
    { path: 'servers.web-1.load', name: 'load', leaf: true, branch: false },
  ]);
});
