/** Files that cannot be deleted, and files that somebody else deleted: batches are taken in, nothing doubles, nothing comes back. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import {
  type FileSystem,
  nodeFiles,
  type ReadFile,
  RecordSegments,
  type RecordSegmentsOptions,
  type SealRecords,
  sealRecords,
} from '@carpy/store';
import { expect, it, onTestFinished } from 'vitest';
import { folder } from './folder.ts';
import { everything, numbersOf, RECORDS_NOW, someBatch, someRecord, someSearch } from './some-records.ts';

const HOUR_MS = 3_600_000;
const FIRST_LOG = '000000000001.log';
const FIRST_SEGMENT = '000000000001-0.seg';
const SEAL_ROWS = 4;

interface Opened {
  readonly log: RecordSegments;
  /** What was told of faults. */
  readonly told: string[];
}

async function open(dir: string, options: Partial<RecordSegmentsOptions> = {}): Promise<Opened> {
  const told: string[] = [];
  const log = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs: 24 * HOUR_MS,
    maxBytes: 1e9,
    clock: () => RECORDS_NOW,
    sealRows: SEAL_ROWS,
    onFault: (fault) => told.push(fault),
    ...options,
  });
  onTestFinished(() => log.close());
  return { log, told };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const append = (log: RecordSegments, from: number, to: number) =>
  log.append(someBatch(range(from, to).map((n) => someRecord(n, { context: { user: `zebra-${n}` } }))));
const all = async (log: RecordSegments): Promise<number[]> => numbersOf(await log.search(someSearch()));

/** Of a folder whose files named so can't be deleted. */
function stuckFiles(stuck: Set<string>, code: string): FileSystem {
  return {
    ...nodeFiles,
    async unlink(path) {
      if (stuck.has(path.split('/').at(-1) as string)) throw Object.assign(new Error(`${code}: no, ${path}`), { code });
      await nodeFiles.unlink(path);
    },
  };
}

/** A file that is opened for each reading. */
function notKeptOpen(path: string): ReadFile {
  const size = nodeFiles.size(path);
  const read: ReadFile['read'] = (...which) => {
    const file = nodeFiles.openRead(path);
    try {
      return file.read(...which);
    } finally {
      file.close();
    }
  };
  return { size, read, close: () => undefined };
}

/** Seals, then does something to the first log. */
const sealingThen =
  (dir: string, then: (log: string) => void): SealRecords =>
  async (job) => {
    await sealRecords(job, nodeFiles);
    if (job.name === FIRST_SEGMENT) then(`${dir}/${FIRST_LOG}`);
  };

it('takes in and seals on while a sealed log can’t be deleted: told once, tried again, also by the next start', async () => {
  const dir = await folder();
  const seal = sealingThen(dir, (path) => {
    unlinkSync(path);
    mkdirSync(path);
  });
  const { log, told } = await open(dir, { seal });
  for (const from of [0, 4, 8, 12, 16]) expect(await append(log, from, from + 4)).toEqual({ stored: 4, repeated: 0 });
  await log.maintain();
  await log.seal();
  expect(told).toEqual([expect.stringContaining(`records/${FIRST_LOG}: it is not needed any more and cannot be del`)]);
  expect(log.status().faults).toEqual(told);
  expect([await all(log), log.status().records]).toEqual([range(0, 20).reverse(), 20]);
  await log.close();

  const again = await open(dir);
  expect([await all(again.log), again.told.length]).toEqual([range(0, 20).reverse(), 1]);
  await append(again.log, 20, 24);
  rmdirSync(`${dir}/${FIRST_LOG}`);
  await again.log.maintain();
  expect([again.log.status().faults, again.told.length]).toEqual([[], 1]);
});

it.each(['EPERM', 'EACCES', 'EROFS', 'EBUSY'])('takes in on while no log can be deleted (%s)', async (code) => {
  const dir = await folder();
  const stuck = new Set(range(1, 9).map((n) => `${String(n).padStart(12, '0')}.log`));
  const { log, told } = await open(dir, { files: stuckFiles(stuck, code) });
  for (const from of range(0, 8)) expect(await append(log, from * 4, from * 4 + 4)).toEqual({ stored: 4, repeated: 0 });
  await log.seal();
  expect(told).toHaveLength(8);
  expect(log.status().faults.at(-1)).toBe('records: 3 more files cannot be deleted');
  stuck.clear();
  await log.maintain();
  expect(log.status().faults).toEqual([]);
  expect(readdirSync(dir).filter((name) => name.endsWith('.log'))).toEqual([]);
  expect(await all(log)).toEqual(range(0, 32).reverse());
});

