/** Request records of every format that carpy ever wrote are read as they are, and written anew in this version's. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { StoredRecord } from '@carpy/core';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { expect, it } from 'vitest';
import { folder } from './folder.ts';
import { RECORDS_T0 } from './made-up-records.ts';
import { everything, someBatch, someRecord, someSearch } from './some-records.ts';

const byId = (records: readonly StoredRecord[]): StoredRecord[] => [...records].sort((a, b) => (a.id < b.id ? -1 : 1));

/** A folder of a segment and a log. Answers what was put into it. */
async function former(version: number): Promise<{ readonly dir: string; readonly expected: readonly StoredRecord[] }> {
  const dir = await folder();
  const archive = fileURLToPath(new URL(`./fixtures/records-${version}.tar.gz`, import.meta.url));
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', dir]);
  const json = gunzipSync(readFileSync(`${dir}/expected.json.gz`)).toString();
  return { dir, expected: byId(JSON.parse(json) as StoredRecord[]) };
}

const open = (dir: string): Promise<RecordSegments> =>
  RecordSegments.open({ files: nodeFiles, dir, retentionMs: 1e12, maxBytes: 1e9, clock: () => RECORDS_T0 + 400_000 });

const segmentOf = (dir: string): string => readdirSync(dir).find((name) => name.endsWith('.seg')) as string;

it.each([1])('records of version %i answer as they did, sealed with new ones and written anew', async (version) => {
  const { dir, expected } = await former(version);
  const log = await open(dir);
  const all = async (): Promise<StoredRecord[]> => byId((await log.search(someSearch())).records);
  expect(await all()).toEqual(expected);
  expect(await log.search(someSearch({ limit: 0 }))).toMatchObject({
    seen: 3 * expected.length,
    kept: expected.length,
  });
  const added = someRecord(1, {
    id: '0'.repeat(32),
    startMs: RECORDS_T0,
    durationMs: 12.345,
    context: { user: 'new' },
  });
  await log.append(someBatch([added, expected[0] as StoredRecord]));
  await log.seal();
  expect(await all()).toEqual(byId([added, ...expected]));
  for (const record of expected) expect(await log.get(record.id)).toEqual(record);
  const scope = { ...everything, filter: { is: 'term', field: 'kind', pattern: 'job' } } as const;
  await log.remove(scope);
  expect(await all()).toEqual(byId([added, ...expected]).filter(({ kind }) => kind !== 'job'));
  expect(log.status().faults).toEqual([]);
  await log.close();
});

it('a segment of version 1 that was cut short gives what can be read', async () => {
  const { dir, expected } = await former(1);
  const path = `${dir}/${segmentOf(dir)}`;
  truncateSync(path, Math.floor(nodeFiles.size(path) * 0.4));
  const log = await open(dir);
  const { records } = await log.search(someSearch());
  expect(records.length).toBeGreaterThan(60);
  expect(records.length).toBeLessThan(expected.length);
  expect(expected).toEqual(expect.arrayContaining([...records]));
  await log.close();
});
