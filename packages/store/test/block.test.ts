/** Block files: written, read, copied, damaged. */
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BlockReader } from '../src/embedded/block-reader.ts';
import { BlockWriter } from '../src/embedded/block-writer.ts';
import { encodeChunk } from '../src/embedded/chunk.ts';
import { PageCache } from '../src/embedded/page-cache.ts';
import { ReadAhead } from '../src/embedded/read-ahead.ts';
import { SketchColumnBuilder } from '../src/embedded/sketch-column.ts';
import { mergeSlot, type SlotTable, slotTable, widthOf } from '../src/embedded/slot-table.ts';
import type { FileSystem } from '../src/files/file-system.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import { blockOfVersion2 } from './blocks-2.ts';
import { folder, T0 } from './folder.ts';

const head = { stepS: 10, startS: T0, slots: 60, coveredMs: Float64Array.from({ length: 60 }, (_, i) => i * 100) };

async function block(path: string, ids: readonly number[]): Promise<void> {
  const writer = new BlockWriter(nodeFiles, path, head);
  const table = slotTable(60, 'gauge');
  for (const id of ids) {
    table.columns.fill(id + 0.5);
    writer.add(id, (out) => encodeChunk(out, id, table, false));
    if (writer.isFull) await writer.drain();
  }
  const made = await writer.finish();
  expect(made).toEqual({ bytes: (await readFile(path)).length, series: ids.length });
}

it.each([
  [[]],
  [[0]],
  [[3, 4, 900]],
  [Array.from({ length: 512 }, (_, i) => i)],
  [Array.from({ length: 20_000 }, (_, i) => i * 3)],
  [[0, 4_294_967_290]],
])('finds each series and no other (%#)', async (ids) => {
  const path = `${await folder()}/a.blk`;
  await block(path, ids);
  const reader = new BlockReader(nodeFiles, path);
  expect(reader.head).toEqual(head);
  expect(reader.version).toBe(3);
  expect(reader.count).toBe(ids.length);
  expect([...reader.ids()]).toEqual(ids);
  const table = slotTable(60);
  for (const id of [...ids.slice(0, 3), ...ids.slice(-600, -500), ...ids.slice(-2)]) {
    expect(reader.read(id, table)).toBe(true);
    expect(table.columns[59]).toBe(id + 0.5);
  }
  expect(reader.read(1, table)).toBe(ids.includes(1));
  expect(reader.has(1)).toBe(ids.includes(1));
  expect(reader.has(3)).toBe(ids.includes(3));
  expect(reader.read(4_000_000_000, table)).toBe(false);
  reader.close();
});

it('never answers wrongly from a damaged block', async () => {
  const dir = await folder();
  const path = `${dir}/a.blk`;
  await block(path, [1, 2, 3]);
  const good = await readFile(path);
  const table = slotTable(60);
  for (let at = 0; at < good.length; at++) {
    const bytes = Uint8Array.from(good);
    bytes[at] = (bytes[at] as number) ^ 0x55;
    await writeFile(path, bytes);
    try {
      const reader = new BlockReader(nodeFiles, path);
      try {
        for (const id of [1, 2, 3]) if (reader.read(id, table)) expect(table.columns[0], `byte ${at}`).toBe(id + 0.5);
        expect(reader.head).toEqual(head);
      } finally {
        reader.close();
      }
    } catch (e) {
      expect(e, `byte ${at}`).toBeInstanceOf(RangeError);
    }
  }
});

it('copies chunks as they lie from block to block', async () => {
  const dir = await folder();
  const ids = Array.from({ length: 1_500 }, (_, i) => i * 2 + 5);
  await block(`${dir}/a.blk`, ids);
  const from = new BlockReader(nodeFiles, `${dir}/a.blk`);
  const writer = new BlockWriter(nodeFiles, `${dir}/b.blk`, head);
  const cursor = from.cursor((_, e) => expect.unreachable(String(e)));
  while (cursor.next()) {
    expect(cursor.bytes).toEqual(from.chunkBytes(cursor.id));
    writer.addChunk(cursor.id, cursor.bytes as Uint8Array);
  }
  await writer.finish();
  expect(from.chunkBytes(6)).toBeUndefined();
  from.close();
  expect(await readFile(`${dir}/b.blk`)).toEqual(await readFile(`${dir}/a.blk`));
});

