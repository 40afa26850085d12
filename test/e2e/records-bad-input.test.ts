/** What must not harm the request log, sent to the built server over real sockets: bounded, counted, told in the answer, and nothing else is touched. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordsPage, StatusAnswer } from '@carpy/api';
import { RECORD_LIMITS, type RecordsAnswer } from '@carpy/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CarpyProcess, eventually, getJson, sendUdp, startCarpy, temporaryFolder } from './carpy-process.ts';

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

let folder: string;
let carpy: CarpyProcess;
beforeAll(async () => {
  folder = await temporaryFolder();
  carpy = await startCarpy({ dataDir: join(folder, 'data'), args: ['--flush-interval', '1000'] });
  // What must stay as it is.
  for (const app of ['shop', 'blog']) await send(bodyOf([record({ transaction: `good ${app}` })], app));
});
afterAll(async () => {
  await carpy.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

let made = 0;
const idOf = (n: number): string => n.toString(16).padStart(32, '0');
const record = (more: object = {}) => ({
  id: idOf(++made),
  startMs: Date.now() - 1_000,
  durationMs: 12,
  transaction: 'bad',
  outcome: 'ok',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  ...more,
});
const headOf = (app: string, more: object = {}) => ({
  app,
  server: 'web-1',
  sentAtMs: Date.now(),
  seen: {},
  kept: {},
  ...more,
});
const linesOf = (...lines: readonly unknown[]): string => lines.map((line) => JSON.stringify(line)).join('\n');
const bodyOf = (records: readonly object[], app = 'shop'): string => linesOf(headOf(app), ...records);

async function send(body: string | Uint8Array, gzip = false): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${carpy.url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...(gzip ? { 'content-encoding': 'gzip' } : {}) },
    body: body as BodyInit,
  });
  return { status: answer.status, text: await answer.text() };
}

const status = () => getJson<StatusAnswer>(`${carpy.url}/api/v1/status`);
const find = (search: string) => getJson<RecordsPage>(`${carpy.url}/api/v1/records?${search}`);

/** Names that no two share, of few characters each. */
const keys = (n: number): string[] => Array.from({ length: n }, (_, i) => `k${i.toString(36)}`);
const objectOf = <T>(names: readonly string[], value: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, value]));
const badUtf8 = (): Uint8Array =>
  Buffer.concat([
    Buffer.from(bodyOf([])),
    Buffer.from('\n{"id":"'),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from(`"}\n${linesOf(record())}`),
  ]);
const failed = (error: object) => record({ outcome: 'error', error });
/** Deeper than any reader goes by calling itself. */
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

interface Case {
  readonly what: string;
  readonly body: () => string | Uint8Array;
  readonly gzip?: true;
  readonly status: number;
  /** Of an answer that was 202. */
  readonly counts?: Partial<RecordsAnswer>;
  /** In the answer. */
  readonly says?: string;
}

const refused: readonly Case[] = [
  {
    what: 'gzip that ends too soon',
    body: () => gzipSync(bodyOf([record()])).subarray(0, 60),
    gzip: true,
    status: 400,
    says: 'ends before its end',
  },
  {
    what: 'gzip with a hole',
    body: () => Buffer.from(gzipSync(bodyOf([record()])).map((b, i) => (i === 40 ? b ^ 255 : b))),
    gzip: true,
    status: 400,
    says: 'gzip',
  },
  {
    what: 'a bomb of 128 MiB',
    body: () => gzipSync(Buffer.alloc(128 * MIB)),
    gzip: true,
    status: 413,
    says: 'unpacks to more than',
  },
  {
    what: 'a bomb of newlines',
    body: () => gzipSync(`${bodyOf([])}${'\n'.repeat(15 * MIB)}`),
    gzip: true,
    status: 413,
    says: 'lines',
  },
  { what: 'a bomb of brackets', body: () => gzipSync(nested(7 * MIB)), gzip: true, status: 400, says: 'at most' },
  {
    what: '300,000 keys in the head',
    body: () => gzipSync(linesOf(headOf('shop', { seen: objectOf(keys(300_000), 1) }))),
    gzip: true,
    status: 400,
    says: 'at most',
  },
];