it('has no fault where somebody else deleted the log of sealed records', async () => {
  const dir = await folder();
  const { log, told } = await open(dir, { seal: sealingThen(dir, unlinkSync) });
  await append(log, 0, 4);
  await append(log, 4, 8);
  await log.seal();
  expect([await all(log), log.status().faults, told]).toEqual([range(0, 8).reverse(), [], []]);
});

it('brings nothing back of a segment that expired while its log can’t be deleted', async () => {
  const dir = await folder();
  const stuck = new Set([FIRST_LOG]);
  const files = stuckFiles(stuck, 'EPERM');
  let nowMs = RECORDS_NOW;
  const clock = () => nowMs;
  const { log } = await open(dir, { files, clock });
  await append(log, 0, 4);
  await log.seal();
  nowMs += 25 * HOUR_MS;
  await log.maintain();
  expect([await all(log), readdirSync(dir).sort()]).toEqual([[], [FIRST_SEGMENT, FIRST_LOG].sort()]);
  await log.close();
  const again = await open(dir, { files, clock });
  expect(await all(again.log)).toEqual([]);
  stuck.clear();
  await again.log.maintain();
  expect([again.log.status().faults, readdirSync(dir)]).toEqual([[], []]);
});

it.each([FIRST_LOG, FIRST_SEGMENT])('calls a removal done only when %s is gone, and brings none back', async (name) => {
  const dir = await folder();
  const stuck = new Set([name]);
  const files = stuckFiles(stuck, 'EPERM');
  const { log } = await open(dir, { files });
  await append(log, 0, 4);
  await log.seal();
  const scope = { ...everything, filter: { is: 'context', key: 'user', pattern: 'zebra-2' } } as const;
  await expect(log.remove(scope)).rejects.toMatchObject({
    code: 'CARPY_STORE_FAILED',
    detail: expect.stringContaining(name),
  });
  expect(await all(log)).toEqual([3, 1, 0]);
  await log.close();
  const again = await open(dir, { files });
  expect(await all(again.log)).toEqual([3, 1, 0]);
  await expect(again.log.remove(scope)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  stuck.clear();
  expect(await again.log.remove(scope)).toEqual({ removed: 0 });
  expect(readdirSync(dir).some((file) => readFileSync(`${dir}/${file}`).includes('zebra-2'))).toBe(false);
});

it('tells what is lost with a log that somebody takes away before it is sealed, and goes on', async () => {
  const dir = await folder();
  let { log, told } = await open(dir);
  await append(log, 0, 2);
  await log.close();
  ({ log, told } = await open(dir));
  await append(log, 2, 3);
  rmSync(`${dir}/000000000002.log`);
  await log.maintain();
  expect(told).toEqual([
    'records/000000000002.log: somebody took it away before it was sealed: its 1 records are lost',
  ]);
  for (const from of [4, 8, 12]) expect(await append(log, from, from + 4)).toEqual({ stored: 4, repeated: 0 });
  await log.seal();
  expect(await all(log)).toEqual([...range(4, 16).reverse(), 1, 0]);
  await log.close();
  expect(await all((await open(dir)).log)).toEqual([...range(4, 16).reverse(), 1, 0]);
});

it('leaves out a segment that somebody took away, and tells what is lost', async () => {
  const dir = await folder();
  const first = await open(dir);
  for (const from of [0, 4]) await append(first.log, from, from + 4);
  await first.log.seal();
  await first.log.close();
  const { log: again, told } = await open(dir, {
    files: {
      ...nodeFiles,
      openRead: notKeptOpen,
    },
  });
  rmSync(`${dir}/${FIRST_SEGMENT}`);
  expect(await all(again)).toEqual([7, 6, 5, 4]);
  await again.maintain();
  expect(told.at(-1)).toBe(`records/${FIRST_SEGMENT}: somebody took it away: its 4 records are lost`);
  expect([again.status().records, await all(again)]).toEqual([4, [7, 6, 5, 4]]);
});

it('is sealed by one of those who try again what failed', async () => {
  const dir = await folder();
  let atOnce = 0;
  let most = 0;
  let isBroken = true;
  const seal: SealRecords = async (job) => {
    most = Math.max(most, ++atOnce);
    try {
      await sealRecords(job, nodeFiles);
      if (isBroken) throw new Error('the thread is gone');
    } finally {
      atOnce--;
    }
  };
  const { log, told } = await open(dir, { seal });
  await append(log, 0, 4);
  const tries = [log.seal(), log.maintain(), log.seal(), log.maintain()];
  for (const { status } of await Promise.allSettled(tries)) expect(status).toBe('rejected');
  isBroken = false;
  await Promise.all([log.maintain(), log.seal(), append(log, 4, 8), log.maintain()]);
  await log.seal();
  expect([most, told.length, log.status().faults, await all(log)]).toEqual([1, 1, [], range(0, 8).reverse()]);
});
