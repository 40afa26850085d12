/** Chunks: every kind, any slots, bit for bit; what is damaged or another series' is told. */
import { Sketch } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../src/codec/bytes.ts';
import { decodeChunk, encodeChunk, NO_SKETCHES } from '../src/embedded/chunk.ts';
import { SketchColumnBuilder } from '../src/embedded/sketch-column.ts';
import { clearTable, copyRange, mergeSlot, type SlotTable, slotTable, widthOf } from '../src/embedded/slot-table.ts';

const kinds = fc.constantFrom('timer', 'apdex', 'counter', 'gauge', 'set', 'plain');
/** Slots with values: scattered ones, and runs. */
const places = (slots: number) =>
  fc.oneof(
    fc.uniqueArray(fc.nat(slots - 1), { minLength: 1, maxLength: slots }),
    fc
      .array(fc.tuple(fc.nat(slots - 1), fc.integer({ min: 1, max: slots })), { minLength: 1, maxLength: 4 })
      .map((runs) => [
        ...new Set(runs.flatMap(([at, n]) => Array.from({ length: n }, (_, i) => at + i).filter((i) => i < slots))),
      ]),
    fc.constant(Array.from({ length: slots }, (_, i) => i)),
  );
const sketchOf = (values: readonly number[], weight: number): Uint8Array => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value, weight);
  return sketch.encode();
};
const sketches = fc.oneof(
  fc.constant(undefined),
  fc
    .tuple(
      fc.array(fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 90, max: 110 }))),
      fc.constantFrom(1, 1, 3, 2 ** 20, 2 ** 40, 0.1),
    )
    .map(([values, weight]) => sketchOf(values, weight)),
  // Anything else that might stand there comes back too.
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
);

function encoded(table: SlotTable, id: number, keepSketches: boolean): Uint8Array {
  const out = new ByteWriter(8);
  encodeChunk(out, id, table, keepSketches);
  return out.take();
}

it.each([1, 8, 60, 61, 720])('brings back every kind and slot of %i, with sketches or without', (slots) => {
  fc.assert(
    fc.property(
      kinds,
      places(slots),
      fc.infiniteStream(fc.oneof(fc.double({ noNaN: true }), fc.nat(500))),
      fc.infiniteStream(sketches),
      fc.boolean(),
      fc.nat(2 ** 32 - 2),
      (kind, present, numbers, blobs, keep, id) => {
        const table = slotTable(slots, kind);
        for (const place of present) {
          const values = Float64Array.from({ length: 6 }, () => numbers.next().value as number);
          mergeSlot(table, place, values, 0, 1, kind === 'timer' ? blobs.next().value : undefined);
        }
        const bytes = encoded(table, id, keep);
        const back = slotTable(slots);
        back.columns.fill(7);
        decodeChunk(bytes, id, back);
        const used = slots * widthOf(kind);
        expect([...back.columns.subarray(0, used)]).toEqual([...table.columns.subarray(0, used)]);
        expect(back.kind).toBe(kind);
        expect([...back.sketches]).toEqual(keep ? [...table.sketches] : new Array(slots).fill(undefined));
        const column = new SketchColumnBuilder(slots);
        decodeChunk(bytes, id, back, column);
        const gathered = column.take();
        for (let i = 0; i < slots; i++) {
          const own = gathered.bytes.subarray(i === 0 ? 0 : gathered.ends[i - 1], gathered.ends[i]);
          expect([...own]).toEqual(keep ? [...(table.sketches[i] ?? [])] : []);
        }
        decodeChunk(bytes, id, back, NO_SKETCHES);
        expect([...back.columns.subarray(0, used)]).toEqual([...table.columns.subarray(0, used)]);
        expect(() => decodeChunk(bytes, id + 1, back)).toThrowError(RangeError);
      },
    ),
    { numRuns: slots > 100 ? 40 : 100 },
  );
});

it('tells any damaged byte', () => {
  const table = slotTable(60, 'timer');
  for (let i = 0; i < 50; i++)
    mergeSlot(table, i, Float64Array.of(3, i * 7.5, 1, i, i / 3, i), 0, 1, sketchOf([1, i, 40], 1));
  const good = encoded(table, 9, true);
  for (let at = 0; at < good.length; at++) {
    const bytes = Uint8Array.from(good);
    bytes[at] = (bytes[at] as number) ^ 0x10;
    expect(() => decodeChunk(bytes, 9, slotTable(60)), `byte ${at}`).toThrowError(RangeError);
  }
  for (let length = 0; length < good.length; length++)
    expect(() => decodeChunk(good.subarray(0, length), 9, slotTable(60)), `${length} bytes`).toThrowError(RangeError);
});

it('adds at most five bytes to the column when every slot has a value', () => {
  const table = slotTable(720, 'gauge');
  table.columns.fill(12, 0, 720);
  // A column of one value is two bytes.
  expect(encoded(table, 70_000, false).length).toBeLessThanOrEqual(7);
});

it('takes few bytes for where values are', () => {
  const table = slotTable(8_640, 'gauge');
  table.columns[5_000] = 12;
  expect(encoded(table, 1, false).length).toBeLessThan(16);
  table.columns.fill(12, 0, 4_000);
  expect(encoded(table, 1, false).length).toBeLessThan(20);
});

it('takes less than a third of the bytes for the sketches of a transaction', () => {
  const table = slotTable(60, 'timer');
  let bytes = 0;
  for (let i = 0; i < 60; i++) {
    // The quantiles of a lognormal distribution, roughly.
    const values = Array.from({ length: 200 }, (_, n) => 50 * Math.exp(0.3 * Math.log((n + 0.5) / (200 - n - 0.5))));
    const sketch = sketchOf(values, 1);
    bytes += sketch.length;
    mergeSlot(table, i, Float64Array.of(200, 1, 1, 1, 1, 1), 0, 1, sketch);
  }
  expect(encoded(table, 1, true).length - encoded(table, 1, false).length).toBeLessThan(bytes / 3);
});

it('lays short tables into a long one', () => {
  const long = slotTable(12, 'timer');
  const short = slotTable(4, 'timer');
  long.columns.fill(1);
  long.sketches.fill(Uint8Array.of(1));
  mergeSlot(short, 1, Float64Array.of(2, 20, 3, 4, 5, 6), 0, 1, Uint8Array.of(2));
  mergeSlot(short, 2, Float64Array.of(9, 90, 3, 4, 5, 6), 0, 1, undefined);
  copyRange(long, 8, short, 0, 3);
  expect([...long.columns.subarray(7, 12)]).toEqual([1, Number.NaN, 2, 9, 1]);
  expect([...long.columns.subarray(19, 24)]).toEqual([1, Number.NaN, 20, 90, 1]);
  expect(long.sketches.slice(7)).toEqual([Uint8Array.of(1), undefined, Uint8Array.of(2), undefined, Uint8Array.of(1)]);
  clearTable(long, 'gauge');
  const gauge = slotTable(4, 'gauge');
  gauge.columns.set([1, 2, 3, 4]);
  copyRange(long, 0, gauge, 2, 2);
  expect([...long.columns.subarray(0, 3)]).toEqual([3, 4, Number.NaN]);
});
