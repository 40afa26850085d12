import { appendFileSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type FileSystem, nodeFiles, RecordSegments, type RecordSegmentsOptions } from '@carpy/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folder } from './folder.ts';
import { everything, numbersOf, RECORDS_NOW, recordId, someBatch, someRecord, someSearch } from './some-records.ts';

const HOUR_MS = 3_600_000;

interface Clock {
  nowMs: number;
}

async function open(
  dir: string,
  options: Partial<RecordSegmentsOptions> & { at?: Clock } = {},
): Promise<RecordSegments> {
  const { at = { nowMs: RECORDS_NOW }, ...more } = options;
  const log = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs: 24 * HOUR_MS,
    maxBytes: 1e9,
    clock: () => at.nowMs,
    ...more,
  });
  onTestFinished(() => log.close());
  return log;
}

const all = async (log: RecordSegments): Promise<number[]> => numbersOf(await log.search(someSearch()));
const filesOf = (dir: string, end: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith(end))
    .sort();
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const records = (from: number, to: number) => range(from, to).map((n) => someRecord(n));
const text = 'x'.repeat(300);

/** A log of 200 records in one segment, each with its own words. */
async function sealed(dir: string): Promise<RecordSegments> {
  const log = await open(dir);
  await log.append(
    someBatch(
      range(0, 200).map((n) =>
        someRecord(n, { error: { type: `E${n}`, message: `word${n} ${text}` }, outcome: 'error' }),
      ),
    ),
  );
  await log.seal();
  return log;
}

