import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { openDatabase } from '../src/embedded/database.ts';
import { takeLock } from '../src/embedded/lock.ts';
import { readBlock } from '../src/tools/block-content.ts';
import { checkBlock } from '../src/tools/check-blocks.ts';
import { type Examination, examine } from '../src/tools/doctor.ts';
import { restore } from '../src/tools/restore.ts';
import { makeBackup } from './backup-folder.ts';
import { damageAt, type Folder, frame, soundFolder, tier } from './doctor-folder.ts';
import { folder } from './folder.ts';

const found = ({ findings }: Examination): { level: string; file: string; what: string }[] =>
  findings.map(({ level, file, what }) => ({ level, file, what }));
const damage = (file: string, what: string) => ({ level: 'damage', file, what: expect.stringContaining(what) });
const setAside = (dir: string): Promise<string[]> => readdir(`${dir}/damaged`).catch(() => []);

describe('a sound folder', () => {
  it('is told to be sound, with what is in it', async () => {
    const { dir } = await soundFolder();
    const seen: number[] = [];
    const result = await examine({ dir, onProgress: (done, of) => seen.push(done / of) });
    expect(result).toMatchObject({
      findings: [],
      inUse: undefined,
      format: 2,
      series: 3,
      unnamed: 0,
      blocks: 2,
      chunks: 6,
      logs: 1,
      records: 3,
    });
    expect(result.freeBytes).toBeGreaterThan(0);
    expect(seen.at(-1)).toBe(1);
    expect((await readdir(dir)).sort()).toEqual(['blk', 'lmdb', 'wal']);
  });

  it('may end in a torn record: that write was never acknowledged', async () => {
    const { dir } = await soundFolder();
    await writeFile(`${dir}/wal/1800-7.wal`, frame('four').subarray(0, 18), { flag: 'a' });
    expect(await examine({ dir })).toMatchObject({ findings: [], records: 3 });
  });

  it('counts series that have points and no name', async () => {
    const { dir } = await soundFolder();
    const database = await openDatabase(`${dir}/lmdb`, [tier]);
    database.commit({ names: [{ page: 0, bytes: new Uint8Array(0) }] });
    await database.close();
    expect(await examine({ dir })).toMatchObject({ findings: [], series: 0, unnamed: 3 });
  });
});

interface Case {
  readonly name: string;
  readonly harm: (folder: Folder) => Promise<unknown>;
  readonly finds: { level: string; file: unknown; what: unknown };
  /** Names in damaged/ after the repair. */
  readonly aside: readonly string[];
  /** What a sound folder has that this one has after the repair. */
  readonly after: Partial<Examination>;
}

const FIRST = 'blk/10-86400/600-600-1.blk';
const cases: Case[] = [
  {
    name: 'a damaged chunk',
    harm: ({ dir }) => damageAt(`${dir}/${FIRST}`, 0.6),
    finds: damage(FIRST, '1 of 3 series'),
    aside: ['blk-10-86400-600-600-1.blk'],
    after: { blocks: 2, chunks: 5 },
  },
  {
    name: 'a block without its end',
    harm: ({ dir }) => damageAt(`${dir}/${FIRST}`, 0.999),
    finds: damage(FIRST, "the block can't be read"),
    aside: ['blk-10-86400-600-600-1.blk'],
    after: { blocks: 1, chunks: 3 },
  },
  {
    name: 'a block that is not there',
    harm: ({ dir }) => rm(`${dir}/${FIRST}`),
    finds: damage(FIRST, 'not there'),
    aside: [],
    after: { blocks: 1, chunks: 3 },
  },
  {
    name: "another block's file",
    harm: async ({ dir, entries }) => writeFile(`${dir}/${FIRST}`, await readFile(`${dir}/${entries[1]?.file}`)),
    finds: damage(FIRST, "another block's file"),
    aside: ['blk-10-86400-600-600-1.blk'],
    after: { blocks: 1, chunks: 3 },
  },
  {
    name: 'a block that nobody registered',
    harm: ({ dir }) => writeFile(`${dir}/blk/10-86400/1800-600-3.blk.tmp`, 'half'),
    finds: { level: 'note', file: 'blk/10-86400/1800-600-3.blk.tmp', what: expect.stringContaining('left behind') },
    aside: ['blk-10-86400-1800-600-3.blk.tmp'],
    after: { blocks: 2, chunks: 6 },
  },
  {
    name: 'a damaged record between others',
    harm: ({ dir }) => damageAt(`${dir}/wal/1800-7.wal`, 0.5),
    finds: damage('wal/1800-7.wal', '1 damaged part between 2 whole records'),
    aside: ['wal-1800-7.wal'],
    after: { logs: 1, records: 2 },
  },
  {
    name: 'a strange file among the logs',
    harm: ({ dir }) => writeFile(`${dir}/wal/notes.txt`, 'mine'),
    finds: { level: 'note', file: 'wal/notes.txt', what: expect.stringContaining('no log') },
    aside: ['wal-notes.txt'],
    after: { logs: 1, records: 3 },
  },
  {
    name: 'a damaged window',
    harm: ({ dir }) => writeFile(`${dir}/window`, 'x'.repeat(50)),
    finds: damage('window', 'open interval'),
    aside: ['window'],
    after: { blocks: 2, chunks: 6 },
  },
  {
    name: 'a damaged page of names',
    harm: async ({ dir }) => {
      const database = await openDatabase(`${dir}/lmdb`, [tier]);
      database.commit({ names: [{ page: 0, bytes: new Uint8Array([1, 2, 3]) }] });
      await database.close();
    },
    finds: damage('lmdb: names, page 0', "can't be read"),
    aside: ['names-0'],
    after: { series: 0, unnamed: 3 },
  },
];