it('passes over damaged chunks and pages, and tells them', async () => {
  const path = `${await folder()}/a.blk`;
  await block(path, thousand);
  const { files, reads, bad } = watchedFiles();
  const reader = new BlockReader(files, path);
  const passed = (): { ids: number[]; told: (number | undefined)[] } => {
    const ids: number[] = [];
    const told: (number | undefined)[] = [];
    const cursor = reader.cursor((id) => told.push(id));
    while (cursor.next()) ids.push(cursor.id);
    return { ids, told };
  };
  expect(passed()).toEqual({ ids: thousand, told: [] });
  reader.chunkBytes(600);
  const chunk = reads.at(-1) as { offset: number; length: number };
  Object.assign(bad, { from: chunk.offset, until: chunk.offset + chunk.length });
  expect(passed()).toEqual({ ids: thousand.filter((id) => id !== 600), told: [600] });
  reader.chunkBytes(1_998);
  const page = reads.at(-2) as { offset: number; length: number };
  Object.assign(bad, { from: page.offset, until: page.offset + page.length });
  expect(passed()).toEqual({ ids: thousand.slice(0, 512), told: [undefined] });
  reader.close();
});

it('refuses ids that do not ascend, heads that cannot be and tables of other slots', async () => {
  const dir = await folder();
  const path = `${dir}/a.blk`;
  const writer = new BlockWriter(nodeFiles, path, head);
  writer.addChunk(4, Uint8Array.of(1));
  expect(() => writer.addChunk(4, Uint8Array.of(1))).toThrowError('ids of a block ascend');
  await writer.drain();
  await writer.abort();
  expect(await nodeFiles.list(dir)).toEqual([]);
  expect(() => new BlockWriter(nodeFiles, path, { ...head, slots: 61 })).toThrowError(RangeError);
  expect(
    () => new BlockWriter(nodeFiles, path, { ...head, slots: 20_000, coveredMs: new Float64Array(20_000) }),
  ).toThrowError(RangeError);
  await block(path, [1]);
  const reader = new BlockReader(nodeFiles, path);
  expect(() => reader.read(1, slotTable(61))).toThrowError('they must be equal');
  reader.close();
});

it('reads blocks of version 2', async () => {
  const path = `${await folder()}/a.blk`;
  const series = new Map<number, SlotTable>();
  for (let id = 3; id < 4_000; id += 4) {
    const table = slotTable(60, id % 3 === 0 ? 'timer' : 'apdex');
    for (let i = id % 2; i < 60; i += 1 + (id % 5))
      mergeSlot(table, i, Float64Array.of(id, i, i / 3, 4, 5, 6), 0, 1, i % 2 === 0 ? Uint8Array.of(id) : undefined);
    series.set(id, table);
  }
  await writeFile(path, blockOfVersion2(10, T0, head.coveredMs, series));
  const reader = new BlockReader(nodeFiles, path);
  expect(reader.version).toBe(2);
  expect(reader.head).toEqual(head);
  expect([...reader.ids()]).toEqual([...series.keys()]);
  const back = slotTable(60);
  const ahead = new ReadAhead(reader.ids());
  for (const [id, table] of series) {
    expect(reader.read(id, back, undefined, ahead)).toBe(true);
    expect(back.kind).toBe(table.kind);
    const used = 60 * widthOf(table.kind);
    expect([...back.columns.subarray(0, used)]).toEqual([...table.columns.subarray(0, used)]);
    if (table.kind === 'timer') expect(back.sketches).toEqual(table.sketches);
  }
  expect(reader.read(4, back)).toBe(false);
  expect(reader.chunkBytes(3)).toBeUndefined();
  const cursor = reader.cursor((_, e) => expect.unreachable(String(e)));
  const passed: number[] = [];
  while (cursor.next()) {
    passed.push(cursor.id);
    expect(cursor.bytes).toBeUndefined();
  }
  expect(passed).toEqual([...series.keys()]);
  reader.close();
});

/** The machine's files: reads are written down, and throw when they touch a byte of `bad`. */
function watchedFiles(): {
  files: FileSystem;
  reads: { offset: number; length: number }[];
  bad: { from: number; until: number };
} {
  const reads: { offset: number; length: number }[] = [];
  const bad = { from: 0, until: 0 };
  const files: FileSystem = {
    ...nodeFiles,
    openRead(path) {
      const file = nodeFiles.openRead(path);
      return {
        size: file.size,
        close: () => file.close(),
        read(offset, length) {
          reads.push({ offset, length });
          if (offset < bad.until && offset + length > bad.from) throw new Error('bad sector');
          return file.read(offset, length);
        },
      };
    },
  };
  return { files, reads, bad };
}

