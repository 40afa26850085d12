/** Blocks and their chunks: written, read, damaged. */
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../src/codec/bytes.ts';
import { BlockReader } from '../src/embedded/block-reader.ts';
import { BlockWriter } from '../src/embedded/block-writer.ts';
import { decodeChunk, encodeChunk } from '../src/embedded/chunk.ts';
import { mergeSlot, slotTable, widthOf } from '../src/embedded/slot-table.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import { folder, T0 } from './folder.ts';

const head = { stepS: 10, windowS: T0, coveredMs: Float64Array.from({ length: 60 }, (_, i) => i * 100) };

it('chunks: every kind, any slots, sketches or none', () => {
  const kind = fc.constantFrom('timer', 'apdex', 'counter', 'gauge', 'set', 'plain');
  const slots = fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      kind,
      slots,
      fc.infiniteStream(fc.double({ noNaN: true })),
      fc.boolean(),
      (k, places, numbers, keepSketches) => {
        const table = slotTable(60, k);
        for (const place of places) {
          const values = Float64Array.from({ length: 6 }, () => numbers.next().value as number);
          mergeSlot(table, place, values, 0, 1, k === 'timer' && place % 3 > 0 ? Uint8Array.of(place, 7) : undefined);
        }
        const out = new ByteWriter();
        encodeChunk(out, 5, table, keepSketches);
        const back = slotTable(60);
        decodeChunk(out.take(), 5, back);
        const used = 60 * widthOf(k);
        expect([...back.columns.subarray(0, used)]).toEqual([...table.columns.subarray(0, used)]);
        expect(back.kind).toBe(k);
        expect([...back.sketches]).toEqual(keepSketches ? [...table.sketches] : new Array(60).fill(undefined));
        expect(() => decodeChunk(out.take(), 6, back)).toThrowError(RangeError);
      },
    ),
  );
});

async function block(path: string, ids: readonly number[]): Promise<void> {
  const writer = new BlockWriter(nodeFiles, path, head);
  const table = slotTable(60, 'gauge');
  for (const id of ids) {
    table.columns.fill(id + 0.5);
    writer.add(id, (out) => encodeChunk(out, id, table, false));
    if (writer.isFull) await writer.drain();
  }
  const bytes = await writer.finish();
  expect(bytes).toBe((await readFile(path)).length);
}

it.each([
  [[]],
  [[0]],
  [[3, 4, 900]],
  [Array.from({ length: 512 }, (_, i) => i)],
  [Array.from({ length: 20_000 }, (_, i) => i * 3)],
])('finds each series and no other (%#)', async (ids) => {
  const path = `${await folder()}/a.blk`;
  await block(path, ids);
  const reader = new BlockReader(nodeFiles, path);
  expect(reader.head).toEqual(head);
  expect([...reader.ids()]).toEqual(ids);
  const table = slotTable(60);
  for (const id of [...ids.slice(0, 3), ...ids.slice(-600, -500), ...ids.slice(-2)]) {
    expect(reader.read(id, table)).toBe(true);
    expect(table.columns[59]).toBe(id + 0.5);
  }
  expect(reader.read(1, table)).toBe(ids.includes(1));
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
