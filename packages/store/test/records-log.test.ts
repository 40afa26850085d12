import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSystem, nodeFiles, RecordsLog } from '@carpy/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const HOUR_MS = 3_600_000;
let dir: string;
let nowMs: number;
const opened: RecordsLog[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'carpy-records-'));
  nowMs = 1_767_323_045_000;
});
afterEach(async () => {
  for (const log of opened.splice(0)) await log.close();
  rmSync(dir, { recursive: true });
});

async function open(options: { maxBytes?: number; files?: FileSystem } = {}): Promise<RecordsLog> {
  const log = await RecordsLog.open({
    files: nodeFiles,
    dir: join(dir, 'records'),
    retentionMs: 24 * HOUR_MS,
    maxBytes: 1e9,
    clock: () => nowMs,
    ...options,
  });
  opened.push(log);
  return log;
}

const id = (n: number): string => n.toString(16).padStart(32, '0');
const record = (n: number, more: object = {}) => ({ id: id(n), startMs: nowMs, kind: 'http', children: [], ...more });
const batch = (records: readonly unknown[], app = 'shop') => ({
  app,
  server: 'web',
  version: undefined,
  seen: { a: 10, b: 5 },
  kept: { a: records.length },
  records,
});
const query = (more: object = {}) => ({
  app: '',
  q: '',
  fromMs: 0,
  untilMs: Number.MAX_SAFE_INTEGER,
  limit: 100,
  cursor: undefined,
  ...more,
});
const idsOf = (listed: { records: readonly unknown[] }) =>
  listed.records.map((r) => Number.parseInt((r as { id: string }).id, 16));

describe('RecordsLog', () => {
  it('lists newest first, by app and time, with what was seen and kept', async () => {
    const log = await open();
    await log.append(batch([record(1), record(2)]));
    await log.append(batch([record(3)], 'other'));
    nowMs += 1_000;
    await log.append(batch([record(4)]));
    expect(idsOf(await log.query(query()))).toEqual([4, 3, 2, 1]);
    const shop = await log.query(query({ app: 'shop' }));
    expect(idsOf(shop)).toEqual([4, 2, 1]);
    expect(shop).toMatchObject({ seen: 30, kept: 3, cursor: undefined });
    expect(shop.records[0]).toEqual({ app: 'shop', server: 'web', ...record(4) });
    expect(idsOf(await log.query(query({ fromMs: nowMs - 1 })))).toEqual([4]);
    expect(idsOf(await log.query(query({ untilMs: nowMs - 1 })))).toEqual([3, 2, 1]);
  });

  it('goes on from a cursor until the end, and refuses one that is none', async () => {
    const log = await open();
    for (let n = 1; n <= 7; n++) {
      await log.append(batch([record(n)]));
      // Each in a file of its own.
      nowMs += HOUR_MS;
    }
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await log.query(query({ limit: 3, cursor }));
      pages.push(idsOf(page));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    await expect(log.query(query({ cursor: '../etc' }))).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
  });

  it('keeps a record once, over a restart too', async () => {
    const log = await open();
    expect(await log.append(batch([record(1), record(1), record(2)]))).toEqual({ stored: 2, repeated: 1 });
    expect(await log.append(batch([record(2), record(3)]))).toEqual({ stored: 1, repeated: 1 });
    await log.close();
    const again = await open();
    expect(await again.append(batch([record(3), record(4)]))).toEqual({ stored: 1, repeated: 1 });
    expect(idsOf(await again.query(query()))).toEqual([4, 3, 2, 1]);
  });

  it('reads over a line that a crash tore, and appends to no file of before', async () => {
    const log = await open();
    await log.append(batch([record(1)]));
    await log.close();
    const [file] = readdirSync(join(dir, 'records')) as [string];
    appendFileSync(join(dir, 'records', file), '{"id":"torn","st');
    const again = await open();
    await again.append(batch([record(2)]));
    expect(idsOf(await again.query(query()))).toEqual([2, 1]);
    expect(readdirSync(join(dir, 'records'))).toHaveLength(2);
  });

  it('forgets what is older than its retention, and the oldest when it gets too large', async () => {
    const log = await open({ maxBytes: 24 * 2 ** 20 });
    await log.append(batch([record(1)]));
    nowMs += 30 * HOUR_MS;
    await log.append(batch([record(2)]));
    nowMs += HOUR_MS;
    await log.append(batch([record(3)]));
    expect(idsOf(await log.query(query()))).toEqual([3, 2]);
    const large = 'x'.repeat(4_000_000);
    for (let n = 10; n < 20; n++) await log.append(batch([record(n, { error: { stack: large } })]));
    expect(log.bytes).toBeLessThan(24 * 2 ** 20);
    const left = idsOf(await log.query(query()));
    expect(left[0]).toBe(19);
    expect(left.length).toBeGreaterThan(3);
    expect(left).not.toContain(10);
  });

  it('stores nothing of a batch that failed, and goes on after', async () => {
    let full = false;
    const files: FileSystem = {
      ...nodeFiles,
      create: async (path) => {
        const file = await nodeFiles.create(path);
        return {
          ...file,
          append: async (bytes) => {
            if (!full) return file.append(bytes);
            await file.append(bytes.subarray(0, bytes.length - 3));
            throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          },
        };
      },
    };
    const log = await open({ files });
    await log.append(batch([record(1)]));
    full = true;
    await expect(log.append(batch([record(2), record(3)]))).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    full = false;
    expect(await log.append(batch([record(2), record(3)]))).toEqual({ stored: 2, repeated: 0 });
    await log.close();
    expect(idsOf(await (await open()).query(query()))).toEqual([3, 2, 1]);
  });

  it('takes nothing once it is closed', async () => {
    const log = await open();
    await log.close();
    await expect(log.append(batch([record(1)]))).rejects.toMatchObject({ code: 'CARPY_STORE_CLOSED' });
  });
});
