/** The register of blocks, and their files opened, damaged and gone. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BlockEntry, blockFile } from '../src/embedded/block-entry.ts';
import { BlockWriter } from '../src/embedded/block-writer.ts';
import { BlockFiles, BlockGone, Blocks } from '../src/embedded/blocks.ts';
import { encodeChunk } from '../src/embedded/chunk.ts';
import { Faults } from '../src/embedded/faults.ts';
import { slotTable } from '../src/embedded/slot-table.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import { folder, T0 } from './folder.ts';

const TIER = '10-86400';

const entry = (startS: number, lengthS: number, generation: number, tier = TIER): BlockEntry => ({
  tier,
  stepS: 10,
  startS,
  lengthS,
  generation,
  file: blockFile(tier, startS, lengthS, generation),
  bytes: 1,
  series: 1,
  firstS: startS,
  lastS: startS,
});

it('knows which blocks meet a span, in order of generation', () => {
  const lengths = fc.constantFrom(600, 600, 7_200, 86_400);
  const made = fc.array(fc.tuple(fc.nat(400), lengths, fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(made, fc.nat(260_000), fc.nat(20_000), (all, from, length) => {
      const blocks = new Blocks(nodeFiles, '/none', new Faults());
      const kept: BlockEntry[] = [];
      all.forEach(([n, lengthS, stays], generation) => {
        const one = entry(Math.floor((n * 600) / lengthS) * lengthS, lengthS, generation);
        blocks.put(one);
        if (stays) kept.push(one);
        else blocks.remove(one);
      });
      const found = blocks.overlapping(TIER, from, from + length);
      expect(found).toEqual(kept.filter((b) => b.startS < from + length && b.startS + b.lengthS > from));
      expect(blocks.of(TIER)).toEqual(kept.toSorted((a, b) => a.startS - b.startS || a.generation - b.generation));
      expect([...blocks.all()]).toEqual([...blocks.of(TIER)]);
      expect(blocks.overlapping('60-1', 0, 1e9)).toEqual([]);
    }),
  );
});

it('puts an entry in the place of the same one', () => {
  const blocks = new Blocks(nodeFiles, '/none', new Faults());
  blocks.put(entry(T0, 600, 1));
  blocks.put({ ...entry(T0, 600, 1), bytes: 77 });
  blocks.put(entry(T0, 600, 1, '60-1'));
  expect(blocks.of(TIER).map(({ bytes }) => bytes)).toEqual([77]);
  expect([...blocks.all()].length).toBe(2);
});

/** A block of one gauge, series 1, in every slot `value`. */
async function write(dir: string, one: BlockEntry, value: number): Promise<void> {
  const path = `${dir}/${one.file}`;
  await mkdir(dirname(path), { recursive: true });
  const slots = one.lengthS / one.stepS;
  const { stepS, startS } = one;
  const writer = new BlockWriter(nodeFiles, path, { stepS, startS, slots, coveredMs: new Float64Array(slots) });
  const table = slotTable(slots, 'gauge');
  table.columns.fill(value);
  writer.add(1, (out) => encodeChunk(out, 1, table, false));
  await writer.finish();
}

it('reads registered blocks, of any length', async () => {
  const dir = await folder();
  const blocks = new Blocks(nodeFiles, dir, new Faults());
  for (const [generation, lengthS] of [600, 7_200, 86_400].entries()) {
    const one = entry(T0, lengthS, generation);
    await write(dir, one, lengthS + 0.25);
    blocks.put(one);
    const table = slotTable(lengthS / 10);
    expect(blocks.read(one, 1, table)).toBe(true);
    expect(table.columns[lengthS / 10 - 1]).toBe(lengthS + 0.25);
    expect(blocks.read(one, 2, table)).toBe(false);
  }
  expect(blocks.path(entry(T0, 600, 0))).toBe(`${dir}/blk/${TIER}/${T0}-600-0.blk`);
  blocks.close();
});

it('keeps a bounded number of them open', async () => {
  const dir = await folder();
  let open = 0;
  const files = {
    ...nodeFiles,
    openRead(path: string) {
      const file = nodeFiles.openRead(path);
      open++;
      const close = (): void => {
        open--;
        file.close();
      };
      return { size: file.size, read: file.read, close };
    },
  };
  const blocks = new BlockFiles(files, dir, new Faults());
  const first = entry(T0, 600, 0);
  await write(dir, first, 1);
  const bytes = await readFile(`${dir}/${first.file}`);
  const table = slotTable(60);
  for (let generation = 0; generation < 520; generation++) {
    const one = entry(T0, 600, generation);
    await writeFile(`${dir}/${one.file}`, bytes);
    expect(blocks.read(one, 1, table)).toBe(true);
  }
  expect(open).toBe(512);
  expect(blocks.read(first, 1, table)).toBe(true);
  blocks.close();
  expect(open).toBe(0);
});

it('tells a block that is gone from one that is damaged', async () => {
  const dir = await folder();
  const faults = new Faults();
  const files = new BlockFiles(nodeFiles, dir, faults);
  const table = slotTable(60);
  const one = entry(T0, 600, 1);
  expect(() => files.read(one, 1, table)).toThrowError(BlockGone);
  expect(() => files.open(one)).toThrowError(one.file);
  expect(faults.lines()).toEqual([]);
  await write(dir, one, 3);
  expect(files.read(one, 1, table)).toBe(true);
  // What is open can be read on.
  await rm(`${dir}/${one.file}`);
  expect(files.read(one, 1, table)).toBe(true);
  files.forget(one);
  expect(() => files.cursor(one)).toThrowError(BlockGone);

  const damaged = entry(T0, 600, 2);
  await writeFile(
    `${dir}/${damaged.file}`,
    'no block at all, but long enough to be looked at: that is told, and told once',
  );
  expect(files.open(damaged)).toBeUndefined();
  expect(files.read(damaged, 1, table)).toBe(false);
  expect(faults.lines()).toEqual([`block ${damaged.file} is set aside: no block`]);
  await write(dir, { ...damaged, file: `${damaged.file}.new` }, 4);
  await writeFile(`${dir}/${damaged.file}`, await readFile(`${dir}/${damaged.file}.new`));
  files.forget(damaged);
  expect(files.read(damaged, 1, table)).toBe(true);
  files.close();
});

it('takes no block for another', async () => {
  const dir = await folder();
  const faults = new Faults();
  const files = new BlockFiles(nodeFiles, dir, faults);
  const one = entry(T0, 600, 1);
  await write(dir, one, 3);
  expect(files.open({ ...one, startS: T0 + 600 })).toBeUndefined();
  expect(faults.lines().length).toBe(1);
  files.close();
});

it('tells what a cursor passes over', async () => {
  const dir = await folder();
  const faults = new Faults();
  const files = new BlockFiles(nodeFiles, dir, faults);
  const one = entry(T0, 600, 1);
  await write(dir, one, 3);
  const bytes = await readFile(`${dir}/${one.file}`);
  const chunk = files.open(one)?.chunkBytes(1) as Uint8Array;
  const at = bytes.indexOf(chunk);
  bytes[at] = (bytes[at] as number) ^ 1;
  files.forget(one);
  await writeFile(`${dir}/${one.file}`, bytes);
  expect(files.cursor(one)?.next()).toBe(false);
  expect(files.read(one, 1, slotTable(60))).toBe(false);
  expect(faults.lines()).toEqual([`block ${one.file}: series 1 can't be read: wrong check sum`]);
  files.close();
});
