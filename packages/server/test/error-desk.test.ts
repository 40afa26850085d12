import { fingerprintOf, type RecordError, type StoredRecord } from '@carpy/core';
import { describe, expect, it, vi } from 'vitest';
import { RecordsModel } from '../../store/test/records-model.ts';
import { ErrorDesk } from '../src/errors/error-desk.ts';
import type { CountedGroup, CountFactors } from '../src/errors/errors-client.ts';
import { groupFinder } from '../src/records/prepare-record.ts';
import { memoryState } from './fakes/memory-state.ts';

const NOW_MS = 1_767_323_045_000;
const hour = 3_600_000;
const DECLINED: RecordError = {
  type: 'CardError',
  message: 'card 4711 declined',
  stack: 'CardError: card 4711 declined\n    at pay (/srv/shop/src/pay.js:3:9)',
};
const TIMEOUT: RecordError = { type: 'TimeoutError', message: 'no answer after 500 ms' };

const ASKED = {
  app: 'shop',
  fromMs: NOW_MS - hour,
  toMs: NOW_MS,
  servers: [],
  factors: {},
  state: undefined,
  q: '',
  transaction: undefined,
  limit: 200,
  buckets: 60,
};

let made = 0;
function failed(error: RecordError | undefined, more: Partial<StoredRecord> = {}): StoredRecord {
  return {
    id: (++made).toString(16).padStart(32, '0'),
    app: 'shop',
    server: 'web-1',
    startMs: NOW_MS - 60_000,
    durationMs: 12,
    transaction: 'POST /pay',
    outcome: 'error',
    kind: 'http',
    children: [],
    context: {},
    logs: [],
    ...(error === undefined ? {} : { error, fingerprint: fingerprintOf(error).fingerprint }),
    ...more,
  };
}

interface Shop {
  readonly desk: ErrorDesk;
  readonly records: RecordsModel;
  readonly state: ReturnType<typeof memoryState>;
  readonly time: { nowMs: number };
  take(...records: StoredRecord[]): Promise<void>;
  list(more?: {
    fromMs?: number;
    toMs?: number;
    state?: 'open';
    q?: string;
    transaction?: string;
    servers?: string[];
    factors?: CountFactors;
  }): Promise<readonly CountedGroup[]>;
}

async function shop(
  options: { records?: RecordsModel; state?: ReturnType<typeof memoryState>; maxGroups?: number } = {},
): Promise<Shop> {
  const { records = new RecordsModel(), state = memoryState(), maxGroups } = options;
  const time = { nowMs: NOW_MS };
  const desk = await ErrorDesk.open({
    records,
    state,
    groupOf: groupFinder(),
    clock: () => time.nowMs,
    retentionMs: 7 * 24 * hour,
    ...(maxGroups === undefined ? {} : { maxGroups }),
  });
  const opened: Shop = {
    desk,
    records,
    state,
    time,
    async take(...given) {
      const end = await desk.begin(given);
      await records.append({ app: 'shop', server: 'web-1', atMs: NOW_MS, seen: {}, kept: {}, records: given });
      end(given);
    },
    async list({
      fromMs = NOW_MS - hour,
      toMs = NOW_MS,
      state: of,
      q = '',
      transaction,
      servers = [],
      factors = {},
    } = {}) {
      const answer = await desk.list({
        app: 'shop',
        fromMs,
        toMs,
        servers,
        factors,
        state: of,
        q,
        transaction,
        limit: 200,
        buckets: 60,
      });
      return answer.groups;
    },
  };
  return opened;
}