describe('a damaged folder', () => {
  it.each(cases)('$name is told, and left alone without --repair', async ({ harm, finds }) => {
    const made = await soundFolder();
    await harm(made);
    const result = await examine({ dir: made.dir });
    expect(found(result)).toEqual([finds]);
    expect(result.repaired).toBe(0);
    expect(await setAside(made.dir)).toEqual([]);
    expect(found(await examine({ dir: made.dir }))).toEqual([finds]);
  });

  it.each(cases)('$name is repaired, nothing deleted, and then all is sound', async ({ harm, aside, after }) => {
    const made = await soundFolder();
    await harm(made);
    expect(await examine({ dir: made.dir, repair: true })).toMatchObject({ repaired: 1 });
    expect(await setAside(made.dir)).toEqual(aside);
    expect(await examine({ dir: made.dir })).toMatchObject({ findings: [], ...after });
    expect(await examine({ dir: made.dir, repair: true })).toMatchObject({ findings: [], repaired: 0 });
    expect(await setAside(made.dir)).toEqual(aside);
  });

  it('keeps the other series of a damaged block as they were, and the original', async () => {
    const { dir, entries } = await soundFolder();
    await damageAt(`${dir}/${FIRST}`, 0.6);
    const harmed = await readFile(`${dir}/${FIRST}`);
    const before = readBlock(`${dir}/${FIRST}`);
    expect(before).toMatchObject({ count: 3, slots: 60 });
    expect(before.whole).toHaveLength(2);
    await examine({ dir, repair: true });
    expect(readBlock(`${dir}/${FIRST}`)).toEqual({ ...before, count: 2 });
    expect(await readFile(`${dir}/damaged/blk-10-86400-600-600-1.blk`)).toEqual(harmed);
    const database = await openDatabase(`${dir}/lmdb`, [tier]);
    const registered = database.blocks().find(({ file }) => file === FIRST);
    expect(registered).toEqual({
      ...entries[0],
      bytes: (await readFile(`${dir}/${FIRST}`)).length,
      series: 2,
    });
    await database.close();
  });

  it('is repaired after a repair that was cut short', async () => {
    const { dir } = await soundFolder();
    await damageAt(`${dir}/${FIRST}`, 0.6);
    await writeFile(`${dir}/${FIRST}.tmp`, 'half');
    await writeFile(`${dir}/wal/1800-7.wal.tmp`, 'half');
    await examine({ dir, repair: true });
    expect(await examine({ dir })).toMatchObject({ findings: [], chunks: 5 });
    expect(await setAside(dir)).toHaveLength(3);
  });

  it('keeps what was set aside before', async () => {
    const { dir } = await soundFolder();
    for (const text of ['one', 'two', 'three']) {
      await writeFile(`${dir}/window`, text.repeat(20));
      await examine({ dir, repair: true });
    }
    expect((await setAside(dir)).sort()).toEqual(['window', 'window.2', 'window.3']);
    expect(await readFile(`${dir}/damaged/window.2`, 'utf8')).toBe('two'.repeat(20));
  });

  it('with a damaged catalogue is told, and not touched', async () => {
    const { dir } = await soundFolder();
    await writeFile(`${dir}/lmdb/data.mdb`, 'hello '.repeat(20_000));
    const result = await examine({ dir, repair: true });
    expect(found(result)).toEqual([damage('lmdb/data.mdb', 'the catalogue is damaged')]);
    expect(result.repaired).toBe(0);
    expect((await readdir(`${dir}/blk/10-86400`)).length).toBe(2);
  });

  it('is seen by a quick look when a file is gone or has another length', async () => {
    const { dir, entries } = await soundFolder();
    await rm(`${dir}/${FIRST}`);
    const second = entries[1]?.file as string;
    await writeFile(`${dir}/${second}`, 'x', { flag: 'a' });
    const result = await examine({ dir, quick: true });
    expect(found(result)).toEqual([damage(second, 'are registered'), damage(FIRST, 'not there')]);
  });
});

