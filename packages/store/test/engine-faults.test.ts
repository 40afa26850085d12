/** What the disk does to the engine: damaged files, refused writes, seals that fail, blocks past their retention. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Commit, openDatabase } from '../src/embedded/database.ts';
import { openEmbedded } from '../src/embedded/engine.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import type { FileSystem } from '../src/index.ts';
import { batches } from './batches.ts';
import { blockOf, blockSpans, folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

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
    const spans = async (): Promise<string[][]> => [await blockSpans(dir, '10-3600'), await blockSpans(dir, '60-7200')];
    expect(await spans()).toEqual([[`${T0}-600`], [`${T0}-600`]]);
    clock.nowS = T0 + 4_300;
    await store.settle();
    expect(await spans()).toEqual([[], [`${T0}-600`]]);
    // Late, where only the coarse tier still stands.
    await writer.flush(make.flush({ slotS: T0 + 10, counters: { c: 2 } }));
    clock.nowS += 70;
    await store.settle();
    expect((await readOne(store, 'c', T0 - 10, T0, { tier: { by: 'step', stepS: 60 } })).columns['value']).toEqual([3]);
    clock.nowS = T0 + 7_900;
    await store.settle();
    expect(await spans()).toEqual([[], []]);
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
    const path = await blockOf(dir, '10-86400', `${T0}-600`);
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = 0;
    await writeFile(path, bytes);
    const again = await openIn(dir, clock);
    const read = await readOne(again, 'c', T0 - 10, T0 + 600);
    expect([read.columns['value']?.[0], read.columns['value']?.[60]]).toEqual([Number.NaN, 2]);
    expect(again.status().faults).toEqual([expect.stringContaining(`10-86400/${T0}-600-`)]);
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

  it('leaves no file of a seal whose transaction failed, once one has succeeded', async () => {
    const dir = await folder();
    const clock = { nowS: T0 };
    let broken = true;
    const store = await openEmbedded(
      { dir, flushIntervalMs: 10_000, clock: () => clock.nowS * 1000 },
      {
        async openDatabase(path, tiers) {
          const database = await openDatabase(path, tiers);
          const commit = (made: Commit): void => {
            if (broken && made.addSealedLogs !== undefined) throw new Error('no space left');
            database.commit(made);
          };
          return { ...database, commit };
        },
      },
    );
    onTestFinished(() => store.close());
    const writer = store.series.openWriter();
    const make = batches();
    await writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }));
    clock.nowS = T0 + 700;
    await store.settle();
    expect(store.status().faults).toEqual([expect.stringContaining('no space left')]);
    expect((await readOne(store, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
    // It may be in the register for all that is known by now.
    expect(await blockSpans(dir, '10-86400')).toEqual([`${T0}-600`]);
    broken = false;
    clock.nowS += 70;
    await store.settle();
    for (const tier of ['10-86400', '60-1209600', '600-7776000'])
      expect(await blockSpans(dir, tier)).toEqual([`${T0}-600`]);
    expect((await readOne(store, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
    await store.close();
    const again = await openIn(dir, clock);
    expect((await readOne(again, 'c', T0 - 10, T0)).columns['value']).toEqual([1]);
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
