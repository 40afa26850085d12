/** Damage anywhere in the folder loses only itself and is told, when it is read and when a merge meets it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { open } from 'lmdb';
import { expect, it } from 'vitest';
import type { EmbeddedStore } from '../src/index.ts';
import { batches } from './batches.ts';
import { blockOf, blockSpans, type Clock, folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

/** Two hours are over soon after this. */
const SPAN_S = T0 - 1_200;
const SPAN_OVER_S = SPAN_S + 7_200 + 200;

async function flip(path: string, at: (bytes: Buffer) => number): Promise<void> {
  const bytes = await readFile(path);
  const place = at(bytes);
  bytes[place] = (bytes[place] as number) ^ 0x55;
  await writeFile(path, bytes);
}

async function sums(store: EmbeddedStore, stepS: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { path } of store.series.resolve('*', 10)) {
    const read = await readOne(store, path, SPAN_S - 1, SPAN_OVER_S, {
      tier: { by: 'step', stepS },
      nowS: SPAN_OVER_S,
    });
    found[path] = (read.columns['value'] ?? []).reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v), 0);
  }
  return found;
}

/** Where the first chunk and the first page of the table begin: the index, before the footer of 32 bytes, has one entry of 20. */
const chunkAt = (bytes: Buffer): number => bytes.readDoubleLE(bytes.length - 52 + 4);
const pageAt = (bytes: Buffer): number => bytes.readDoubleLE(bytes.length - 52 + 12);

/** Two sealed windows with three series each. */
async function sealed(): Promise<{ readonly dir: string; readonly clock: Clock }> {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  for (const slotS of [T0, T0 + 600]) await writer.flush(make.flush({ slotS, counters: { a: 1, b: 2, c: 4 } }));
  clock.nowS = T0 + 1_400;
  await store.settle();
  await store.close();
  return { dir, clock };
}

it.each([
  ['a chunk', (bytes: Buffer) => chunkAt(bytes) + 2, { a: 1, b: 4, c: 8 }],
  ['a page', (bytes: Buffer) => pageAt(bytes) + 2, { a: 1, b: 2, c: 4 }],
  ['the head', () => 9, { a: 1, b: 2, c: 4 }],
  ['the footer', (bytes: Buffer) => bytes.length - 9, { a: 1, b: 2, c: 4 }],
] as const)('loses %s only, and moves the block aside when it is merged', async (_, at, left) => {
  const { dir, clock } = await sealed();
  await flip(await blockOf(dir, '10-86400', `${T0}-600`), at);
  const store = await openIn(dir, clock);
  expect(await sums(store, 10)).toEqual(left);
  expect(await sums(store, 60)).toEqual({ a: 2, b: 4, c: 8 });
  const { faults } = store.status();
  expect(faults.length).toBeGreaterThan(0);
  for (const line of faults) expect(line).toContain(`10-86400/${T0}-600`);
  clock.nowS = SPAN_OVER_S;
  await store.settle();
  expect(await blockSpans(dir, '10-86400')).toEqual([`${SPAN_S}-7200`]);
  expect((await readdir(`${dir}/damaged`)).some((file) => file.includes(`${T0}-600`))).toBe(true);
  expect(await sums(store, 10)).toEqual(left);
  for (const stepS of [60, 600, 3_600]) expect(await sums(store, stepS)).toEqual({ a: 2, b: 4, c: 8 });
});

it('loses one record of a log only', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  for (let i = 0; i < 3; i++) await writer.flush(make.flush({ slotS: T0 + 10 * i, counters: { a: 1 } }));
  await store.close();
  const [log] = await readdir(`${dir}/wal`);
  const bytes = await readFile(`${dir}/wal/${log}`);
  const second = bytes.indexOf('CWAL', 4);
  await flip(`${dir}/wal/${log}`, () => second + 20);
  const again = await openIn(dir, clock);
  expect(again.status().faults).toEqual([expect.stringContaining(`${log}`)]);
  expect((await readOne(again, 'a', T0 - 10, T0 + 20)).columns['value']).toEqual([1, Number.NaN, 1]);
  clock.nowS = SPAN_OVER_S;
  await again.settle();
  expect((await sums(again, 10))['a']).toBe(2);
});

it('loses the names of one page only, and gives their numbers to nobody', async () => {
  const { dir, clock } = await sealed();
  const root = open({ path: `${dir}/lmdb`, maxDbs: 12 });
  const pages = root.openDB<Buffer, number>({ name: 'name-pages', keyEncoding: 'uint32', encoding: 'binary' });
  pages.putSync(0, Buffer.from((pages.get(0) as Buffer).subarray(0, 9)));
  await root.close();
  const store = await openIn(dir, clock);
  expect(store.status().faults).toEqual([expect.stringContaining('page 0 of names')]);
  await store.series.openWriter().flush(batches().flush({ slotS: T0 + 1_400, counters: { x: 16, y: 16, z: 16 } }));
  const look = async (): Promise<void> => {
    for (const stepS of [10, 60, 600, 3_600]) expect(await sums(store, stepS)).toMatchObject({ x: 16, y: 16, z: 16 });
  };
  await look();
  clock.nowS = SPAN_OVER_S;
  await store.settle();
  await look();
});
