/** The open interval of a stop: kept whole, taken up once, whenever the power goes. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import type { FileSystem } from '../src/files/file-system.ts';
import { nodeFiles } from '../src/files/node-files.ts';
import { type EmbeddedStore, openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { AFTERMATHS, layOut, type Recorder, recorder } from './crash-recorder.ts';
import { folder, openIn, T0 } from './folder.ts';
import { memoryDatabase } from './memory-database.ts';
import { readOne } from './series.ts';

const bytes = Buffer.from('an open interval');

it('answers what was kept, over restarts, until a flush has taken it up', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const first = await openIn(dir, clock);
  expect(first.window.read()).toBeUndefined();
  await first.window.keep(Buffer.from('older'));
  await first.window.keep(bytes);
  await first.close();
  const second = await openIn(dir, clock);
  const kept = second.window.read();
  expect(Buffer.from(kept?.bytes ?? [])).toEqual(bytes);
  const flush = batches().flush({ slotS: T0, counters: { 'carpy.a.s.custom.x': 1 } });
  await second.series.openWriter().flush({ ...flush, takesUp: kept?.id as string });
  expect(second.window.read()).toBeUndefined();
  await second.close();
  expect((await openIn(dir, clock)).window.read()).toBeUndefined();
});

it('takes up once what a crash left in the log and in the file', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  await store.window.keep(bytes);
  await copyFile(`${dir}/window`, `${dir}/copy`);
  const flush = batches().flush({ slotS: T0, counters: { 'carpy.a.s.custom.x': 1 } });
  await store.series.openWriter().flush({ ...flush, takesUp: store.window.read()?.id as string });
  await store.close();
  await copyFile(`${dir}/copy`, `${dir}/window`);
  expect((await openIn(dir, clock)).window.read()).toBeUndefined();
});

it('keeps the new one while the file of the old one goes', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  let renamed = (): void => undefined;
  const replaced = new Promise<void>((resolve) => {
    renamed = resolve;
  });
  let slow = false;
  const files: FileSystem = {
    ...nodeFiles,
    // As late as can be: after the new file has come, unless that waits for its turn.
    unlink: async (path) => {
      if (slow && path.endsWith('/window')) await Promise.race([replaced, new Promise((r) => setTimeout(r, 500))]);
      await nodeFiles.unlink(path);
    },
    rename: async (from, to) => {
      await nodeFiles.rename(from, to);
      if (slow) renamed();
    },
  };
  const store = await openIn(dir, clock, { files });
  await store.window.keep(Buffer.from('old'));
  slow = true;
  const flush = batches().flush({ slotS: T0, counters: { 'carpy.a.s.custom.x': 1 } });
  const taken = store.series.openWriter().flush({ ...flush, takesUp: store.window.read()?.id as string });
  await vi.waitUntil(() => store.window.read() === undefined);
  await Promise.all([taken, store.window.keep(bytes)]);
  await store.close();
  expect(Buffer.from((await openIn(dir, clock)).window.read()?.bytes ?? [])).toEqual(bytes);
});

it('leaves nothing behind when it says that it could not keep it', async () => {
  const dir = await folder();
  let broken = false;
  const files: FileSystem = {
    ...nodeFiles,
    syncDir: async (path) => {
      if (broken && path === dir) throw new Error('no sync');
      await nodeFiles.syncDir(path);
    },
  };
  const store = await openIn(dir, { nowS: T0 }, { files });
  broken = true;
  await expect(store.window.keep(bytes)).rejects.toThrow('no sync');
  broken = false;
  await store.close();
  expect((await openIn(dir, { nowS: T0 })).window.read()).toBeUndefined();
});

it('goes with a flush that is too old to be kept', async () => {
  const dir = await folder();
  const store = await openIn(dir, { nowS: T0 });
  await store.window.keep(bytes);
  const flush = batches().flush({ slotS: T0 - 86_400 * 30, counters: { 'carpy.a.s.custom.x': 1 } });
  await store.series.openWriter().flush({ ...flush, takesUp: store.window.read()?.id as string });
  expect(store.window.read()).toBeUndefined();
});

it.each([0, 9, 17, 30])('sets a damaged one aside and says so (byte %i)', async (at) => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  await store.window.keep(bytes);
  await store.close();
  const file = await readFile(`${dir}/window`);
  file[at] = (file[at] as number) ^ 0x40;
  await writeFile(`${dir}/window`, file);
  const again = await openIn(dir, clock);
  expect(again.window.read()).toBeUndefined();
  expect(again.status().faults.join()).toContain('window.damaged');
});

/** Kept, taken up, and then so much later that the log which names it is sealed and gone. Answers how many operations stood when it was kept. */
async function live(recorded: Recorder): Promise<{ dir: string; keptAt: number }> {
  const dir = await folder();
  let nowS = T0;
  const store = await openEmbedded(
    { dir, flushIntervalMs: 10_000, clock: () => nowS * 1000, files: recorded.files },
    { openDatabase: () => Promise.resolve(memoryDatabase([], recorded.commit)) },
  );
  const writer = store.series.openWriter();
  const make = batches();
  await writer.flush(make.flush({ slotS: T0, counters: { other: 1 } }));
  await store.window.keep(bytes);
  const keptAt = recorded.operations.length;
  const takesUp = store.window.read()?.id as string;
  await writer.flush({ ...make.flush({ slotS: T0 + 10, counters: { kept: 1 } }), takesUp });
  nowS = T0 + 700;
  await store.settle();
  await writer.flush(make.flush({ slotS: T0 + 690, counters: { other: 1 } }));
  await store.close();
  return { dir, keptAt };
}