describe('RecordSegments', () => {
  it('writes batches that wait together with one sync, and answers none before', async () => {
    let syncs = 0;
    const files: FileSystem = {
      ...nodeFiles,
      async create(path) {
        const inner = await nodeFiles.create(path);
        const sync = (): Promise<void> => {
          syncs++;
          return inner.sync();
        };
        return { ...inner, sync };
      },
    };
    const log = await open(await folder(), { files });
    const answers = await Promise.all(range(0, 50).map((n) => log.append(someBatch([someRecord(n)]))));
    expect(answers.every(({ stored }) => stored === 1)).toBe(true);
    expect(syncs).toBeLessThan(4);
    expect(await all(log)).toHaveLength(50);
  });

  it('drops ids that came before, within a batch and over a restart, sealed or not', async () => {
    const dir = await folder();
    let log = await open(dir);
    expect(await log.append(someBatch([someRecord(1), someRecord(2), someRecord(1)]))).toEqual({
      stored: 2,
      repeated: 1,
      repeatedAt: [2],
    });
    await log.seal();
    await log.append(someBatch([someRecord(3)]));
    await log.close();
    log = await open(dir);
    expect(await log.append(someBatch([someRecord(1), someRecord(3)]))).toEqual({
      stored: 0,
      repeated: 2,
      repeatedAt: [0, 1],
    });
    expect(await all(log)).toEqual([3, 2, 1]);
    expect(await log.search(someSearch({ limit: 0 }))).toMatchObject({ seen: 8, kept: 4 });
  });

  it('shows what is older below what is newer, whenever it came; pages stay as they are while records come', async () => {
    const log = await open(await folder());
    await log.append(someBatch(records(10, 20)));
    await log.seal();
    await log.append(someBatch([...records(0, 10), ...records(20, 25)]));
    const first = await log.search(someSearch({ limit: 8 }));
    expect(numbersOf(first)).toEqual(range(17, 25).reverse());
    await log.append(someBatch([someRecord(30), someRecord(16, { id: recordId(99) })]));
    expect(numbersOf(await log.search(someSearch({ limit: 4, cursor: first.cursor })))).toEqual([99, 16, 15, 14]);
  });

  it('drops whole segments past the retention', async () => {
    const at = { nowMs: RECORDS_NOW };
    const log = await open(await folder(), { at });
    for (const from of [0, 100, 200]) {
      await log.append(someBatch(records(from, from + 100), { atMs: at.nowMs }));
      await log.seal();
      at.nowMs += 10 * HOUR_MS;
    }
    await log.maintain();
    expect(await all(log)).toEqual(range(100, 300).reverse());
  });

  it('drops the oldest segments past the bound of bytes', async () => {
    const dir = await folder();
    let othersBytes = 0;
    const log = await open(dir, { maxBytes: 200_000, othersBytes: () => othersBytes });
    const random = () => Array.from({ length: 60 }, () => Math.random().toString(36)).join('');
    for (let from = 0; from < 400; from += 20) {
      await log.append(
        someBatch(range(from, from + 20).map((n) => someRecord(n, { context: { a: random(), b: random() } }))),
      );
      await log.seal();
    }
    await log.maintain();
    expect(log.status().bytes).toBeLessThanOrEqual(200_000);
    expect(log.status().bytes).toBeGreaterThan(120_000);
    const there = await all(log);
    expect(there).toEqual(range(400 - there.length, 400).reverse());
    expect(filesOf(dir, '.seg')).toHaveLength(log.status().segments);
    // What others take of the bound is theirs.
    othersBytes = 120_000;
    await log.maintain();
    expect(log.status().bytes).toBeLessThanOrEqual(80_000);
    expect((await all(log)).at(0)).toBe(399);
  });

  it('seals a log that grew old', async () => {
    const at = { nowMs: RECORDS_NOW };
    const dir = await folder();
    const log = await open(dir, { at });
    await log.append(someBatch(records(0, 3)));
    await log.maintain();
    expect(filesOf(dir, '.seg')).toEqual([]);
    at.nowMs += HOUR_MS;
    await log.maintain();
    expect([filesOf(dir, '.seg').length, filesOf(dir, '.log').length]).toEqual([1, 0]);
  });

  it('leaves no trace of what was removed in any file', async () => {
    const dir = await folder();
    const log = await open(dir);
    const secret = 'f00d'.repeat(8);
    await log.append(someBatch([...records(0, 5), someRecord(5, { id: secret, context: { user: 'zebra-77' } })]));
    await log.seal();
    await log.append(someBatch([someRecord(6, { context: { user: 'zebra-77' } }), someRecord(7)]));
    const scope = { ...everything, filter: { is: 'context', key: 'user', pattern: 'ZEBRA-77' } } as const;
    expect(await log.remove(scope)).toEqual({ removed: 2 });
    expect(await all(log)).toEqual([7, 4, 3, 2, 1, 0]);
    for (const name of readdirSync(dir)) {
      const bytes = readFileSync(`${dir}/${name}`);
      expect(bytes.includes('zebra')).toBe(false);
      expect(bytes.includes(Buffer.from(Uint32Array.of(0xf00df00d).buffer))).toBe(false);
    }
    // It is not taken again when its agent did not hear the answer.
    expect(await log.append(someBatch([someRecord(6)]))).toEqual({ stored: 0, repeated: 1, repeatedAt: [0] });
  });

  it('takes over files of the first form once', async () => {
    const dir = await folder();
    const head = { app: 'shop', server: 'web', seen: { a: 9 }, kept: { a: 2 }, atMs: RECORDS_NOW };
    const line = (n: number) => ({
      id: recordId(n),
      startMs: RECORDS_NOW + n,
      kind: 'http',
      app: 'shop',
      server: 'web',
    });
    writeFileSync(
      `${dir}/1767323045000-000000.ndjson`,
      `${[head, line(1), line(2)].map((l) => JSON.stringify(l)).join('\n')}\n{"torn`,
    );
    let log = await open(dir);
    expect(await all(log)).toEqual([2, 1]);
    await log.close();
    log = await open(dir);
    expect(await log.search(someSearch())).toMatchObject({ seen: 9, kept: 2 });
    expect(filesOf(dir, '.ndjson')).toEqual([]);
  });

  it.each(['000000000001.log', '000000000001-0.seg'])(
    'refuses %s of a newer version and names who wrote it',
    async (name) => {
      const dir = await folder();
      const log = await open(dir, { writer: 'carpy 9.9.9' });
      await log.append(someBatch(records(0, 3)));
      if (name.endsWith('.seg')) await log.seal();
      await log.close();
      const bytes = readFileSync(`${dir}/${name}`);
      bytes.writeUInt32LE(3, 4);
      const { crc32 } = await import('node:zlib');
      const end = 10 + 'carpy 9.9.9'.length;
      bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end);
      writeFileSync(`${dir}/${name}`, bytes);
      await expect(open(dir)).rejects.toMatchObject({
        code: 'CARPY_STORE_FORMAT',
        detail: expect.stringContaining('carpy 9.9.9'),
      });
    },
  );

  it('refuses a cursor of none of its answers, and stops when told', async () => {
    const log = await sealed(await folder());
    const { cursor } = await log.search(someSearch({ limit: 5 }));
    for (const [order, text] of [
      ['newest', 'x'],
      ['newest', 'n_0_1_zz'],
      ['slowest', cursor],
    ] as const)
      await expect(log.search(someSearch({ order, cursor: text }))).rejects.toMatchObject({
        code: 'CARPY_BAD_REQUEST',
      });
    const scan = someSearch({ filter: { is: 'term', field: 'trace', pattern: '*a*' } });
    await log.append(someBatch(records(1_000, 21_000)));
    await expect(log.search(scan, () => true)).rejects.toMatchObject({ code: 'CARPY_CANCELLED' });
  });

  it('stores nothing of a batch while the disk is full, and goes on when there is room', async () => {
    const dir = await folder();
    let full = false;
    const files: FileSystem = {
      ...nodeFiles,
      async create(path) {
        const inner = await nodeFiles.create(path);
        return {
          ...inner,
          async append(bytes) {
            if (!full) return inner.append(bytes);
            await inner.append(bytes.subarray(0, bytes.length >> 1));
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          },
        };
      },
    };
    const log = await open(dir, { files, sealRows: 4 });
    await log.append(someBatch(records(0, 3)));
    full = true;
    await expect(log.append(someBatch(records(3, 6)))).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    await expect(log.seal()).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    expect(log.status().faults.join()).toContain('no space left');
    await expect(log.append(someBatch(records(3, 6)))).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
    expect(await all(log)).toEqual([2, 1, 0]);
    full = false;
    expect(await log.append(someBatch(records(3, 6)))).toEqual({ stored: 3, repeated: 0 });
    await log.append(someBatch(records(6, 9)));
    await log.maintain();
    expect(log.status().faults).toEqual([]);
    await log.close();
    const again = await open(dir);
    expect(await all(again)).toEqual(range(0, 9).reverse());
  });
});

