import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import { BlockWriter } from '../src/embedded/block-writer.ts';
import { encodeChunk } from '../src/embedded/chunk.ts';
import type { ReadPlan } from '../src/embedded/read-plan.ts';
import { SealedReader } from '../src/embedded/read-sealed.ts';
import { slotTable } from '../src/embedded/slot-table.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import type { ReadAnswer } from '../src/store.ts';
import { folder } from './folder.ts';

const STEP_S = 10;
const SLOTS = 60;

/** A block of series 1 to 3, whose value in slot i is 100 · id + i + more. */
async function blockIn(dir: string, startS: number, more = 0): Promise<BlockEntry> {
  const file = `blk/10-1000/${startS}-600-1.blk`;
  mkdirSync(`${dir}/blk/10-1000`, { recursive: true });
  const writer = new BlockWriter(nodeFiles, `${dir}/${file}`, {
    stepS: STEP_S,
    startS,
    slots: SLOTS,
    coveredMs: new Float64Array(SLOTS).fill(10_000),
  });
  for (const id of [1, 2, 3]) {
    const table = slotTable(SLOTS);
    for (let i = 0; i < SLOTS; i++) table.columns[i] = 100 * id + i + more;
    writer.add(id, (out) => encodeChunk(out, id, table, false));
  }
  const { bytes, series } = await writer.finish();
  const lastS = startS + 590;
  return {
    tier: '10-1000',
    stepS: 10,
    startS,
    lengthS: 600,
    generation: 1,
    file,
    bytes,
    series,
    firstS: startS,
    lastS,
  };
}

const planOf = (ids: number[], blocks: BlockEntry[]): ReadPlan => ({
  parts: [
    {
      stepS: STEP_S,
      startS: 590,
      slots: 62,
      ids: Uint32Array.from(ids),
      kinds: Uint8Array.from(ids, () => 5),
      sketches: false,
      blocks,
      memory: [],
      points: [],
      finer: [],
      earlier: undefined,
    },
  ],
  partOf: new Uint32Array(ids.length),
  rowOf: Uint32Array.from(ids.keys()),
  rules: [],
});

const firstAndLast = (answer: ReadAnswer | undefined): unknown =>
  answer?.series.map(({ columns }) => [columns[0], columns[1], columns[60], columns[61]]);

it('reads blocks of a data folder by a plan', async () => {
  const dir = await folder();
  const blocks = [await blockIn(dir, 0), await blockIn(dir, 600, 1_000)];
  const reader = new SealedReader(dir);
  const answer = await reader.read(async () => planOf([1, 3], blocks));
  expect(firstAndLast(answer)).toEqual([
    [159, 1_100, 1_159, Number.NaN],
    [359, 1_300, 1_359, Number.NaN],
  ]);
  expect([...(answer?.coverage[0]?.coveredMs.subarray(59) ?? [])]).toEqual([10_000, 10_000, 0]);
  reader.close();
});

it('leaves a read with something damaged to the store once, and answers the rest after that', async () => {
  const dir = await folder();
  const blocks = [await blockIn(dir, 0), await blockIn(dir, 600, 1_000)];
  const path = `${dir}/${blocks[0]?.file}`;
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 1));
  const reader = new SealedReader(dir);
  const plan = async (): Promise<ReadPlan> => planOf([1], blocks);
  expect(await reader.read(plan)).toBeUndefined();
  expect(firstAndLast(await reader.read(plan))).toEqual([[Number.NaN, 1_100, 1_159, Number.NaN]]);
  reader.close();
});

it('holds no file for long, so that what is merged away gives its room back', async () => {
  const dir = await folder();
  const blocks = [await blockIn(dir, 600)];
  let nowMs = 0;
  const reader = new SealedReader(dir, nodeFiles, () => nowMs);
  const plan = async (): Promise<ReadPlan> => planOf([1], blocks);
  await reader.read(plan);
  rmSync(`${dir}/${blocks[0]?.file}`);
  expect(await reader.read(plan)).toBeDefined();
  nowMs = 61_000;
  expect(await reader.read(plan)).toBeUndefined();
});
