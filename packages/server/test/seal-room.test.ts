/** The seal room with real threads: the one that the server starts, bundled here, and ones that misbehave. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FlushBatch, StoredRecord } from '@carpy/core';
import { type Job, nodeFiles, openEmbedded, RecordSegments } from '@carpy/store';
import { build } from 'rolldown';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type SealRoom, sealRoom } from '../src/threads/seal-room.ts';

const START_S = 1_700_000_400;

let dir: string;
let threadFile: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carpy-seal-'));
  threadFile = join(dir, 'seal-thread.mjs');
  await build({
    input: new URL('../src/threads/seal-thread.ts', import.meta.url).pathname,
    platform: 'node',
    external: [/^node:/, 'lmdb'],
    resolve: { conditionNames: ['@carpy/source', 'import', 'default'] },
    output: { file: threadFile, format: 'esm' },
    logLevel: 'silent',
  });
});

afterAll(() => rm(dir, { recursive: true, force: true }));

/** A room whose threads come from `make`, one after the other; `threads` are those started so far. */
function roomOf(make: (nth: number) => Worker): { readonly room: SealRoom; readonly threads: readonly Worker[] } {
  const threads: Worker[] = [];
  const room = sealRoom(() => {
    const worker = make(threads.length);
    threads.push(worker);
    return worker;
  });
  onTestFinished(() => room.close());
  return { room, threads };
}

const real = (): Worker => new Worker(threadFile);
/** Runs `body` for each message that comes. */
const fake = (body: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => { ${body} });`, {
    eval: true,
  });
const answering = 'parentPort.postMessage({ rpc: "answer", id: m.id, answer: { made: [], faults: [] } })';

const job: Job = {
  type: 'seal',
  dir: '/nowhere',
  generation: 0,
  traits: new Uint32Array(0),
  schemas: [],
  rules: [],
  blocks: [],
  nowS: START_S,
  clockS: START_S,
  windows: [],
  late: false,
};

function flush(slotS: number, value: number): FlushBatch {
  const none = new Uint32Array(0);
  return {
    slotS,
    stepS: 10,
    coveredMs: 10_000,
    declared: [{ id: 0, name: 'a.b', kind: 'plain' }],
    timers: { ids: none, columns: new Float64Array(0), sketches: new Uint8Array(0), sketchEnds: none },
    apdex: { ids: none, counts: new Float64Array(0) },
    values: { ids: Uint32Array.of(0), values: Float64Array.of(value) },
  };
}

it('seals what a store was given, in a thread of its own', async () => {
  const { room, threads } = roomOf(real);
  let nowMs = (START_S + 10) * 1_000;
  const data = join(dir, 'data');
  const store = await openEmbedded({
    dir: data,
    flushIntervalMs: 10_000,
    clock: () => nowMs,
    runJob: room.run,
    cancelJobs: room.close,
  });
  await store.series.openWriter().flush(flush(START_S + 10, 7));
  expect(threads).toHaveLength(0);
  nowMs += 3_600_000;
  await store.settle();
  expect(threads).toHaveLength(1);
  expect(await readdir(join(data, 'wal'))).toEqual([]);
  const [match] = await store.series.resolve('a.b', 10);
  const { series } = await store.series.read({
    ids: [match?.id as number],
    fromS: START_S,
    untilS: START_S + 10,
    nowS: START_S + 10,
    tier: { by: 'age' },
    sketches: 'none',
  });
  expect([...(series[0]?.columns ?? [])]).toEqual([7]);
  await store.close();
});

it('seals request records, and tells what the disk said where it cannot', async () => {
  const { room, threads } = roomOf(real);
  const data = join(dir, 'records');
  const records = await RecordSegments.open({
    files: nodeFiles,
    dir: data,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: () => START_S * 1_000,
    seal: room.sealRecords,
    sealRows: 40,
  });
  const record = (n: number): StoredRecord => ({
    id: String(n).padStart(32, '0'),
    startMs: START_S * 1_000 + n,
    durationMs: n / 8,
    app: 'shop',
    server: 'web-1',
    transaction: 'GET /',
    outcome: 'ok',
    kind: 'http',
    children: [],
    context: { n },
    logs: [],
  });
  const take = (from: number, to: number): Promise<unknown> =>
    records.append({
      app: 'shop',
      server: 'web-1',
      atMs: START_S * 1_000,
      seen: { 'GET /': 9 },
      kept: { 'GET /': to - from },
      records: Array.from({ length: to - from }, (_, i) => record(from + i)),
    });
  await take(0, 300);
  await records.seal();
  expect(threads).toHaveLength(1);
  expect(await readdir(data)).toEqual(['000000000001-0.seg']);
  expect(await records.get(record(299).id)).toEqual(record(299));
  await take(300, 310);
  await mkdir(join(data, '000000000002-0.seg.tmp', 'in the way'), { recursive: true });
  await expect(records.seal()).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  expect(records.status()).toMatchObject({ records: 310, faults: [expect.stringContaining('000000000002-0.seg')] });
  expect(await records.get(record(305).id)).toEqual(record(305));
  await rm(join(data, '000000000002-0.seg.tmp'), { recursive: true });
  await records.seal();
  expect(records.status()).toMatchObject({ records: 310, segments: 2, faults: [] });
  await records.close();
});

it.skipIf(process.platform !== 'linux')('gives way to the other threads (needs Linux)', async () => {
  const { room } = roomOf(real);
  await room.run(job).catch(() => undefined);
  const own = getPriority(process.pid);
  const priorities = await Promise.all(
    (await readdir('/proc/self/task')).map(async (thread) => {
      const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '');
      // The 19th field, where the second, in brackets, may hold blanks.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    }),
  );
  expect(priorities).toContain(Math.min(19, own + 5));
  expect(getPriority(process.pid)).toBe(own);
});

it('a thread that dies fails its job, and the next job starts another', async () => {
  const { room, threads } = roomOf((nth) => fake(nth === 0 ? 'throw new Error("a fault")' : answering));
  await expect(room.run(job)).rejects.toMatchObject({
    code: 'CARPY_STORE_FAILED',
    detail: expect.stringContaining('a fault'),
  });
  expect(await room.run(job)).toEqual({ made: [], faults: [] });
  expect(threads).toHaveLength(2);
});

it('keeps its thread from job to job', async () => {
  const { room, threads } = roomOf(() => fake(answering));
  await Promise.all([room.run(job), room.run(job)]);
  await room.run(job);
  expect(threads).toHaveLength(1);
});

it('close ends a job that would never end', async () => {
  const { room, threads } = roomOf(() => fake(''));
  const running = expect(room.run(job)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  await room.close();
  await running;
  // Node gives an ended thread the id -1.
  expect(threads[0]?.threadId).toBe(-1);
});