/** A segment whose `tokens` are only where the buckets begin. */
function withoutTokenCrcs(segment: Buffer): Buffer {
  const end = segment.length - 16;
  const directoryAt = end - segment.readUInt32LE(end);
  const directory = JSON.parse(segment.toString('utf8', directoryAt, end));
  const { tokens } = directory.sections;
  tokens.bytes = 1_025 * 4;
  tokens.crc = crc32(segment.subarray(tokens.offset, tokens.offset + tokens.bytes));
  const json = Buffer.from(JSON.stringify(directory));
  const tail = Buffer.from(segment.subarray(end));
  tail.writeUInt32LE(json.length, 0);
  tail.writeUInt32LE(crc32(json), 4);
  return Buffer.concat([segment.subarray(0, directoryAt), json, tail]);
}

describe('damage', () => {
  it('of a log: a torn end is none; a part before whole frames is told, and only that is lost', async () => {
    const dir = await folder();
    let log = await open(dir);
    const sizes: number[] = [];
    for (const from of [0, 3, 6]) {
      await log.append(someBatch(records(from, from + 3)));
      sizes.push(log.status().bytes);
    }
    await log.close();
    const path = `${dir}/000000000001.log`;
    appendFileSync(path, 'RFRMtorn');
    log = await open(dir);
    expect([await all(log), log.status().faults]).toEqual([range(0, 9).reverse(), []]);
    await log.close();
    const bytes = readFileSync(path);
    bytes[(sizes[0] as number) + 60] = 0;
    writeFileSync(path, bytes);
    log = await open(dir);
    expect(await all(log)).toEqual([8, 7, 6, 2, 1, 0]);
    expect(log.status().faults).toEqual(['records/000000000001.log: 1 damaged part of it: the records there are lost']);
  });

  it.each([
    ['a block', 0.2],
    ['columns or tokens', 0.97],
    ['the beginning', 0.0005],
  ])('of a segment: a flipped bit in %s never makes a wrong answer', async (_, where) => {
    const dir = await folder();
    await (await sealed(dir)).close();
    const path = `${dir}/${filesOf(dir, '.seg')[0]}`;
    const whole = readFileSync(path);
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(whole);
      const at = Math.min(bytes.length - 1, Math.floor(bytes.length * where) + i);
      bytes[at] = (bytes[at] as number) ^ 16;
      for (const name of readdirSync(dir)) unlinkSync(`${dir}/${name}`);
      writeFileSync(path, bytes);
      const log = await open(dir);
      for (const n of [0, 77, 199]) {
        const found = await log.search(someSearch({ filter: { is: 'text', words: [`word${n}`] } }));
        if (found.records.length > 0)
          expect(found.records).toEqual([
            someRecord(n, { error: { type: `E${n}`, message: `word${n} ${text}` }, outcome: 'error' }),
          ]);
        else expect(log.status().faults).not.toEqual([]);
      }
      const there = await all(log);
      expect(there.length < 200).toBe(
        log.status().faults.some((fault) => !fault.includes('200 records that')) && there.length < 200,
      );
      await log.maintain();
      expect((await log.search(someSearch({ facetValues: 1, limit: 0 }))).matched).toBe((await all(log)).length);
      await log.close();
    }
  });

  it('of tokens is not told of segments of earlier builds, which have no CRC of them: they are searched', async () => {
    const dir = await folder();
    await (await sealed(dir)).close();
    const path = `${dir}/${filesOf(dir, '.seg')[0]}`;
    writeFileSync(path, withoutTokenCrcs(readFileSync(path)));
    const log = await open(dir);
    const found = await log.search(someSearch({ filter: { is: 'text', words: ['word77'] } }));
    expect([numbersOf(found), log.status().faults]).toEqual([[77], []]);
  });

  it('of a segment cut short: what can be read is written anew', async () => {
    const dir = await folder();
    await (await sealed(dir)).close();
    const name = filesOf(dir, '.seg')[0] as string;
    truncateSync(`${dir}/${name}`, Math.floor(readFileSync(`${dir}/${name}`).length * 0.5));
    const log = await open(dir);
    const there = await all(log);
    expect(there.length).toBeGreaterThan(20);
    expect(there).toEqual(range(0, there.length).reverse());
    expect(log.status().faults).toHaveLength(1);
    await log.close();
    const again = await open(dir);
    expect([await all(again), again.status().faults]).toEqual([there, []]);
  });

  it('by which nothing of a segment can be read keeps a removal from being called done', async () => {
    const dir = await folder();
    await (await sealed(dir)).close();
    writeFileSync(`${dir}/${filesOf(dir, '.seg')[0]}`, 'nothing');
    const log = await open(dir);
    expect(log.status().faults.join()).toContain('none of its records can be read');
    await expect(log.remove(everything)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  });
});