async function timesThere(store: EmbeddedStore): Promise<number> {
  const inFile = store.window.read() === undefined ? 0 : 1;
  if (store.series.resolve('kept', 1).length === 0) return inFile;
  const { columns } = await readOne(store, 'kept', T0, T0 + 10, { tier: { by: 'step', stepS: 10 }, nowS: T0 + 800 });
  return inFile + (columns['value'] ?? []).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}

/** A line for each moment after which the window is not there once; at most about `most`. */
async function faultsOf(recorded: Recorder, most: number): Promise<string[]> {
  const { dir, keptAt } = await live(recorded);
  const { operations } = recorded;
  const found: string[] = [];
  for (let cut = 1; cut <= operations.length && found.length < most; cut++) {
    for (const aftermath of AFTERMATHS) {
      const target = `${dir}-replay`;
      await rm(target, { recursive: true, force: true });
      const commits = await layOut(operations.slice(0, cut), dir, target, aftermath);
      const store = await openEmbedded(
        { dir: target, flushIntervalMs: 10_000, clock: () => (T0 + 800) * 1000 },
        { openDatabase: () => Promise.resolve(memoryDatabase(commits)) },
      );
      const times = await timesThere(store);
      const fine = cut < keptAt ? times <= 1 : times === 1;
      if (!fine)
        found.push(
          `${cut} of ${operations.length}, bytes ${aftermath.bytes}, names ${aftermath.names}: ${times} times`,
        );
      await store.close();
    }
  }
  await rm(`${dir}-replay`, { recursive: true, force: true });
  return found;
}

it('is there once when the power goes, whatever becomes of unsynced writes', { timeout: 60_000 }, async () => {
  expect(await faultsOf(recorder(), 20)).toEqual([]);
});

it.each([
  ['the sync of its bytes', (path: string, what: string) => what === 'sync' && path.endsWith('window.tmp')],
  ['the sync of its name', (path: string, what: string) => what === 'sync-dir' && /carpy-store-[^/]*$/.test(path)],
] as const)('would notice if %s were left out', { timeout: 60_000 }, async (_, leaveOut) => {
  expect((await faultsOf(recorder(leaveOut), 1)).length).toBeGreaterThan(0);
});
