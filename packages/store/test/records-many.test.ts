/** Enough records that lists of slow rows, lists by key, zones and runs of the log all have their part: the engine answers as the plain model does. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { crc32 } from 'node:zlib';
import { parseRecordQuery, type StoredRecord } from '@carpy/core';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordSearch, RecordSearchAnswer, RecordsGroup } from '../src/records/records-group.ts';
import { readDirectory, TAIL_BYTES } from '../src/records/segment-format.ts';
import { randomOf } from './graphite-conf-random.ts';
import { RecordsModel } from './records-model.ts';
import { RECORDS_NOW, recordId, someBatch, someRecord, someSearch } from './some-records.ts';

const RECORDS = 36_000;
const BATCH = 1_000;
const SEAL_ROWS = 14_000;
const random = randomOf(4);

/** Of five keys one is rare. Durations: most are alike, some are long, some of the longest are the same. */
function madeUp(n: number): StoredRecord {
  const at = random();
  const durationMs =
    at < 0.5
      ? 5
      : at < 0.95
        ? Math.round(at * 20_000) / 1_000
        : at < 0.99
          ? 200 + Math.round(random() * 1e6) / 1_000
          : 9_000;
  const key = Math.floor(random() ** 4 * 5);
  const isError = random() < 0.02;
  const { durationMs: _, ...record } = someRecord(n);
  return {
    ...record,
    id: recordId(Math.floor(random() * 2 ** 40) * RECORDS + n),
    app: n % 7_000 < 2_000 ? 'mail' : 'shop',
    startMs: RECORDS_NOW + n - Math.floor(random() * 50),
    ...(random() < 0.01 ? {} : { durationMs }),
    transaction: `GET /${4 - key}`,
    server: `web-${Math.floor(random() * 3)}`,
    outcome: isError ? 'error' : 'ok',
    status: isError ? 500 : random() < 0.1 ? 404 : 200,
    ...(n < RECORDS / 2 || random() < 0.7 ? {} : { weight: 4 }),
    ...(isError ? { error: { type: 'CardError', message: `card ${n % 3} declined` } } : {}),
  };
}

describe('many records', () => {
  const model = new RecordsModel();
  let dir: string;
  let engine: RecordSegments;

  const open = () =>
    RecordSegments.open({
      files: nodeFiles,
      dir,
      retentionMs: 1e15,
      maxBytes: 1e12,
      clock: () => RECORDS_NOW,
      sealRows: SEAL_ROWS,
      runRows: 3_000,
    });

  beforeAll(async () => {
    dir = await mkdtemp(`${tmpdir()}/carpy-records-`);
    engine = await open();
    for (let from = 0; from < RECORDS; from += BATCH) {
      const records = Array.from({ length: BATCH }, (_, i) => madeUp(from + i));
      await engine.append(someBatch(records));
      await model.append(someBatch(records));
    }
  }, 60_000);

  afterAll(async () => {
    await engine.close();
    await rm(dir, { recursive: true });
  });

  it.each([
    '',
    'transaction:"GET /0"',
    'transaction:"GET /4"',
    'transaction:"GET /4" duration:>200ms',
    'transaction:"GET /1" duration:>8s',
    'duration:>200ms',
    'duration:>8s',
    'duration:>6ms duration:<10ms',
    'duration:>=9s outcome:error',
    'transaction:"GET /*" status:5xx',
    'transaction:"GET /4" OR duration:>1s',
    'NOT transaction:"GET /4" duration:>1s',
    'declined duration:>200ms',
    'card declined transaction:"GET /3"',
    'server:web-1 duration:>8s transaction:"GET /2"',
    'outcome:error',
    'status:4xx',
    'kind:http status:5xx',
  ])('%s', { timeout: 60_000 }, async (query) => {
    for (const search of searchesOf(query))
      expect(await twoPages(engine, search)).toEqual(await twoPages(model, search));
  });

  it('are found in segments of versions that wrote no lists of rows and no tables', { timeout: 60_000 }, async () => {
    await engine.close();
    const segments = (await readdir(dir)).filter((name) => name.endsWith('.seg'));
    expect(segments).toHaveLength(2);
    for (const name of segments) await withoutSections(`${dir}/${name}`, ['keys', 'keyPlaces', 'slow', 'tallies']);
    engine = await open();
    for (const query of ['', 'transaction:"GET /4" duration:>200ms', 'duration:>8s', 'outcome:error'])
      for (const search of searchesOf(query))
        expect(await twoPages(engine, search)).toEqual(await twoPages(model, search));
    expect(engine.status().faults).toEqual([]);
  });
});

function searchesOf(query: string): RecordSearch[] {
  const filter = parseRecordQuery(query);
  const ranges = [
    { fromMs: RECORDS_NOW - 1_000, untilMs: RECORDS_NOW + 60_000 },
    { fromMs: RECORDS_NOW + 3_333, untilMs: RECORDS_NOW + 31_111 },
  ];
  return ['', 'mail'].flatMap((app) =>
    (['newest', 'slowest'] as const).flatMap((order) =>
      ranges.map((range) => someSearch({ app, filter, ...range, order, limit: 150, facetValues: 20, bucketMs: 911 })),
    ),
  );
}

/** Takes sections out of a segment's directory. */
async function withoutSections(path: string, names: readonly string[]): Promise<void> {
  const bytes = await readFile(path);
  const directory = readDirectory((at, length) => bytes.subarray(at, at + length), bytes.length);
  const tail = bytes.subarray(-TAIL_BYTES);
  const sections = Object.fromEntries(Object.entries(directory.sections).filter(([name]) => !names.includes(name)));
  const json = Buffer.from(JSON.stringify({ ...directory, sections }));
  const content = bytes.subarray(0, bytes.length - TAIL_BYTES - tail.readUInt32LE(0));
  tail.writeUInt32LE(json.length, 0);
  tail.writeUInt32LE(crc32(json), 4);
  await writeFile(path, Buffer.concat([content, json, tail]));
}

async function twoPages(group: RecordsGroup, search: RecordSearch): Promise<unknown[]> {
  const pages: unknown[] = [];
  let answer: RecordSearchAnswer | undefined;
  for (let i = 0; i < 2; i++) {
    if (i > 0 && answer?.cursor === undefined) break;
    answer = await group.search({
      ...search,
      cursor: answer?.cursor,
      ...(i > 0 ? { facetValues: 0, bucketMs: 0 } : {}),
    });
    const { records, cursor, ...counts } = answer;
    const rows = records.map(({ id, durationMs }) => `${id} ${durationMs}`);
    pages.push({ ...counts, rows, more: cursor !== undefined });
  }
  return pages;
}
