/** Source maps in backups, and before the doctor. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mapFileName, mapHeadLine } from '../src/index.ts';
import { readBackupList } from '../src/tools/backup-list.ts';
import { examine } from '../src/tools/doctor.ts';
import { restore } from '../src/tools/restore.ts';
import { dataFolder, makeBackup } from './backup-folder.ts';
import { soundFolder } from './doctor-folder.ts';
import { folder } from './folder.ts';

const map = Buffer.from('{"version":3,"sources":["src/a.ts"],"names":[],"mappings":"AAAA"}');
const keyOf = (version: string) => ({ app: 'shop', version, file: 'dist/a.js' });

/** Answers its path within the data folder. `isFormer`: as it was written before heads had sums. */
async function putMap(dir: string, version: string, isFormer = false): Promise<string> {
  const head = { ...keyOf(version), bytes: map.length, uploadedMs: 1_000 };
  await mkdir(`${dir}/sourcemaps`, { recursive: true });
  const path = `sourcemaps/${mapFileName(head)}`;
  const line = mapHeadLine(isFormer ? head : { ...head, crc32: crc32(map) });
  await writeFile(`${dir}/${path}`, Buffer.concat([Buffer.from(line), map]));
  return path;
}

describe('a backup', () => {
  it.each([{ link: false }, { link: true }])(
    'has source maps, and a restore brings them back (link: $link)',
    async ({ link }) => {
      const dir = await dataFolder();
      const paths = [await putMap(dir, '1.0'), await putMap(dir, '1.1', true)].sort();
      await writeFile(`${dir}/sourcemaps/0a.part`, 'half');
      const target = `${await folder()}/b`;
      await makeBackup(dir, target, { link });
      const { files } = await readBackupList(target);
      expect(files.map(({ path }) => path).filter((path) => path.startsWith('sourcemaps/'))).toEqual(paths);
      // What goes from the folder is still in its backup.
      await rm(`${dir}/sourcemaps`, { recursive: true });
      const again = `${await folder()}/again`;
      await restore({ backup: target, dir: again });
      for (const path of paths) expect((await readFile(`${again}/${path}`)).subarray(-map.length)).toEqual(map);
      expect((await stat(`${target}/${paths[0]}`)).nlink).toBe(1);
    },
  );
});

describe('the doctor', () => {
  it('counts source maps that are sound', async () => {
    const { dir } = await soundFolder();
    await putMap(dir, '1.0');
    await putMap(dir, '1.1', true);
    await writeFile(`${dir}/sourcemaps/0a.part`, 'half');
    expect(await examine({ dir })).toMatchObject({ findings: [], sourceMaps: 2 });
    expect(await examine({ dir, quick: true })).toMatchObject({ findings: [], sourceMaps: 2 });
  });

  it.each([
    {
      what: 'a byte of another value',
      hurt: async (path: string) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 5] = (bytes.at(-5) as number) ^ 1;
        await writeFile(path, bytes);
      },
      says: /shop 1\.0 dist\/a\.js is damaged/,
    },
    {
      what: 'an end that is missing',
      hurt: async (path: string) => writeFile(path, (await readFile(path)).subarray(0, -9)),
      says: /shop 1\.0 dist\/a\.js is damaged/,
    },
    { what: 'no head', hurt: (path: string) => writeFile(path, map), says: /does not say what it is of/ },
    {
      what: "another's name",
      hurt: (path: string) => rename(path, path.replace(/[^/]+$/, mapFileName(keyOf('2.0')))),
      says: /the name of another/,
    },
  ])('names $what, and sets it aside', async ({ hurt, says }) => {
    const { dir } = await soundFolder();
    await hurt(`${dir}/${await putMap(dir, '1.0')}`);
    await putMap(dir, '1.1');
    const { findings } = await examine({ dir });
    expect(findings).toMatchObject([{ level: 'damage', what: expect.stringMatching(says) }]);
    expect((await examine({ dir, repair: true })).repaired).toBe(1);
    expect(await examine({ dir })).toMatchObject({ findings: [], sourceMaps: 1 });
    expect(await readdir(`${dir}/damaged`)).toHaveLength(1);
  });

  it('names a file that is no source map', async () => {
    const { dir } = await soundFolder();
    await putMap(dir, '1.0');
    await writeFile(`${dir}/sourcemaps/notes.txt`, 'mine');
    expect((await examine({ dir })).findings).toMatchObject([{ level: 'note', file: 'sourcemaps/notes.txt' }]);
  });
});