const taken: readonly Case[] = [
  {
    what: 'a stack of 10 MB',
    body: () => gzipSync(bodyOf([failed({ type: 'E', message: 'm', stack: 'x'.repeat(10 * MIB) })])),
    gzip: true,
    status: 202,
    counts: { stored: 0, bad: 1 },
    says: 'the line has',
  },
  {
    what: 'a stack longer than is kept',
    body: () => bodyOf([failed({ type: 'E', message: 'm', stack: 'x'.repeat(100_000) }), record()]),
    status: 202,
    counts: { stored: 1, bad: 1 },
    says: 'error.stack',
  },
  {
    what: 'too many keys of the context',
    body: () => bodyOf([record({ context: objectOf(keys(5_000), 1) }), record()]),
    status: 202,
    counts: { stored: 1, bad: 1 },
    says: 'context: 5000 fields',
  },
  { what: 'bytes that are no UTF-8', body: badUtf8, status: 202, counts: { stored: 1, bad: 1 }, says: 'not UTF-8' },
  {
    what: 'deep nesting within a record',
    body: () => `${bodyOf([])}\n{"id":${nested(50_000)}}\n${linesOf(record())}`,
    status: 202,
    counts: { stored: 1, bad: 1 },
  },
  {
    what: 'times that are to come',
    body: () => bodyOf([record({ startMs: Date.now() + 2 * 3_600_000 }), record({ startMs: 1e15 }), record()]),
    status: 202,
    counts: { stored: 1, bad: 2 },
    says: 'ahead of this server',
  },
  {
    what: 'times of long ago',
    body: () =>
      bodyOf([
        record({ startMs: Date.now() - 400 * DAY_MS }),
        record({ startMs: 0 }),
        record({ startMs: -1e15 }),
        record(),
      ]),
    status: 202,
    counts: { stored: 1, bad: 3 },
    says: 'ago, and records are kept for 7 days',
  },
  {
    what: 'one id many times',
    body: () => bodyOf(Array.from({ length: 500 }, () => record({ id: idOf(0xabc) }))),
    status: 202,
    counts: { stored: 1, repeated: 499 },
  },
  {
    what: 'fields that nobody knows',
    body: () => bodyOf([record({ later: { deep: ['x'.repeat(500)] }, __proto__: null, constructor: 1 })]),
    status: 202,
    counts: { stored: 1, bad: 0 },
  },
  {
    what: 'numbers that are none',
    body: () => `${bodyOf([])}\n${linesOf(record()).replace('"durationMs":12', '"durationMs":1e999')}`,
    status: 202,
    counts: { stored: 0, bad: 1 },
    says: 'durationMs',
  },
];

describe('the request log', () => {
  it.each(refused)('refuses $what', async ({ body, gzip, status: want, says = '' }) => {
    const before = (await status()).records;
    const answer = await send(body(), gzip);
    expect([answer.status, answer.text]).toEqual([want, expect.stringContaining(says)]);
    const after = (await status()).records;
    const sum = (counts: typeof after.intake.refused): number => Object.values(counts).reduce((a, b) => a + b, 0);
    expect(sum(after.intake.refused)).toBe(sum(before.intake.refused) + 1);
    expect(after.kept?.records).toBe(before.kept?.records);
  });

  it.each(taken)('takes what is good beside $what', async ({ body, gzip, status: want, counts, says = '' }) => {
    const before = (await status()).records.intake;
    const { status: got, text } = await send(body(), gzip);
    expect([got, text]).toEqual([want, expect.stringContaining(says)]);
    const answer = JSON.parse(text) as RecordsAnswer;
    expect(answer).toMatchObject(counts ?? {});
    const { intake } = (await status()).records;
    expect([intake.stored, intake.bad, intake.repeated]).toEqual([
      before.stored + answer.stored,
      before.bad + answer.bad,
      before.repeated + answer.repeated,
    ]);
  });

  it('holds a million keys of contexts and 20,000 names of transactions, a few in each body', async () => {
    // 80 bodies of 250 records, each of its own transaction, with fifty keys that nobody else has.
    const ofBody = (b: number): string =>
      bodyOf(
        Array.from({ length: 250 }, (_, i) =>
          record({
            transaction: `t${b}-${i}`,
            context: objectOf(
              keys(50).map((key) => `${key}-${b}-${i}`),
              1,
            ),
          }),
        ),
        'many',
      );
    for (let b = 0; b < 80; b++) {
      const { status: got, text } = await send(gzipSync(ofBody(b)), true);
      // Who sends more than it may is told when to come again.
      expect([202, 429]).toContain(got);
      if (got === 429) {
        expect(text).toContain('--records-rate');
        break;
      }
    }
    const { facets } = await find('app=many&limit=0&facets=10');
    expect(facets?.['transaction']).toHaveLength(10);
    const privacy = await (await fetch(`${carpy.url}/api/v1/privacy`)).text();
    expect(privacy.length).toBeLessThan(200_000);
  }, 120_000);

  it('has lost nothing of others, shows none of it elsewhere, and takes metrics', async () => {
    for (const app of ['shop', 'blog']) {
      const { records = [] } = await find(`app=${app}&q=${encodeURIComponent(`transaction:"good ${app}"`)}`);
      expect(records.map((r) => [r.app, r.transaction])).toEqual([[app, `good ${app}`]]);
    }
    expect((await find('app=blog')).records).toHaveLength(1);
    await sendUdp(carpy.ports.statsd.udp as number, 'still.here:1|c');
    await eventually(status, ({ ingest }) => ingest.metrics > 0);
    const { records } = await status();
    expect([records.outage, records.kept?.faults]).toEqual([null, []]);
    expect(records.limits).toMatchObject({ recordsPerS: 10_000, bytesPerS: 20_000_000, addressFactor: 4, burstS: 10 });
    const dir = join(folder, 'data/records');
    const bytes = await Promise.all((await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size));
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(100 * MIB);
    expect(RECORD_LIMITS.bodyBytes).toBe(MIB);
  });
});
