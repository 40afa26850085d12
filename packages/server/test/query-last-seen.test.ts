/** When servers were last there: told from the finest data, the same on every page; and how often the store is asked for it. */
import { describe, expect, it } from 'vitest';
import { overview } from '../src/query/views/overview.ts';
import { transaction } from '../src/query/views/transaction.ts';
import { FakeState, FakeStore } from './query-fake-store.ts';

const NOW_S = 1_700_000_400 + 145;
const LAST_S = NOW_S - (NOW_S % 10);
const range = { fromMs: (NOW_S - 1800) * 1000, toMs: NOW_S * 1000, live: true };
const view = { app: 'shop', range, servers: [], maxPoints: 1000, nowMs: NOW_S * 1000 };

/** Half an hour old; web-1 is alive, web-2 fell silent in the middle of a minute, web-3 sends runtime values alone. */
function shop() {
  const store = new FakeStore(NOW_S);
  store.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 1700, 5);
  store.timing('carpy.shop.web-1.GET-x.ok', LAST_S, 5);
  store.timing('carpy.shop.web-1.GET-y.ok', LAST_S - 900, 5);
  store.timing('carpy.shop.web-2.GET-x.ok', LAST_S - 110, 5);
  store.timing('carpy.shop.web-3.runtime.heap', LAST_S - 20, 5);
  store.timing('carpy.shop.web-4.GET-x.ok', LAST_S - 1500, 5);
  return { context: { reader: store, state: new FakeState() }, store };
}
const seen = (servers: readonly { server: string; lastSeenMs: number | null; reporting: boolean }[]) =>
  servers.map((s) => [s.server, s.lastSeenMs, s.reporting]);
const wanted = [
  ['web-1', LAST_S * 1000, true],
  ['web-2', (LAST_S - 110) * 1000, true],
  ['web-3', (LAST_S - 20) * 1000, true],
  ['web-4', (LAST_S - 1500) * 1000, false],
];

describe('last seen', () => {
  it.each([
    ['at 10 s', view],
    ['at 1 min', { ...view, maxPoints: 31 }],
    ['at 5 min', { ...view, maxPoints: 10 }],
    ['of a range that ended long ago', { ...view, range: { ...range, toMs: (NOW_S - 1000) * 1000, live: false } }],
    ['of other servers than chosen', { ...view, servers: ['web-1'] }],
  ])('is the last flush, %s', async (_, request) => {
    expect(seen((await overview(shop().context, request)).servers)).toEqual(wanted);
  });

  it('is the same on the page of a transaction that a server sent longer ago', async () => {
    const { servers } = await transaction(shop().context, { ...view, transaction: 'GET-y' });
    expect(seen(servers)).toEqual(wanted);
  });

  it('the app’s last point is that of its transactions, and idle servers that report keep counts at 0', async () => {
    const { context, store } = shop();
    for (let slotS = LAST_S - 600; slotS <= LAST_S; slotS += 10) store.timing('carpy.idle.a.runtime.heap', slotS, 5);
    store.timing('carpy.idle.a.GET-x.ok', LAST_S - 600, 5);
    const { lastPointMs, ok, grid } = await overview(context, { ...view, app: 'idle' });
    expect(lastPointMs).toBe((LAST_S - 600) * 1000);
    expect(ok.count.slice((LAST_S - 540 - grid.startS) / 10)).toEqual(new Array(55).fill(0));
  });
});

it('an app older than the finest data is searched for its beginning once', async () => {
  const store = new FakeStore(NOW_S);
  const context = { reader: store, state: new FakeState() };
  // Not on a whole minute: where only minutes are kept, the beginning found lies before the store's first slot.
  store.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 1690, 5);
  store.timing('carpy.shop.web-1.GET-x.ok', LAST_S - 90_000, 5);
  const nowMs = (NOW_S + 2 * 86_400) * 1000;
  const request = { ...view, nowMs, range: { fromMs: nowMs - 1_800_000, toMs: nowMs, live: true } };
  const first = await overview(context, request);
  const readsOfFirst = store.reads.length;
  const second = await overview(context, request);
  expect(second.firstPointMs).toBe(first.firstPointMs);
  expect(store.reads.length - readsOfFirst).toBeLessThan(readsOfFirst);
});
