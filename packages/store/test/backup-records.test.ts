import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeFiles, RecordSegments } from '../src/index.ts';
import { readBackupList } from '../src/tools/backup-list.ts';
import { restore } from '../src/tools/restore.ts';
import { dataFolder, makeBackup } from './backup-folder.ts';
import { folder } from './folder.ts';
import { everything, numbersOf, RECORDS_NOW, someBatch, someRecord, someSearch } from './some-records.ts';

const SEAL_ROWS = 40;

async function openRecords(dir: string): Promise<RecordSegments> {
  const records = await RecordSegments.open({
    files: nodeFiles,
    dir: `${dir}/records`,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: () => RECORDS_NOW,
    sealRows: SEAL_ROWS,
  });
  onTestFinished(() => records.close());
  return records;
}

const goes = (n: number): boolean => n % 2 === 1;

const batchOf = (from: number, count: number) =>
  someBatch(Array.from({ length: count }, (_, i) => someRecord(from + i, { server: goes(from + i) ? 'gone' : 'web' })));

/** Numbers of all records that a restored backup has. */
async function restored(backup: string): Promise<number[]> {
  const dir = `${await folder()}/again`;
  await restore({ backup, dir });
  const records = await openRecords(dir);
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.search(someSearch({ cursor }));
    numbers.push(...numbersOf(page));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(records.status().faults).toEqual([]);
  return numbers;
}

describe('a backup of request records', () => {
  it('has logs and segments, and nothing that a write left half', async () => {
    const dir = await dataFolder();
    const records = await openRecords(dir);
    await records.append(batchOf(1, 10));
    await records.seal();
    await records.append(batchOf(11, 5));
    await writeFile(`${dir}/records/000000000009-0.seg.tmp`, 'half');
    await writeFile(`${dir}/records/notes.txt`, 'mine');
    const target = `${await folder()}/b`;
    await makeBackup(dir, target);
    const paths = (await readBackupList(target)).files.map(({ path }) => path).filter((p) => p.startsWith('records/'));
    expect(paths).toEqual(['records/000000000001-0.seg', 'records/000000000002.log']);
    expect((await restored(target)).sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it('has the files of the first form as they are', async () => {
    const dir = await dataFolder();
    await mkdir(`${dir}/records`);
    await writeFile(`${dir}/records/1700000000000-000001.ndjson`, '');
    const target = `${await folder()}/b`;
    await makeBackup(dir, target);
    expect(await readdir(`${target}/records`)).toEqual(['1700000000000-000001.ndjson']);
  });

  it('made with links has segments under a second name, and logs copied', async () => {
    const dir = await dataFolder();
    const records = await openRecords(dir);
    await records.append(batchOf(1, 10));
    await records.seal();
    await records.append(batchOf(11, 5));
    const target = `${await folder()}/b`;
    await makeBackup(dir, target, { link: true });
    const inode = async (at: string, name: string) => (await stat(`${at}/records/${name}`)).ino;
    for (const [name, isLinked] of [
      ['000000000001-0.seg', true],
      ['000000000002.log', false],
    ] as const)
      expect((await inode(dir, name)) === (await inode(target, name)), name).toBe(isLinked);
  });

  it('made while batches come, are sealed and removed has what was answered before, each once, and nothing removed before', async () => {
    const dir = await dataFolder();
    const records = await openRecords(dir);
    const answered = new Set<number>();
    const removed = new Set<number>();
    let next = 1;
    let ended = false;
    // Bounded for each backup: a copy begins anew when a removal comes into it, and gives up where that has no end.
    let roundsLeft = 0;
    const writing = (async () => {
      for (let round = 0; !ended; ) {
        if (roundsLeft === 0) {
          await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        roundsLeft--;
        round++;
        const from = next;
        next += 25;
        await records.append(batchOf(from, 25));
        for (let n = from; n < from + 25; n++) answered.add(n);
        if (round % 8 !== 7) continue;
        const upTo = next;
        await records.remove({ ...everything, filter: { is: 'term', field: 'server', pattern: 'gone' } });
        for (let n = 1; n < upTo; n++) if (goes(n)) removed.add(n);
      }
    })();
    try {
      for (let i = 0; i < 4; i++) {
        roundsLeft = 40;
        const enough = answered.size + 300;
        while (answered.size < enough) await new Promise((resolve) => setImmediate(resolve));
        const [before, gone] = [[...answered], new Set(removed)];
        const target = `${await folder()}/b`;
        await makeBackup(dir, target);
        const found = await restored(target);
        const held = new Set(found);
        expect(held.size).toBe(found.length);
        expect(before.filter((n) => !held.has(n) && !goes(n))).toEqual([]);
        expect(found.filter((n) => gone.has(n))).toEqual([]);
      }
    } finally {
      ended = true;
      await writing;
    }
  }, 120_000);
});
