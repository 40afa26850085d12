import type { AuditEntry, ErrorGroupAnswer, ErrorGroupRow, ErrorsAnswer, TransactionsAnswer } from '@carpy/api';
import { CarpyError, fingerprintOf, type StoredRecord } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { RecordsModel } from '../../store/test/records-model.ts';
import { ErrorDesk } from '../src/errors/error-desk.ts';
import { groupFinder } from '../src/records/prepare-record.ts';
import { type Harness, harness, NOW_MS, post } from './fakes/http-deps.ts';
import { memoryState } from './fakes/memory-state.ts';

const error = {
  type: 'CardError',
  message: 'card 4711 declined',
  stack: 'CardError: card 4711 declined\n    at pay (/srv/src/pay.js:3:9)\n    at run (/srv/node_modules/x/i.js:1:2)',
};
const { fingerprint } = fingerprintOf(error);

const record = (n: number, more: Partial<StoredRecord> = {}): StoredRecord => ({
  id: n.toString(16).padStart(32, '0'),
  app: 'my_shop',
  server: 'web-1',
  version: '1.0',
  startMs: NOW_MS - n * 60_000,
  durationMs: 5,
  transaction: 'POST /pay',
  outcome: 'error',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  error: { ...error, message: `card ${n} declined` },
  fingerprint,
  ...more,
});

async function server(
  records: readonly StoredRecord[],
  metrics: Record<string, [count: number, errors: number]> | Error,
): Promise<Harness> {
  const model = new RecordsModel();
  const desk = await ErrorDesk.open({
    records: model,
    state: memoryState(),
    groupOf: groupFinder(),
    clock: () => NOW_MS,
    retentionMs: 7 * 86_400_000,
  });
  const end = await desk.begin(records);
  await model.append({ app: 'my_shop', server: 'web-1', atMs: NOW_MS, seen: {}, kept: {}, records });
  end(records);
  const made = await harness({ deps: { errors: desk } });
  made.answerWith(
    metrics instanceof Error
      ? metrics
      : ({
          rows: Object.entries(metrics).map(([transaction, [count, errorCount]]) => ({
            transaction,
            totals: { count, errorCount },
          })),
        } as unknown as TransactionsAnswer),
  );
  return made;
}