describe('ErrorDesk', () => {
  it('groups errors, counts them by place and tells the newest text', async () => {
    const { take, list } = await shop();
    await take(
      failed(DECLINED, { version: '1.0', startMs: NOW_MS - 20 * 60_000 }),
      failed({ ...DECLINED, message: 'card 12 declined' }, { version: '1.1', server: 'web-2', weight: 3 }),
      failed(TIMEOUT, { transaction: 'GET /cart' }),
      failed(undefined),
    );
    const [declined, timeout, ...others] = await list();
    expect(others).toEqual([]);
    expect(declined).toMatchObject({
      app: 'shop',
      type: 'CardError',
      pattern: 'card <n> declined',
      message: 'card 12 declined',
      culprit: 'pay (src/pay.js)',
      state: 'open',
      firstSeenMs: NOW_MS - 20 * 60_000,
      lastSeenMs: NOW_MS - 60_000,
      firstVersion: '1.0',
      lastVersion: '1.1',
      count: 4,
      exact: true,
      transactions: [{ name: 'POST /pay', count: 4 }],
      servers: [
        { name: 'web-2', count: 3 },
        { name: 'web-1', count: 1 },
      ],
      versions: [
        { name: '1.1', count: 3 },
        { name: '1.0', count: 1 },
      ],
    });
    expect(declined?.trend.reduce((sum, n) => sum + n, 0)).toBe(4);
    expect(timeout).toMatchObject({ type: 'TimeoutError', count: 1, message: 'no answer after 500 ms' });
  });

  it.each([
    [{ fromMs: NOW_MS - 5 * 60_000 }, ['TimeoutError']],
    [{ toMs: NOW_MS - 10 * 60_000 }, ['CardError']],
    [{ transaction: 'GET-cart' }, ['TimeoutError']],
    [{ servers: ['web-2'] }, ['CardError']],
    [{ q: 'DECLINED card' }, ['CardError']],
    [{ q: 'declined answer' }, []],
    [{ q: 'pay.js' }, ['CardError']],
    [{ factors: { 'GET-cart': 2.5 } }, ['TimeoutError', 'CardError']],
  ])('lists what is asked for: %j', async (asked, types) => {
    const { take, list } = await shop();
    await take(
      failed(DECLINED, { server: 'web-2', startMs: NOW_MS - 20 * 60_000 }),
      failed(DECLINED, { server: 'web-2', startMs: NOW_MS - 20 * 60_000 }),
      failed(TIMEOUT, { transaction: 'GET /cart' }),
    );
    expect((await list(asked)).map(({ type }) => type)).toEqual(types);
  });

  it('scales counts where records were left out, and says so', async () => {
    const { desk, take, list } = await shop();
    await take(failed(DECLINED), failed(DECLINED), failed(undefined), failed(TIMEOUT, { transaction: 'GET /cart' }));
    expect(await desk.recorded({ app: 'shop', fromMs: NOW_MS - hour, toMs: NOW_MS, servers: [] })).toEqual({
      byTransaction: { 'POST-pay': 3, 'GET-cart': 1 },
      others: 0,
      oldestMs: NOW_MS - 60_000,
    });
    expect(await list({ factors: { 'POST-pay': 10 } })).toMatchObject([
      { type: 'CardError', count: 20, exact: false },
      { type: 'TimeoutError', count: 1, exact: true },
    ]);
  });

  it('keeps what people decide, and opens again on a new version', async () => {
    const opened = await shop();
    const { desk, take, list } = opened;
    const { fingerprint } = fingerprintOf(DECLINED);
    const change = (action: 'resolve' | 'ignore' | 'reopen', version?: string): Promise<boolean> =>
      desk.change({ app: 'shop', fingerprint, change: { action, ...(version === undefined ? {} : { version }) } });
    const states = async (): Promise<unknown> =>
      (await list({ toMs: opened.time.nowMs })).map(({ state, reopened }) => [state, reopened]);
    await take(failed(DECLINED, { version: '1.0' }));
    expect(await change('resolve')).toBe(true);
    opened.time.nowMs += 60_000;
    await take(failed(DECLINED, { version: '1.0', startMs: opened.time.nowMs }));
    expect(await states()).toEqual([['resolved', undefined]]);
    await take(failed(DECLINED, { version: '1.1', startMs: opened.time.nowMs }));
    expect(await states()).toEqual([['open', true]]);
    await change('ignore');
    await take(failed(DECLINED, { version: '1.2', startMs: opened.time.nowMs }));
    expect(await states()).toEqual([['ignored', undefined]]);
    await change('resolve', '2.0');
    opened.time.nowMs += 60_000;
    await take(failed(DECLINED, { version: '1.9', startMs: opened.time.nowMs }));
    expect(await states()).toEqual([['resolved', undefined]]);
    await take(failed(DECLINED, { version: '2.0.1', startMs: opened.time.nowMs }));
    expect(await states()).toEqual([['open', true]]);
    expect(await desk.change({ app: 'shop', fingerprint: '0'.repeat(16), change: { action: 'ignore' } })).toBe(false);
  });

  it('answers one group with its newest records', async () => {
    const { desk, take } = await shop();
    await take(
      failed(DECLINED, { id: 'a'.repeat(32) }),
      failed(DECLINED, { startMs: NOW_MS - 1_000 }),
      failed(TIMEOUT),
    );
    const { fingerprint } = fingerprintOf(DECLINED);
    const asked = {
      app: 'shop',
      fromMs: NOW_MS - hour,
      toMs: NOW_MS,
      servers: [],
      factors: {},
      samples: 20,
      buckets: 60,
    };
    const found = await desk.group({ ...asked, fingerprint });
    expect(found?.samples.map(({ startMs }) => startMs)).toEqual([NOW_MS - 1_000, NOW_MS - 60_000]);
    expect(found?.group).toMatchObject({ fingerprint, count: 2 });
    expect(await desk.group({ ...asked, fingerprint: 'f'.repeat(16) })).toBeUndefined();
    expect((await desk.group({ ...asked, fromMs: 0, toMs: 1_000, fingerprint }))?.group.count).toBe(0);
  });

  it('knows all after a stop without warning, whatever was written by then', async () => {
    const first = await shop();
    await first.take(failed(DECLINED), failed(TIMEOUT, { startMs: NOW_MS - 3 * hour }));
    await first.desk.save();
    await first.take(failed(DECLINED), failed(DECLINED, { startMs: NOW_MS - 5 * hour, version: '0.9' }));
    // Never closed: the second one reads what the first had written.
    const second = await shop({ records: first.records, state: first.state });
    const range = { fromMs: NOW_MS - 24 * hour, toMs: NOW_MS };
    expect(await second.list(range)).toEqual(await first.list(range));
    expect((await second.list(range))[0]).toMatchObject({
      count: 3,
      firstVersion: '0.9',
      firstSeenMs: NOW_MS - 5 * hour,
    });
    await second.desk.save();
    const third = await shop({ records: new RecordsModel(), state: second.state });
    // The newest texts are in the records alone.
    const withoutTexts = (await first.list(range)).map((group) => ({ ...group, message: group.pattern }));
    expect(await third.list(range)).toEqual(withoutTexts);
  });

  it('tells the newest text also after a restart, and writes none', async () => {
    const first = await shop();
    await first.take(
      failed({ type: 'Error', message: 'no account ann 17' }, { startMs: NOW_MS - 90_000 }),
      failed({ type: 'Error', message: 'no account ann 18' }),
    );
    await first.desk.close();
    expect(JSON.stringify([...first.state.entries])).not.toMatch(/ann 1[78]/);
    const again = { records: first.records, state: first.state };
    expect(await (await shop(again)).list()).toMatchObject([{ message: 'no account ann 18', count: 2 }]);
    expect(await (await shop(again)).list({ q: 'ann 18' })).toMatchObject([{ pattern: 'no account ann <n>' }]);
    const third = await shop(again);
    const { fingerprint } = fingerprintOf({ type: 'Error', message: 'no account ann 17' });
    const found = await third.desk.group({ ...ASKED, fingerprint, samples: 0 });
    expect(found?.group.message).toBe('no account ann 18');
    await third.take(failed({ type: 'Error', message: 'no account ann 19' }, { startMs: NOW_MS - 1_000 }));
    expect(await third.list()).toMatchObject([{ message: 'no account ann 19' }]);
  });

  it('finds words in every text with the first question after a restart, and reads for a page those on it alone', async () => {
    const count = 1_500;
    const { records, state, take, desk } = await shop();
    const kinds = Array.from({ length: count }, (_, i) => ({
      type: `E${i}`,
      message: `no account ann ${10_000_000 + i}`,
    }));
    await take(...kinds.map((error) => failed(error)));
    await desk.close();
    const read = vi.spyOn(records, 'search');
    const page = await (await shop({ records, state })).desk.list(ASKED);
    expect([page.total, page.groups.length, read.mock.calls.length]).toEqual([count, 200, 200]);
    expect(page.groups.every(({ message }) => message.startsWith('no account ann '))).toBe(true);
    read.mockClear();
    const again = await shop({ records, state });
    const asked = { ...ASKED, q: 'ann 1000012' };
    const [one, other] = await Promise.all([again.desk.list(asked), again.desk.list(asked)]);
    expect([one.total, other.total, read.mock.calls.length]).toEqual([10, 10, count]);
  });

  it('marks hours before their records are stored, and not longer than needed', async () => {
    const { desk, state } = await shop();
    const coming = [failed(DECLINED)];
    const end = await desk.begin(coming);
    const marked = [...state.entries.entries()].find(([key]) => key === 'error-unsaved');
    expect(marked?.[1]).toHaveLength(1);
    await desk.save();
    expect(state.entries.get('error-unsaved')).toHaveLength(1);
    end(coming);
    await desk.save();
    expect(state.entries.get('error-unsaved')).toEqual([]);
  });

  it('does not count what came before, nor what could not be stored', async () => {
    const { desk, list } = await shop();
    const [a, b] = [failed(DECLINED), failed(DECLINED)];
    (await desk.begin([a, b]))([a]);
    (await desk.begin([failed(TIMEOUT)]))([]);
    expect(await list()).toMatchObject([{ type: 'CardError', count: 1 }]);
  });

  it('tries again what could not be written', async () => {
    const { desk, state, take, records } = await shop();
    await take(failed(DECLINED));
    const { put } = state;
    Object.assign(state, { put: () => Promise.reject(new Error('disk full')) });
    await expect(desk.save()).rejects.toThrow('disk full');
    Object.assign(state, { put });
    await desk.save();
    expect(await (await shop({ records, state })).list()).toMatchObject([{ count: 1 }]);
  });

  it('keeps a bounded number of groups: ignored ones go first, then those not seen for longest', async () => {
    const { desk, take, list } = await shop({ maxGroups: 3 });
    const error = (name: string): RecordError => ({ type: name, message: '' });
    const seen = (name: string, minutesAgo: number): StoredRecord =>
      failed(error(name), { startMs: NOW_MS - minutesAgo * 60_000 });
    await take(seen('A', 1), seen('B', 20), seen('C', 30));
    await desk.change({
      app: 'shop',
      fingerprint: fingerprintOf(error('A')).fingerprint,
      change: { action: 'ignore' },
    });
    await take(seen('D', 2));
    expect((await list()).map(({ type }) => type).sort()).toEqual(['B', 'C', 'D']);
    await take(seen('E', 3));
    expect((await list()).map(({ type }) => type).sort()).toEqual(['B', 'D', 'E']);
    expect((await desk.list(ASKED)).dropped).toBe(2);
  });

  it('lets minutes go after a day and counts after the retention, and groups stay', async () => {
    const opened = await shop();
    await opened.take(failed(DECLINED), failed(DECLINED, { startMs: NOW_MS - 30 * 60_000 }));
    opened.time.nowMs += 48 * hour;
    await opened.desk.save();
    const range = { fromMs: NOW_MS - hour, toMs: NOW_MS + hour };
    expect(await opened.list(range)).toMatchObject([{ count: 2 }]);
    opened.time.nowMs += 7 * 24 * hour;
    await opened.desk.save();
    expect(await opened.list(range)).toEqual([]);
    const { fingerprint } = fingerprintOf(DECLINED);
    const found = await opened.desk.group({
      app: 'shop',
      ...range,
      servers: [],
      factors: {},
      fingerprint,
      samples: 5,
      buckets: 60,
    });
    // Its text went with the records.
    expect(found?.group).toMatchObject({
      count: 0,
      firstSeenMs: NOW_MS - 30 * 60_000,
      message: 'card <n> declined',
    });
    expect([...opened.state.entries.keys()].filter((key) => key.startsWith('error-hour/'))).toEqual([]);
  });

  it('forgets texts of records that were removed', async () => {
    const { desk, take, list, records } = await shop();
    await take(failed({ type: 'Error', message: 'no account ann 17' }), failed(TIMEOUT));
    await records.remove({
      app: 'shop',
      filter: { is: 'term', field: 'type', pattern: 'Error' },
      fromMs: 0,
      untilMs: NOW_MS,
    });
    await desk.removed('shop');
    expect((await list()).map(({ message }) => message).sort()).toEqual([
      'no account ann <n>',
      'no answer after 500 ms',
    ]);
  });

  it('says whether an app ever had records', async () => {
    const { desk, take } = await shop();
    const asked = {
      fromMs: 0,
      toMs: NOW_MS,
      servers: [],
      factors: {},
      state: undefined,
      q: '',
      transaction: undefined,
      limit: 1,
      buckets: 10,
    };
    expect((await desk.list({ ...asked, app: 'shop' })).noRecords).toBe(true);
    await take({ ...failed(undefined), outcome: 'ok' });
    expect((await desk.list({ ...asked, app: 'shop' })).noRecords).toBe(false);
    expect((await desk.list({ ...asked, app: 'other' })).noRecords).toBe(true);
  });
});