describe('a folder in use', () => {
  it('is looked through, but what may change is not judged, and nothing is repaired', async () => {
    const { dir } = await soundFolder();
    const lock = await takeLock(dir);
    await writeFile(`${dir}/blk/10-86400/1800-600-3.blk`, 'about to be registered');
    await damageAt(`${dir}/${FIRST}`, 0.6);
    const result = await examine({ dir });
    expect(result.inUse).toContain(`process ${process.pid}`);
    expect(found(result)).toEqual([damage(FIRST, '1 of 3 series')]);
    await expect(examine({ dir, repair: true })).rejects.toMatchObject({ code: 'CARPY_STORE_LOCKED' });
    expect(await setAside(dir)).toEqual([]);
    expect(lock.isHeld()).toBe(true);
    await lock.release();
  });
});

describe('what is no data folder', () => {
  it('is told', async () => {
    const dir = await folder();
    await expect(examine({ dir })).rejects.toMatchObject({ code: 'CARPY_NOT_FOUND' });
    await expect(examine({ dir: `${dir}/none` })).rejects.toMatchObject({ code: 'CARPY_NOT_FOUND' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('is told of a newer version by its name', async () => {
    const { dir } = await soundFolder();
    const database = await openDatabase(`${dir}/lmdb`, [tier]);
    database.commit({ putMeta: { format: { format: 9, writer: 'carpy 7.0.0' } } });
    await database.close();
    await expect(examine({ dir })).rejects.toMatchObject({
      code: 'CARPY_STORE_FORMAT',
      detail: expect.stringContaining('carpy 7.0.0'),
    });
  });
});

describe('any byte of a block', () => {
  it('that is not as it was is told', async () => {
    const { dir, entries } = await soundFolder();
    const path = `${dir}/${entries[0]?.file}`;
    const bytes = await readFile(path);
    const untold: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = (bytes[at] as number) ^ 0x40;
      await writeFile(path, bytes);
      if (checkBlock(dir, entries[0] as BlockEntry, false).findings.length === 0) untold.push(at);
      bytes[at] = (bytes[at] as number) ^ 0x40;
    }
    expect(untold).toEqual([]);
  });
});

describe('a folder of the former format', () => {
  /** As the version before wrote it. */
  async function former(): Promise<string> {
    const dir = await folder();
    const archive = fileURLToPath(new URL('fixtures/format-1.tar.gz', import.meta.url));
    execFileSync('tar', ['xzf', archive, '-C', dir]);
    const [inner] = await readdir(dir);
    return `${dir}/${inner}`;
  }

  it('is looked through, and not changed', async () => {
    const dir = await former();
    const result = await examine({ dir });
    expect(result).toMatchObject({ findings: [], format: 1 });
    expect(result.blocks).toBeGreaterThan(0);
    expect(result.chunks).toBeGreaterThan(result.blocks);
    expect((await examine({ dir })).format).toBe(1);
  });

  it('is repaired only by the version that wrote it, or once it is brought up to date', async () => {
    const dir = await former();
    await writeFile(`${dir}/window`, 'x'.repeat(50));
    await expect(examine({ dir, repair: true })).rejects.toMatchObject({ code: 'CARPY_STORE_FORMAT' });
    expect(await setAside(dir)).toEqual([]);
  });

  it('has backups', async () => {
    const dir = await former();
    const work = await folder();
    expect(await makeBackup(dir, `${work}/b`)).toMatchObject({ missing: [], tries: 1 });
    await restore({ backup: `${work}/b`, dir: `${work}/again` });
    const [before, after] = [await examine({ dir }), await examine({ dir: `${work}/again` })];
    expect(after).toEqual({ ...before, dir: `${work}/again`, freeBytes: after.freeBytes });
    // Nobody may change it meanwhile, since it doesn't tell of changes.
    const lock = await takeLock(dir);
    await expect(makeBackup(dir, `${work}/c`)).rejects.toMatchObject({ code: 'CARPY_STORE_LOCKED' });
    await lock.release();
  });
});
