import type { SeriesKind } from '@carpy/core';
import { expect, it } from 'vitest';
import type { BlockEntry } from '../src/embedded/block-entry.ts';
import type { BlockFiles } from '../src/embedded/block-files.ts';
import { NO_SKETCHES } from '../src/embedded/chunk.ts';
import { ChunkCache } from '../src/embedded/chunk-cache.ts';
import { clearTable, slotTable } from '../src/embedded/slot-table.ts';

const SLOTS = 4;
const entry = (file: string): BlockEntry => ({ file }) as BlockEntry;

/** Blocks whose series 1 to 9 hold 100 · id and on; of `damaged` ones nothing can be read. */
function fakeFiles(kind: SeriesKind = 'plain', damaged: ReadonlySet<number> = new Set()) {
  const asked: string[] = [];
  const files = {
    open: () => ({ has: (id: number) => id >= 1 && id <= 9 }),
    read: ({ file }: BlockEntry, id: number, table: ReturnType<typeof slotTable>) => {
      asked.push(`${file} ${id}`);
      if (id < 1 || id > 9 || damaged.has(id)) return false;
      clearTable(table, kind);
      for (let i = 0; i < SLOTS; i++) table.columns[i] = 100 * id + i;
      return true;
    },
  };
  return { asked, files: files as unknown as BlockFiles };
}

function reading(cache: ChunkCache, files: BlockFiles) {
  const cached = cache.before(files);
  return (file: string, id: number): number[] | undefined => {
    const table = slotTable(SLOTS);
    return cached.read(entry(file), id, table, NO_SKETCHES) ? [...table.columns.subarray(0, SLOTS)] : undefined;
  };
}

it('reads each chunk once, and remembers what a block has not', () => {
  const { asked, files } = fakeFiles();
  const read = reading(new ChunkCache(), files);
  for (const _ of [1, 2]) {
    expect(read('a', 3)).toEqual([300, 301, 302, 303]);
    expect(read('b', 3)).toEqual([300, 301, 302, 303]);
    expect(read('a', 77)).toBeUndefined();
  }
  expect(asked).toEqual(['a 3', 'b 3', 'a 77']);
});

it('asks again for what could not be read', () => {
  const { asked, files } = fakeFiles('plain', new Set([5]));
  const read = reading(new ChunkCache(), files);
  for (const _ of [1, 2]) expect(read('a', 5)).toBeUndefined();
  expect(asked).toEqual(['a 5', 'a 5']);
});

it('hands out copies: what a reader changes stays its own', () => {
  const { files } = fakeFiles('counter');
  const cached = new ChunkCache().before(files);
  const table = slotTable(SLOTS);
  cached.read(entry('a'), 1, table, NO_SKETCHES);
  table.columns.fill(-1);
  cached.read(entry('a'), 1, table, NO_SKETCHES);
  expect([table.kind, ...table.columns.subarray(0, SLOTS)]).toEqual(['counter', 100, 101, 102, 103]);
});

it('leaves sketches to the files, and none of another series in the table', () => {
  const { asked, files } = fakeFiles('timer');
  const cached = new ChunkCache().before(files);
  const table = slotTable(SLOTS, 'timer');
  for (const _ of [1, 2]) cached.read(entry('a'), 1, table);
  cached.read(entry('a'), 1, table, NO_SKETCHES);
  table.sketches[2] = Uint8Array.of(1);
  cached.read(entry('a'), 1, table, NO_SKETCHES);
  expect(table.sketches[2]).toBeUndefined();
  expect(asked).toHaveLength(3);
});

it('stays within its bound: the block read longest ago goes first, and one that is too large keeps what fits', () => {
  const { asked, files } = fakeFiles();
  const cache = new ChunkCache(4 * (SLOTS * 8 + 250));
  const read = reading(cache, files);
  for (const file of ['a', 'b']) for (const id of [1, 2]) read(file, id);
  read('a', 1);
  read('c', 1);
  expect(cache.bytes).toBeLessThanOrEqual(4 * (SLOTS * 8 + 250));
  asked.length = 0;
  read('a', 1);
  read('b', 1);
  expect(asked).toEqual(['b 1']);
  for (let id = 1; id <= 9; id++) read('d', id);
  asked.length = 0;
  for (let id = 1; id <= 9; id++) read('d', id);
  expect(asked).toEqual(['d 5', 'd 6', 'd 7', 'd 8', 'd 9']);
});
