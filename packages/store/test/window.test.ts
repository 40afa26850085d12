import type { SeriesKind } from '@carpy/core';
import { expect, it } from 'vitest';
import { NO_ROWS, NO_TIMERS, type Section, valuesOf } from '../src/embedded/section.ts';
import { clearTable, slotTable } from '../src/embedded/slot-table.ts';
import { WindowMemory } from '../src/embedded/window.ts';

const T0 = 1_700_000_400;
const kindOf = (id: number): SeriesKind => (id === 1 ? 'counter' : 'plain');

function section(slotS: number, rows: Readonly<Record<number, number>>, stepS = 0, coveredMs = 0): Section {
  const entries = Object.entries(rows);
  const values = valuesOf(entries.length);
  for (const [i, [, value]] of entries.entries()) values[i] = value;
  const ids = Uint32Array.from(entries, ([id]) => Number(id));
  return { slotS, stepS, coveredMs, timers: NO_TIMERS, apdex: NO_ROWS, values: { ids, values } };
}

function memoryOf(...sections: Section[]): WindowMemory {
  const memory = new WindowMemory(T0);
  for (const s of sections) memory.add(s, kindOf);
  return memory;
}

/** Values by second of the window. */
function gathered(memory: WindowMemory, id: number, stepS: number): Record<number, number> {
  const table = slotTable(600 / stepS);
  table.stepS = stepS;
  clearTable(table, kindOf(id));
  memory.gather(id, table);
  const all: Record<number, number> = {};
  for (const [slot, value] of table.columns.subarray(0, table.slots).entries())
    if (!Number.isNaN(value)) all[slot * stepS] = value;
  return all;
}

it('puts what came at any second into slots of the step that is asked for', () => {
  const memory = memoryOf(section(T0 + 10, { 1: 1, 2: 5 }, 10), section(T0 + 20, { 1: 2, 2: 6 }, 10));
  expect(gathered(memory, 1, 10)).toEqual({ 10: 1, 20: 2 });
  expect(gathered(memory, 1, 60)).toEqual({ 0: 3 });
  expect(gathered(memory, 2, 60)).toEqual({ 0: 6 });
  expect(gathered(memory, 2, 600)).toEqual({ 0: 6 });
});

it('lets the later stamp of plain values win, in whatever order they came', () => {
  const memory = memoryOf(
    section(T0 + 50, { 2: 5 }, 10),
    section(T0 + 40, { 2: 4 }, 10),
    section(T0 + 50, { 2: 6 }, 10),
  );
  expect(gathered(memory, 2, 60)).toEqual({ 0: 6 });
});

it('takes points from before their series’ step was known as the earliest', () => {
  const memory = memoryOf(section(T0 + 7, { 2: 1 }), section(T0, { 2: 1 }), section(T0, { 2: 2 }));
  expect(gathered(memory, 2, 10)).toEqual({ 0: 2 });
});

it('finds series in any order of asking, and those that are not there', () => {
  const memory = memoryOf(section(T0, { 2: 2, 5: 5, 9: 9 }));
  for (const id of [9, 3, 2, 7, 5, 0, 9, 12, 2])
    expect(gathered(memory, id, 10)).toEqual([2, 5, 9].includes(id) ? { 0: id } : {});
  expect([...memory.ids()]).toEqual([2, 5, 9]);
});

it('answers the same after many small sections were made one', () => {
  const memory = new WindowMemory(T0);
  for (let i = 0; i < 100; i++) memory.add(section(T0, { [1]: 1, [10 + (i % 20)]: i }), kindOf);
  expect(gathered(memory, 1, 10)).toEqual({ 0: 100 });
  expect(gathered(memory, 12, 10)).toEqual({ 0: 82 });
  expect(memory.ids().length).toBe(21);
});

it('says which slots hold anything, and how much of each step was recorded', () => {
  const memory = memoryOf(
    section(T0 + 60, { 2: 1 }, 10, 8_000),
    section(T0 + 60, {}, 10, 5_000),
    section(T0 + 70, {}, 10, 1_000),
  );
  expect(memory.span()).toEqual({ firstS: T0 + 60, lastS: T0 + 60 });
  expect([...memory.coverage(10)].slice(5, 9)).toEqual([0, 10_000, 1_000, 0]);
  expect([...memory.coverage(60)].slice(0, 3)).toEqual([0, 11_000, 0]);
  expect(new WindowMemory(T0).span()).toBeUndefined();
});

it('keeps equal ids of sections one after the other once', () => {
  const rows = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [i, i]));
  const memory = memoryOf(section(T0, rows), section(T0 + 10, rows));
  const { slots } = memory.toMessage();
  expect(slots[1]?.sections[0]?.values.ids).toBe(slots[0]?.sections[0]?.values.ids);
  expect(memory.bytes).toBeLessThan(2 * memoryOf(section(T0, rows)).bytes - 3_999);
});

it('crosses to another thread whole, long values without a copy', () => {
  const rows = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [i + 2, i]));
  const memory = memoryOf(section(T0, rows, 10, 9_000), section(T0 + 10, { 3: 7 }));
  const there = WindowMemory.fromMessage(structuredClone(memory.toMessage()));
  expect(gathered(there, 3, 10)).toEqual({ 0: 1, 10: 7 });
  expect(there.ids()).toEqual(memory.ids());
  expect(there.coverage(10)).toEqual(memory.coverage(10));
  expect(there.bytes).toBe(memory.bytes);
  expect(memory.toMessage().slots[0]?.sections[0]?.values.values.buffer).toBeInstanceOf(SharedArrayBuffer);
});
