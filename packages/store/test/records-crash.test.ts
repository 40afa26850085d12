/** Power loss at every moment of a request log's life: nothing acknowledged is lost or doubled, and nothing removed comes back; each sync is needed for that. */
import { rm } from 'node:fs/promises';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { expect, it } from 'vitest';
import { AFTERMATHS, layOut, type Recorder, recorder } from './crash-recorder.ts';
import { folder } from './folder.ts';
import { everything, numbersOf, RECORDS_NOW, someBatch, someRecord, someSearch } from './some-records.ts';

/** Every moment is for the long run; a sample of them for each. */
const LONG: boolean = process.env['CARPY_TEST_LONG'] === '1';

interface Story {
  readonly dir: string;
  readonly recorded: Recorder;
  /** Batches of records, and what was removed of them: with the operations that stood written when it was acknowledged. */
  readonly written: readonly { readonly numbers: readonly number[]; readonly ackedAt: number }[];
  readonly removed: readonly {
    readonly numbers: readonly number[];
    readonly begunAt: number;
    readonly ackedAt: number;
  }[];
}

const open = (dir: string, files = nodeFiles): Promise<RecordSegments> =>
  RecordSegments.open({
    files,
    dir: `${dir}/records`,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: () => RECORDS_NOW,
    sealRows: 5,
  });

/** Batches with seals between them, a restart, records removed from what is sealed and what is not. */
async function live(recorded: Recorder): Promise<Story> {
  const dir = await folder();
  const written: Story['written'][number][] = [];
  const removed: Story['removed'][number][] = [];
  let next = 1;
  const write = async (log: RecordSegments, count: number): Promise<void> => {
    const numbers = Array.from({ length: count }, () => next++);
    await log.append(someBatch(numbers.map((n) => someRecord(n, { server: n % 4 === 0 ? 'gone' : 'web' }))));
    written.push({ numbers, ackedAt: recorded.operations.length });
  };
  let log = await open(dir, recorded.files);
  for (const count of [3, 4, 2]) await write(log, count);
  await log.seal();
  for (const count of [2, 2]) await write(log, count);
  await log.close();
  log = await open(dir, recorded.files);
  await write(log, 3);
  const begunAt = recorded.operations.length;
  await log.remove({ ...everything, filter: { is: 'term', field: 'server', pattern: 'gone' } });
  removed.push({ numbers: [4, 8, 12, 16], begunAt, ackedAt: recorded.operations.length });
  await write(log, 6);
  await write(log, 2);
  await log.seal();
  expect(log.status().faults).toEqual([]);
  await log.close();
  return { dir, recorded, written, removed };
}

async function losses({ dir, recorded, written, removed }: Story, everyNth: number, most: number): Promise<string[]> {
  const { operations } = recorded;
  const found: string[] = [];
  for (let cut = 1; cut <= operations.length && found.length < most; cut += everyNth) {
    for (const aftermath of AFTERMATHS) {
      const target = `${dir}-replay`;
      await rm(target, { recursive: true, force: true });
      await layOut(operations.slice(0, cut), dir, target, aftermath);
      const log = await open(target);
      const where = `${cut} of ${operations.length}, bytes ${aftermath.bytes}, names ${aftermath.names}`;
      const there = numbersOf(await log.search(someSearch()));
      if (new Set(there).size < there.length) found.push(`${where}: some are there twice: ${there}`);
      const mayBeGone = removed.flatMap(({ numbers, begunAt }) => (begunAt <= cut ? numbers : []));
      const isGone = removed.flatMap(({ numbers, ackedAt }) => (ackedAt <= cut ? numbers : []));
      for (const n of isGone) if (there.includes(n)) found.push(`${where}: ${n} is back`);
      const acked = written.filter(({ ackedAt }) => ackedAt <= cut);
      for (const n of acked.flatMap(({ numbers }) => numbers))
        if (!there.includes(n) && !mayBeGone.includes(n)) found.push(`${where}: ${n} is lost`);
      const { seen } = await log.search(someSearch({ limit: 0 }));
      const sure = acked.reduce((sum, { numbers }) => sum + numbers.length * 2, 0);
      const open_ = written[acked.length]?.numbers.length ?? 0;
      if (seen !== sure && seen !== sure + open_ * 2) found.push(`${where}: ${seen} seen, not ${sure}`);
      found.push(...log.status().faults.map((fault) => `${where}: ${fault}`));
      await log.close();
    }
  }
  await rm(`${dir}-replay`, { recursive: true, force: true });
  return found;
}

it('loses nothing acknowledged when the power goes, whatever becomes of unsynced writes', {
  timeout: 120_000,
}, async () => {
  const story = await live(recorder());
  expect(story.recorded.operations.length).toBeGreaterThan(60);
  expect(await losses(story, LONG ? 1 : 4, 20)).toEqual([]);
});

it.each([
  ['the sync of the log', (path: string, what: string) => what === 'sync' && path.endsWith('.log')],
  ['the sync of segments', (path: string, what: string) => what === 'sync' && path.endsWith('.tmp')],
  ['the sync of names', (path: string, what: string) => what === 'sync-dir' && path.endsWith('/records')],
  ['the sync of the folder', (path: string, what: string) => what === 'sync-dir' && !path.endsWith('/records')],
] as const)('would notice if %s were left out', { timeout: 120_000 }, async (_, leaveOut) => {
  const story = await live(recorder(leaveOut));
  expect((await losses(story, 2, 1)).length).toBeGreaterThan(0);
});