describe('/api/v1/errors', () => {
  it('lists groups with their share of the requests', async () => {
    const { request } = await server([record(1), record(2), record(3)], { 'POST-pay': [60, 3], 'GET-cart': [40, 1] });
    const answer = (await (await request('/api/v1/errors?app=my%20shop&from=-1h')).json()) as ErrorsAnswer;
    expect(answer).toMatchObject({
      fromMs: NOW_MS - 3_600_000,
      toMs: NOW_MS,
      total: 1,
      errorCount: 4,
      requestCount: 100,
      noRecords: false,
      groups: [
        {
          fingerprint,
          app: 'my_shop',
          pattern: 'card <n> declined',
          message: 'card 1 declined',
          count: 3,
          exact: true,
          shareOfRequests: 0.03,
        },
      ],
    });
    const [group] = answer.groups;
    expect(group?.trend).toHaveLength(Math.ceil((answer.toMs - answer.startMs) / answer.bucketMs));
    expect(group?.newSince).toBeUndefined();
  });

  it('tells the number of the metrics where records were left out', async () => {
    const { request } = await server([record(1), record(2)], { 'POST-pay': [60, 50] });
    const { groups, errorCount } = (await (await request('/api/v1/errors?app=my_shop')).json()) as ErrorsAnswer;
    expect(groups).toMatchObject([{ count: 50, exact: false }]);
    expect(errorCount).toBe(50);
  });

  it('counts one transaction where it is asked for', async () => {
    const { request } = await server([record(1), record(2, { transaction: 'GET /cart' })], {
      'POST-pay': [60, 1],
      'GET-cart': [40, 1],
    });
    const path = '/api/v1/errors?app=my_shop&transaction=GET%20%2Fcart';
    expect(await (await request(path)).json()).toMatchObject({
      groups: [{ count: 1, transactions: [{ name: 'GET /cart', count: 1 }], shareOfRequests: 1 / 40 }],
      errorCount: 1,
      requestCount: 40,
    });
  });

  it('counts by the records alone where an app has no metrics', async () => {
    const { request } = await server([record(1)], new CarpyError('CARPY_NOT_FOUND', 'no app'));
    expect(await (await request('/api/v1/errors?app=my_shop')).json()).toMatchObject({
      groups: [{ count: 1, exact: true, shareOfRequests: null }],
      errorCount: 1,
      requestCount: 0,
    });
  });

  it('says since which deploy a group is new', async () => {
    const { request } = await server([record(1), record(30, { fingerprint: '0123456789abcdef' })], {});
    const list = async (): Promise<ErrorGroupRow | undefined> =>
      ((await (await request('/api/v1/errors?app=my_shop&from=-1h')).json()) as ErrorsAnswer).groups[0];
    await request('/api/v1/annotations', post({ app: 'my shop', version: '1.0', whenMs: NOW_MS - 600_000 }));
    expect((await list())?.newSince).toBe('1.0');
    await request('/api/v1/annotations', post({ app: 'my shop', version: '1.1', whenMs: NOW_MS - 1_000 }));
    expect((await list())?.newSince).toBeUndefined();
  });

  it('of an app that was not watched before a deploy, nothing is new since then', async () => {
    const { request } = await server([record(1), record(12)], {});
    await request('/api/v1/annotations', post({ app: 'my shop', version: '1.0', whenMs: NOW_MS - 700_000 }));
    const { groups } = (await (await request('/api/v1/errors?app=my_shop&from=-1h')).json()) as ErrorsAnswer;
    expect(groups.map(({ newSince }) => newSince)).toEqual([undefined]);
  });

  it('tells all of one group', async () => {
    const { request } = await server([record(1), record(2), record(3, { error })], { 'POST-pay': [60, 3] });
    const answer = (await (await request(`/api/v1/errors/${fingerprint}?app=my_shop`)).json()) as ErrorGroupAnswer;
    expect(answer.group).toMatchObject({ fingerprint, count: 3, culprit: 'pay (src/pay.js)' });
    expect(answer.messages.map(({ text }) => text)).toEqual([
      'card 1 declined',
      'card 2 declined',
      'card 4711 declined',
    ]);
    expect(answer.samples).toHaveLength(3);
    expect(answer.latest?.record.id).toBe(record(1).id);
    expect(answer.latest?.frames.map(({ function: name, own }) => [name, own])).toEqual([
      ['pay', true],
      ['run', false],
    ]);
  });

  it('resolves, ignores and opens again, and keeps a list of that', async () => {
    const { request } = await server([record(1)], {});
    const path = `/api/v1/errors/${fingerprint}?app=my_shop`;
    const resolved = await request(path, post({ action: 'resolve', version: '1.2' }));
    expect(resolved.status).toBe(200);
    expect(await resolved.json()).toMatchObject({ fingerprint, state: 'resolved' });
    const count = async (state: string): Promise<number> =>
      ((await (await request(`/api/v1/errors?app=my_shop&state=${state}`)).json()) as ErrorsAnswer).total;
    expect([await count('open'), await count('resolved'), await count('all'), await count('')]).toEqual([0, 1, 1, 1]);
    await request(path, post({ action: 'ignore' }));
    await request(path, post({ action: 'reopen' }));
    expect(await count('open')).toBe(1);
    const audit = (await (await request('/api/v1/audit')).json()) as AuditEntry[];
    expect(audit.map(({ action }) => action).sort()).toEqual(['error.ignored', 'error.reopened', 'error.resolved']);
    expect(audit.find(({ action }) => action === 'error.resolved')?.text).toBe(
      `my_shop: CardError card <n> declined (${fingerprint}) as of 1.2`,
    );
  });

  it.each([
    ['/api/v1/errors', 400, 'app:'],
    ['/api/v1/errors?app=shop&state=closed', 400, 'open, resolved, ignored, all'],
    [`/api/v1/errors?app=shop&q=${'x'.repeat(600)}`, 400, 'q: 600'],
    ['/api/v1/errors?app=shop&from=whenever', 400, 'whenever'],
    ['/api/v1/errors/xyz?app=shop', 400, '16 hex digits'],
    [`/api/v1/errors/${'0'.repeat(16)}?app=shop`, 404, 'app shop has no group'],
  ])('GET %s: %i', async (path, status, text) => {
    const { request } = await server([], {});
    const response = await request(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });

  it.each([
    [{ action: 'close' }, 400, 'resolve, ignore, reopen'],
    [{}, 400, 'action'],
    [{ action: 'ignore', version: '1' }, 400, 'only with the action resolve'],
    [{ action: 'resolve', by: 'me' }, 400, 'by'],
    [{ action: 'resolve' }, 404, 'no group'],
  ])('POST %j: %i', async (body, status, text) => {
    const { request } = await server([], {});
    const response = await request(`/api/v1/errors/${'0'.repeat(16)}?app=shop`, post(body));
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });
});