const thousand = Array.from({ length: 1_000 }, (_, i) => i * 2);

it('reads neighbours together, and the same values as one by one', async () => {
  const path = `${await folder()}/a.blk`;
  await block(path, thousand);
  const { files, reads } = watchedFiles();
  const reader = new BlockReader(files, path);
  reader.ids();
  const before = reads.length;
  const wanted = [0, 0, 1, 2, 300, 301, 700, 1_998, 5_000];
  const ahead = new ReadAhead(Uint32Array.from(wanted));
  const table = slotTable(60);
  const expectRead = (id: number): void => {
    const has = thousand.includes(id);
    expect(reader.read(id, table, undefined, ahead)).toBe(has);
    if (has) expect(table.columns[59]).toBe(id + 0.5);
  };
  for (const id of wanted) expectRead(id);
  expect(reads.length - before).toBeLessThan(5);
  // In another order, and what was not announced: more reads, the same values.
  for (const id of [...wanted.toReversed(), 40, 300, 42]) expectRead(id);
  reader.close();
});

it('loses no more to a bad sector than what lies there', async () => {
  const path = `${await folder()}/a.blk`;
  await block(path, thousand);
  const { files, reads, bad } = watchedFiles();
  const reader = new BlockReader(files, path);
  reader.ids();
  const table = slotTable(60);
  reader.read(600, table);
  const { offset, length } = reads.at(-1) as { offset: number; length: number };
  Object.assign(bad, { from: offset, until: offset + length });
  const ahead = new ReadAhead(Uint32Array.from(thousand));
  for (const id of thousand) {
    if (id === 600) expect(() => reader.read(id, table, undefined, ahead)).toThrowError('bad sector');
    else {
      expect(reader.read(id, table, undefined, ahead)).toBe(true);
      expect(table.columns[0]).toBe(id + 0.5);
    }
  }
  reader.close();
});

it('loses no more to a damaged page of the table than its series', async () => {
  const path = `${await folder()}/a.blk`;
  await block(path, thousand);
  const { files, reads, bad } = watchedFiles();
  const reader = new BlockReader(files, path);
  const table = slotTable(60);
  // The second page is read first, then the chunk.
  reader.read(1_998, table);
  const { offset, length } = reads.at(-2) as { offset: number; length: number };
  reader.close();
  const again = new BlockReader(files, path);
  Object.assign(bad, { from: offset, until: offset + length });
  const ahead = new ReadAhead(Uint32Array.from(thousand));
  for (const [n, id] of thousand.entries()) {
    if (n < 512) expect(again.read(id, table, undefined, ahead)).toBe(true);
    else expect(() => again.read(id, table, undefined, ahead)).toThrowError('bad sector');
  }
  again.close();
});

it('keeps pages of the tables within a bound, and lets go of those of closed blocks', async () => {
  const dir = await folder();
  const cache = new PageCache(15_000);
  const table = slotTable(60);
  await block(`${dir}/a.blk`, thousand);
  await block(`${dir}/b.blk`, thousand);
  const readers = ['a', 'b'].map((name) => new BlockReader(nodeFiles, `${dir}/${name}.blk`, cache));
  for (let round = 0; round < 3; round++)
    for (const id of [0, 1_998]) for (const reader of readers) expect(reader.read(id, table)).toBe(true);
  expect(cache.bytes).toBeGreaterThan(0);
  expect(cache.bytes).toBeLessThanOrEqual(15_000);
  for (const reader of readers) reader.close();
  expect(cache.bytes).toBe(0);
});

it('gathers the sketches of a series slot by slot', () => {
  const sketches = fc.array(fc.uint8Array({ maxLength: 90 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sketches, fc.integer({ min: -5, max: 5 }), (all, offset) => {
      const builder = new SketchColumnBuilder(30);
      builder.offset = offset;
      all.forEach((bytes, slot) => {
        if (bytes.length > 0) builder.put(slot, Uint8Array.of(9, ...bytes, 9), 1, bytes.length + 1);
      });
      const { bytes, ends } = builder.take();
      expect(bytes.length).toBe(ends.at(-1));
      for (let i = 0; i < 30; i++) {
        const own = bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
        expect([...own]).toEqual([...(all[i - offset] ?? [])]);
      }
    }),
  );
});
