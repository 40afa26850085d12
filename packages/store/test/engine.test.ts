/** What is the embedded engine's own: folders, faults, retention, writes that fail, order of rows, memory kept small. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { open } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../src/files/node-files.ts';
import type { FileSystem } from '../src/index.ts';
import { openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

describe('opening', () => {
  it('refuses a second store in the folder', async () => {
    const dir = await folder();
    await openIn(dir, { nowS: T0 });
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({ code: 'CARPY_STORE_LOCKED' });
  });

  it('refuses a newer format and names who wrote it', async () => {
    const dir = await folder();
    await (await openIn(dir, { nowS: T0 })).close();
    const root = open({ path: `${dir}/lmdb`, maxDbs: 8 });
    root.openDB({ name: 'meta' }).putSync('format', { format: 99, writer: 'carpy 9.9.9', fineStepS: 10 });
    await root.close();
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({
      code: 'CARPY_STORE_FORMAT',
      message: expect.stringContaining('carpy 9.9.9'),
    });
  });

  it('refuses a folder of another flush interval, and leaves it unlocked', async () => {
    const dir = await folder();
    await (await openIn(dir, { nowS: T0 })).close();
    await expect(openIn(dir, { nowS: T0 }, { flushIntervalMs: 5_000 })).rejects.toMatchObject({
      code: 'CARPY_BAD_CONFIG',
    });
    await openIn(dir, { nowS: T0 });
  });

  it.each([
    [[]],
    [[{ stepS: 7, retentionS: 86_400 }]],
    [[{ stepS: 10, retentionS: 60 }]],
    [
      [
        { stepS: 10, retentionS: 86_400 },
        { stepS: 3_600, retentionS: 86_400 },
      ],
    ],
    [
      [
        { stepS: 10, retentionS: 86_400 },
        { stepS: 60, retentionS: 3_600 },
      ],
    ],
    [[{ stepS: 60, retentionS: 86_400 }]],
  ])('refuses tiers that don’t fit: %j', async (tiers) => {
    await expect(openIn(await folder(), { nowS: T0 }, { tiers })).rejects.toMatchObject({ code: 'CARPY_BAD_CONFIG' });
  });

  it('says so when the folder is a file', async () => {
    const dir = `${await folder()}/file`;
    await writeFile(dir, '');
    await expect(openIn(dir, { nowS: T0 })).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      message: expect.stringContaining(dir),
    });
  });

  it('seals at once what came due while nobody ran', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock);
    await store.series.openWriter().flush(batches().flush({ slotS: T0, counters: { c: 1 } }));
    await store.close();
    clock.nowS = T0 + 3_600;
    const again = await openIn(dir, clock);
    await expect.poll(() => readdir(`${dir}/wal`)).toEqual([]);
    expect((await readOne(again, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
  });
});

describe('retention', () => {
  it('drops whole blocks of a tier, and takes nothing older', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock, {
      tiers: [
        { stepS: 10, retentionS: 3_600 },
        { stepS: 60, retentionS: 7_200 },
      ],
    });
    const writer = store.series.openWriter();
    const make = batches();
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    clock.nowS = T0 + 700;
    await store.settle();
    expect([await readdir(`${dir}/blk/10`), await readdir(`${dir}/blk/60`)]).toEqual([
      [`${T0}-0.blk`],
      [`${T0}-0.blk`],
    ]);
    clock.nowS = T0 + 4_300;
    await store.settle();
    expect([await readdir(`${dir}/blk/10`), await readdir(`${dir}/blk/60`)]).toEqual([[], [`${T0}-0.blk`]]);
    // Late, where only the coarse tier still stands.
    await writer.flush(make.flush({ slotS: T0 + 10, counters: { c: 2 } }));
    clock.nowS += 70;
    await store.settle();
    expect((await readOne(store, 'c', T0 - 10, T0, { tier: { by: 'step', stepS: 60 } })).columns['value']).toEqual([3]);
    clock.nowS = T0 + 7_900;
    await store.settle();
    expect(await readdir(`${dir}/blk/60`)).toEqual([]);
    expect((await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }))).rejected).toBe(1);
    expect(store.status().faults).toEqual([]);
  });
});

describe('faults', () => {
  it('sets a damaged block aside, tells it, and loses only that', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock);
    const writer = store.series.openWriter();
    const make = batches();
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    await writer.flush(make.flush({ slotS: T0 + 600, counters: { c: 2 } }));
    clock.nowS = T0 + 1_400;
    await store.settle();
    await store.close();
    const path = `${dir}/blk/10/${T0}-0.blk`;
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = 0;
    await writeFile(path, bytes);
    const again = await openIn(dir, clock);
    const read = await readOne(again, 'c', T0 - 10, T0 + 600);
    expect([read.columns['value']?.[0], read.columns['value']?.[60]]).toEqual([Number.NaN, 2]);
    expect(again.status().faults).toEqual([expect.stringContaining(`10/${T0}-0`)]);
    expect((await readOne(again, 'c', T0 - 10, T0, { tier: { by: 'step', stepS: 60 } })).columns['value']).toEqual([1]);
  });

  it('refuses a write that the disk refuses, keeps what it had, and goes on when the disk does', async () => {
    const dir = await folder();
    let broken = false;
    const files: FileSystem = {
      ...nodeFiles,
      async create(path) {
        const file = await nodeFiles.create(path);
        return { ...file, sync: () => (broken ? Promise.reject(new Error('no space left')) : file.sync()) };
      },
    };
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock, { files });
    const writer = store.series.openWriter();
    const make = batches();
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    broken = true;
    await expect(writer.flush(make.flush({ slotS: T0, counters: { c: 2, made: 1 } }))).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      message: expect.stringContaining('no space left'),
    });
    expect((await readOne(store, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
    broken = false;
    await writer.flush(make.flush({ slotS: T0, counters: { c: 4, made: 5 } }));
    await store.close();
    const again = await openIn(dir, clock);
    expect((await readOne(again, 'c', T0 - 10, T0)).columns['value']).toEqual([5]);
    expect((await readOne(again, 'made', T0 - 10, T0)).columns['value']).toEqual([5]);
    expect(again.status().faults).toEqual([]);
  });

  it('keeps a window readable while its seal fails, and seals it later', async () => {
    const dir = await folder();
    let broken = true;
    const files: FileSystem = {
      ...nodeFiles,
      rename: (from, to) => (broken ? Promise.reject(new Error('no space left')) : nodeFiles.rename(from, to)),
    };
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock, { files });
    const writer = store.series.openWriter();
    const make = batches();
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    clock.nowS = T0 + 700;
    await store.settle();
    expect(store.status().faults).toEqual([expect.stringContaining('no space left')]);
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    expect((await readOne(store, 'c', T0 - 10, T0)).columns['value']).toEqual([2]);
    broken = false;
    clock.nowS += 70;
    await store.settle();
    expect(await readdir(`${dir}/wal`)).toEqual([]);
    expect((await readOne(store, 'c', T0 - 10, T0)).columns['value']).toEqual([2]);
  });
});

describe('batches', () => {
  it('takes ids in any order of the store’s numbers, with their own sketches', async () => {
    const store = await openIn(await folder(), { nowS: T0 });
    await store.series
      .openWriter()
      .flush(batches().flush({ slotS: T0, timers: { 'carpy.a.s.z.ok': [1], 'carpy.a.s.y.ok': [2, 2] } }));
    await store.series.openWriter().flush(
      batches().flush({
        slotS: T0 + 10,
        timers: { 'carpy.a.s.x.ok': [7], 'carpy.a.s.y.ok': [3, 3, 3], 'carpy.a.s.z.ok': [4, 4, 4, 4] },
      }),
    );
    for (const [name, counts] of [
      ['z', [1, 4]],
      ['y', [2, 3]],
      ['x', [Number.NaN, 1]],
    ] as const) {
      const read = await readOne(store, `carpy.a.s.${name}.ok`, T0 - 10, T0 + 10);
      expect(read.columns['count']).toEqual(counts);
      expect(read.sketches.map((s) => s?.count ?? Number.NaN)).toEqual(counts);
    }
  });

  it('merges many small batches of one slot as it would few', async () => {
    const clock = { nowS: T0 };
    const store = await openIn(await folder(), clock);
    const writer = store.series.openWriter();
    const make = batches();
    for (let i = 1; i <= 40; i++)
      await writer.flush(
        make.flush({
          slotS: T0,
          coveredMs: 100,
          timers: { 'carpy.a.s.t.ok': [i] },
          counters: { c: i },
          gauges: { g: i },
          sets: { s: i % 7 },
        }),
      );
    const timer = await readOne(store, 'carpy.a.s.t.ok', T0 - 10, T0);
    expect(timer.columns).toMatchObject({ count: [40], sum: [820], lower: [1], upper: [40] });
    expect(timer.sketches[0]?.count).toBe(40);
    expect(timer.coveredMs).toEqual([4_000]);
    for (const [path, value] of Object.entries({ c: 820, g: 40, s: 6 }))
      expect((await readOne(store, path, T0 - 10, T0)).columns['value']).toEqual([value]);
  });

  it('takes points ahead of the window and far behind it, once each', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    const store = await openIn(dir, clock);
    const stamps = [T0 - 86_000, T0 - 5_000, T0 - 600, T0, T0 + 600, T0 + 5_000, T0 + 80_000];
    await store.series.openWriter().points(batches().points(stamps.map((atS, i) => ['x', atS, i])));
    const look = async (): Promise<unknown[]> =>
      Promise.all(stamps.map(async (atS) => (await readOne(store, 'x', atS - 10, atS)).columns['value']?.[0]));
    expect(await look()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    clock.nowS += 100;
    await store.settle();
    expect(await look()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await readdir(`${dir}/blk/10`)).length).toBe(5);
  });

  it('refuses series numbers beyond reason', async () => {
    const store = await openEmbedded({ dir: await folder(), flushIntervalMs: 10_000, clock: () => T0 * 1000 });
    const writer = store.series.openWriter();
    await expect(
      writer.points({
        declared: [{ id: 2 ** 31, kind: 'plain', name: 'x' }],
        ids: new Uint32Array(0),
        atS: new Float64Array(0),
        values: new Float64Array(0),
      }),
    ).rejects.toMatchObject({
      code: 'CARPY_BAD_REQUEST',
    });
    await store.close();
  });
});
