/** Writes that fail in one log of several, and a disk that stays full. */
import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { nodeFiles } from '../src/files/node-files.ts';
import { batches } from './batches.ts';
import { folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

it('counts nothing twice when a flush that is refused for one of its logs comes again', async () => {
  const dir = await folder();
  const clock = { nowS: T0 + 30 };
  let full = false;
  const create = async (path: string) => {
    if (full && path.includes('late')) throw new Error('ENOSPC');
    return nodeFiles.create(path);
  };
  const store = await openIn(dir, clock, { files: { ...nodeFiles, create } });
  const make = batches();
  const writer = store.series.openWriter();
  // The flush decides this series' step, so it brings this point again, to a window of before.
  await writer.points(make.points([['h', T0 - 7_200, 1]]));
  clock.nowS = T0 + 130;
  await store.settle();
  const batch = make.flush({ slotS: T0 + 120, counters: { 'carpy.a.s.c': 5 }, plain: { h: 7 } });
  full = true;
  await expect(writer.flush(batch)).rejects.toMatchObject({ code: 'CARPY_STORE_FAILED' });
  full = false;
  await writer.flush(batch);
  const sumOf = async (from: typeof store): Promise<number> => {
    const { columns } = await readOne(from, 'carpy.a.s.c', T0, T0 + 600);
    return (columns['value'] ?? []).reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v), 0);
  };
  expect(await sumOf(store)).toBe(5);
  await store.close();
  expect(await sumOf(await openIn(dir, clock))).toBe(5);
});

it('leaves no empty log behind for each try on a full disk', async () => {
  const dir = await folder();
  const create = async (path: string) => {
    const file = await nodeFiles.create(path);
    const append = async (): Promise<void> => {
      throw new Error('ENOSPC');
    };
    return { ...file, append };
  };
  const store = await openIn(dir, { nowS: T0 + 30 }, { files: { ...nodeFiles, create } });
  const make = batches();
  const writer = store.series.openWriter();
  for (let i = 0; i < 5; i++)
    await expect(writer.flush(make.flush({ slotS: T0, counters: { c: 1 } }))).rejects.toThrow();
  expect(await readdir(`${dir}/wal`)).toEqual([]);
});
