import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../src/embedded/database.ts';
import { readBackupList } from '../src/tools/backup-list.ts';
import { openCatalogue } from '../src/tools/catalogue.ts';
import { restore } from '../src/tools/restore.ts';
import { dataFolder, makeBackup, noise, tier } from './backup-folder.ts';
import { folder } from './folder.ts';

const filesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((found) => found.isFile())
    .map((found) => `${found.parentPath}/${found.name}`.slice(dir.length + 1))
    .sort();

const CONTENT = [
  'blk/10-86400/1200-600-2.blk',
  'blk/10-86400/600-600-1.blk',
  'lmdb/data.mdb',
  'wal/1200-2.wal',
  'wal/late-3.wal',
  'window',
];

describe('a backup', () => {
  it('holds what the folder needs, and a list of it', async () => {
    const dir = await dataFolder();
    const target = `${await folder()}/new/backup`;
    const seen: number[] = [];
    const result = await makeBackup(dir, target, { onProgress: (done, of) => seen.push(done / of) });
    expect(await filesIn(target)).toEqual(['backup.json', ...CONTENT].sort());
    const list = await readBackupList(target);
    expect(list).toMatchObject({ version: 1, format: 2, writer: 'carpy 9.9.9', madeAtMs: 1_700_000_000_000 });
    expect(list.files.map(({ path }) => path)).toEqual(CONTENT);
    const bytes = list.files.reduce((sum, file) => sum + file.bytes, 0);
    expect(result).toEqual({ files: 6, bytes, tries: 1, missing: [] });
    expect(seen.at(-1)).toBe(1);
    for (const path of CONTENT.filter((p) => p !== 'lmdb/data.mdb'))
      expect((await readFile(`${target}/${path}`)).equals(await readFile(`${dir}/${path}`)), path).toBe(true);
    expect(await filesIn(`${dir}/lmdb`)).not.toContain('opening');
  });

  it('is refused where something is, and leaves that alone', async () => {
    const dir = await dataFolder();
    const target = await folder();
    await writeFile(`${target}/mine`, 'x');
    await expect(makeBackup(dir, target)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
    await expect(makeBackup(dir, `${target}/mine`)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
    await expect(makeBackup(dir, `${dir}/backup`)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
    await expect(makeBackup(target, `${target}/b`)).rejects.toMatchObject({ code: 'CARPY_NOT_FOUND' });
    expect(await filesIn(target)).toEqual(['mine']);
    expect(existsSync(`${dir}/backup`)).toBe(false);
  });

  it('that is ended leaves nothing behind', async () => {
    const dir = await dataFolder();
    const target = await folder();
    const stop = new AbortController();
    const made = makeBackup(dir, target, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await expect(made).rejects.toThrow('enough');
    expect(await readdir(target)).toEqual([]);
    await expect(readBackupList(target)).rejects.toMatchObject({ code: 'CARPY_NOT_FOUND' });
  });

  it('tells of blocks that the folder has lost, and copies the rest', async () => {
    const dir = await dataFolder();
    await rm(`${dir}/blk/10-86400/1200-600-2.blk`);
    const target = `${await folder()}/b`;
    expect(await makeBackup(dir, target)).toMatchObject({ missing: ['blk/10-86400/1200-600-2.blk'], files: 5 });
  });

  it('made with links has the same bytes under a second name', async () => {
    const dir = await dataFolder();
    const target = `${await folder()}/b`;
    await makeBackup(dir, target, { link: true });
    const [one, other] = await Promise.all([dir, target].map((d) => stat(`${d}/blk/10-86400/600-600-1.blk`)));
    expect(one?.ino).toBe(other?.ino);
    expect((await readBackupList(target)).files).toHaveLength(6);
    expect((await stat(`${dir}/wal/late-3.wal`)).nlink).toBe(1);
  });

  it('of a folder that is written all the time holds each thing acknowledged before, once', async () => {
    const dir = await folder();
    // Within the package, so that the bundle finds lmdb.
    const work = await mkdtemp(fileURLToPath(new URL('.backup-', import.meta.url)));
    onTestFinished(() => rm(work, { recursive: true, force: true }));
    await build({
      entryPoints: [fileURLToPath(new URL('backup-writer.ts', import.meta.url))],
      outfile: `${work}/writer.mjs`,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@carpy/source'],
      external: ['lmdb'],
      logLevel: 'error',
    });
    const child = spawn(process.execPath, [`${work}/writer.mjs`, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const acknowledged: string[] = [];
    const rounds = new Map<number, () => void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      acknowledged.push(line);
      rounds.get(Number(line.split('.')[0]))?.();
    });
    const reached = (n: number): Promise<void> => new Promise((resolve) => rounds.set(n, resolve));
    await reached(5);
    for (let i = 0; i < 4; i++) {
      const before = [...acknowledged];
      const target = `${work}/b${i}`;
      const { missing } = await makeBackup(dir, target);
      expect(missing).toEqual([]);
      const catalogue = await openCatalogue(`${target}/lmdb`);
      const paths = (await filesIn(target)).filter((p) => /^(blk|wal)\//.test(p));
      const named = catalogue.blocks().map(({ file }) => file);
      await catalogue.close();
      expect(paths.filter((p) => p.startsWith('blk/'))).toEqual(named.sort());
      const lines: string[] = [];
      for (const path of paths) lines.push(...(await readFile(`${target}/${path}`, 'utf8')).trim().split('\n'));
      expect(new Set(lines).size).toBe(lines.length);
      const held = new Set(lines);
      expect(before.filter((line) => !held.has(line))).toEqual([]);
    }
  }, 60_000);
});

describe('a restore', () => {
  it('gives back the folder', async () => {
    const dir = await dataFolder();
    const work = await folder();
    await makeBackup(dir, `${work}/b`);
    await restore({ backup: `${work}/b`, dir: `${work}/again` });
    expect(await filesIn(`${work}/again`)).toEqual(CONTENT);
    expect(await readdir(work)).toEqual(['again', 'b']);
    const database = await openDatabase(`${work}/again/lmdb`, [tier]);
    expect(database.blocks()).toHaveLength(2);
    expect(database.sealedLogs()).toEqual([1]);
    expect(database.stateGet('a/key')).toEqual(Buffer.from(noise(3, 9)));
    await database.close();
  });

  it.each([
    ['cut', (path: string) => truncate(path, 100)],
    ['changed', (path: string) => writeFile(path, noise(500, 99))],
    ['missing', (path: string) => rm(path)],
  ])('tells of a file that is %s, and leaves nothing', async (_, damage) => {
    const work = await folder();
    await makeBackup(await dataFolder(), `${work}/b`);
    await damage(`${work}/b/blk/10-86400/1200-600-2.blk`);
    await expect(restore({ backup: `${work}/b`, dir: `${work}/again` })).rejects.toMatchObject({
      code: 'CARPY_STORE_FAILED',
      detail: expect.stringContaining('1200-600-2.blk'),
    });
    expect(await filesIn(`${work}/again`)).toEqual([]);
    expect(existsSync(`${work}/again.restoring`)).toBe(false);
  });

  it('refuses a folder with files', async () => {
    const work = await folder();
    await makeBackup(await dataFolder(), `${work}/b`);
    await mkdir(`${work}/used`);
    await writeFile(`${work}/used/mine`, 'x');
    await expect(restore({ backup: `${work}/b`, dir: `${work}/used` })).rejects.toMatchObject({
      code: 'CARPY_BAD_REQUEST',
    });
    expect(await filesIn(`${work}/used`)).toEqual(['mine']);
  });

  it.each([['../../etc/passwd'], ['/etc/passwd'], ['blk/../../x.blk'], ['lmdb/lock.mdb.sh']])(
    'takes no list that names %s',
    async (path) => {
      const work = await folder();
      await makeBackup(await dataFolder(), `${work}/b`);
      const list = JSON.parse(await readFile(`${work}/b/backup.json`, 'utf8'));
      list.files[0].path = path;
      await writeFile(`${work}/b/backup.json`, JSON.stringify(list));
      await expect(restore({ backup: `${work}/b`, dir: `${work}/again` })).rejects.toMatchObject({
        code: 'CARPY_STORE_FORMAT',
      });
    },
  );

  it.each([['version'], ['format']])('refuses a newer %s by naming who wrote it', async (field) => {
    const work = await folder();
    await makeBackup(await dataFolder(), `${work}/b`);
    const list = JSON.parse(await readFile(`${work}/b/backup.json`, 'utf8'));
    await writeFile(`${work}/b/backup.json`, JSON.stringify({ ...list, [field]: 99 }));
    await expect(restore({ backup: `${work}/b`, dir: `${work}/again` })).rejects.toMatchObject({
      code: 'CARPY_STORE_FORMAT',
      detail: expect.stringContaining('carpy 9.9.9'),
    });
  });
});
