import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nodeFiles, RecordSegments } from '../src/index.ts';
import { examine } from '../src/tools/doctor.ts';
import { damageAt, soundFolder } from './doctor-folder.ts';
import { numbersOf, RECORDS_NOW, recordId, someBatch, someRecord, someSearch } from './some-records.ts';

const SEGMENT = 'records/000000000001-0.seg';
const LOG = 'records/000000000002.log';
const SEALED = 400;

const open = (dir: string): Promise<RecordSegments> =>
  RecordSegments.open({
    files: nodeFiles,
    dir: `${dir}/records`,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: () => RECORDS_NOW,
  });

/** One segment of 400 records, and 20 in the log, in two frames. */
async function recordsFolder(): Promise<string> {
  const { dir } = await soundFolder();
  const records = await open(dir);
  const batch = (from: number, count: number) =>
    // Texts that no coding makes short, so that there are several blocks.
    someBatch(Array.from({ length: count }, (_, i) => someRecord(from + i, { context: { note: text(from + i) } })));
  await records.append(batch(1, SEALED));
  await records.seal();
  await records.append(batch(SEALED + 1, 10));
  await records.append(batch(SEALED + 11, 10));
  await records.close();
  return dir;
}

const text = (n: number): string =>
  Array.from({ length: 12 }, (_, i) =>
    Math.abs(Math.sin(n * 12 + i))
      .toString(36)
      .slice(2),
  ).join(' ');

async function recordsIn(dir: string): Promise<{ readonly numbers: number[]; readonly faults: readonly string[] }> {
  const records = await open(dir);
  const found = await records.search(someSearch());
  const { faults } = records.status();
  await records.close();
  return { numbers: numbersOf(found), faults };
}

const setAside = (dir: string): Promise<string[]> => readdir(`${dir}/damaged`).catch(() => []);

describe('the doctor and the request log', () => {
  it('counts what is sound', async () => {
    const dir = await recordsFolder();
    expect(await examine({ dir })).toMatchObject({ findings: [], segments: 1, requestRecords: SEALED + 20 });
    expect(await examine({ dir, quick: true })).toMatchObject({ findings: [], segments: 1 });
  });

  it('a torn end of a log is no damage', async () => {
    const dir = await recordsFolder();
    const bytes = await readFile(`${dir}/${LOG}`);
    await writeFile(`${dir}/${LOG}`, bytes.subarray(0, bytes.length - 5));
    expect(await examine({ dir })).toMatchObject({ findings: [], requestRecords: SEALED + 10 });
  });

  it('damage within a log is told, and what can be read stays', async () => {
    const dir = await recordsFolder();
    await damageAt(`${dir}/${LOG}`, 0.3);
    const { findings, requestRecords } = await examine({ dir });
    expect(findings).toMatchObject([{ level: 'damage', file: LOG }]);
    expect(requestRecords).toBe(SEALED + 10);
  });

  it.each([
    ['the beginning', 0.02, 0],
    ['a block', 0.3, 120],
    ['the index', 0.9, 0],
    ['the end', 0.9999, 0],
  ])('%s of a segment that is damaged is found, and mended', async (_, share, mostLost) => {
    const dir = await recordsFolder();
    await damageAt(`${dir}/${SEGMENT}`, share);
    expect((await examine({ dir })).findings).toMatchObject([{ level: 'damage', file: SEGMENT }]);
    const { repaired } = await examine({ dir, repair: true });
    expect(repaired).toBe(1);
    expect(await setAside(dir)).toEqual(['records-000000000001-0.seg']);
    const { findings, requestRecords } = await examine({ dir });
    expect(findings).toEqual([]);
    expect(requestRecords).toBeGreaterThanOrEqual(SEALED + 20 - mostLost);
    const { numbers, faults } = await recordsIn(dir);
    expect(faults).toEqual([]);
    expect(numbers).toHaveLength(requestRecords);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('a segment of which nothing can be read is moved', async () => {
    const dir = await recordsFolder();
    await damageAt(`${dir}/${SEGMENT}`, 0);
    await examine({ dir, repair: true });
    expect(await setAside(dir)).toContain('records-000000000001-0.seg');
    expect(await readdir(`${dir}/records`)).toEqual(['000000000002.log']);
    const { numbers, faults } = await recordsIn(dir);
    expect(faults).toEqual([]);
    expect(numbers).toHaveLength(20);
  });

  it('names of other files are told, those of a write that did not end are not', async () => {
    const dir = await recordsFolder();
    await writeFile(`${dir}/records/notes.txt`, 'mine');
    await writeFile(`${dir}/records/000000000009-0.seg.tmp`, 'half');
    expect((await examine({ dir })).findings).toMatchObject([{ level: 'note', file: 'records/notes.txt' }]);
    await examine({ dir, repair: true });
    expect(await setAside(dir)).toEqual(['records-notes.txt']);
    await rm(`${dir}/damaged`, { recursive: true });
  });

  it('a log whose segment is there counts once', async () => {
    const dir = await recordsFolder();
    const log = await readFile(`${dir}/${LOG}`);
    const records = await open(dir);
    await records.seal();
    await records.close();
    await writeFile(`${dir}/${LOG}`, log);
    expect(await examine({ dir })).toMatchObject({ findings: [], segments: 2, requestRecords: SEALED + 20 });
    expect((await recordsIn(dir)).numbers.filter((n) => recordId(n) === recordId(SEALED + 5))).toHaveLength(1);
  });
});
