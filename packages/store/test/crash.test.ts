/** Power loss at every moment: nothing acknowledged is lost, nothing counts twice; and each sync is needed for that. */
import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type EmbeddedStore, openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { AFTERMATHS, layOut, type Recorder, recorder } from './crash-recorder.ts';
import { folder, T0 } from './folder.ts';
import { memoryDatabase } from './memory-database.ts';
import { readOne } from './series.ts';

/** Every moment is for the long run; a sample of them for each. */
const LONG: boolean = process.env['CARPY_TEST_LONG'] === '1';

/** One write: what it adds to a counter in a slot, and the operations that stood written when it was acknowledged. */
interface Written {
  readonly name: string;
  readonly slotS: number;
  readonly value: number;
  readonly ackedAt: number;
}

interface Story {
  readonly dir: string;
  readonly recorded: Recorder;
  readonly written: readonly Written[];
}

/** A span of two hours is over soon after this. */
const SPAN_OVER_S = T0 + 6_000;

/**
 * A life: flushes with new names now and then, a seal between them, points late by a window, sealed too; the span merged, the hour derived;
 * points late for what is merged.
 */
async function live(recorded: Recorder): Promise<Story> {
  const dir = await folder();
  let nowS = T0;
  const store = await openEmbedded(
    { dir, flushIntervalMs: 10_000, clock: () => nowS * 1000, files: recorded.files },
    { openDatabase: () => Promise.resolve(memoryDatabase([], recorded.commit)) },
  );
  const written: Written[] = [];
  const writer = store.series.openWriter();
  const make = batches();
  let value = 0;
  const write = async (name: string, slotS: number): Promise<void> => {
    value++;
    await writer.flush(
      make.flush({ slotS, counters: { [name]: value }, timers: { [`carpy.a.s.${name}.ok`]: [value] } }),
    );
    written.push({ name, slotS, value, ackedAt: recorded.operations.length });
  };
  for (const at of [0, 120, 590]) await write('first', T0 + at);
  await write('second', T0 + 300);
  nowS = T0 + 671;
  const sealing = store.settle();
  await write('third', T0 + 660);
  await sealing;
  await write('first', T0 + 670);
  await write('first', T0 + 120);
  await write('fourth', T0 + 130);
  nowS = T0 + 760;
  await store.settle();
  await write('second', T0 + 750);
  nowS = SPAN_OVER_S + 200;
  await store.settle();
  await write('first', T0 + 600);
  nowS += 70;
  await store.settle();
  nowS += 70;
  await store.settle();
  await write('third', nowS);
  expect(store.status().faults).toEqual([]);
  await store.close();
  return { dir, recorded, written };
}

/** Opens what each moment may leave; answers a line for each value that is lost or counted twice. */
async function losses({ dir, recorded, written }: Story, everyNth: number, most: number): Promise<string[]> {
  const { operations } = recorded;
  const found: string[] = [];
  for (let cut = 1; cut <= operations.length && found.length < most; cut += everyNth) {
    // In a sample two of the six aftermaths a moment, other ones each time.
    const aftermaths = LONG ? AFTERMATHS : AFTERMATHS.filter((_, i) => i % 3 === cut % 3);
    for (const aftermath of aftermaths) {
      const target = `${dir}-replay`;
      await rm(target, { recursive: true, force: true });
      const commits = await layOut(operations.slice(0, cut), dir, target, aftermath);
      const store = await openEmbedded(
        { dir: target, flushIntervalMs: 10_000, clock: () => (SPAN_OVER_S + 400) * 1000 },
        { openDatabase: () => Promise.resolve(memoryDatabase(commits)) },
      );
      const where = `${cut} of ${operations.length}, bytes ${aftermath.bytes}, names ${aftermath.names}`;
      found.push(...(await lost(store, written, cut, `${where}, opened`)));
      await store.settle();
      found.push(...(await lost(store, written, cut, `${where}, settled`)));
      await store.close();
    }
  }
  await rm(`${dir}-replay`, { recursive: true, force: true });
  return found;
}

async function lost(store: EmbeddedStore, written: readonly Written[], cut: number, where: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of new Set(written.map((w) => w.name))) {
    const mine = written.filter((w) => w.name === name);
    const acked = mine.filter((w) => w.ackedAt <= cut);
    if (acked.length === 0) continue;
    if (store.series.resolve(name, 1).length === 0) {
      found.push(`${where}: the name ${name} is lost`);
      continue;
    }
    for (const stepS of [10, 60, 600, 3_600]) {
      const { columns, startS } = await readOne(store, name, T0 - 7_200, SPAN_OVER_S + 400, {
        tier: { by: 'step', stepS },
        nowS: SPAN_OVER_S + 400,
      });
      for (const slotS of new Set(mine.map((w) => w.slotS - (w.slotS % stepS)))) {
        const inSlot = (w: Written): boolean => w.slotS - (w.slotS % stepS) === slotS;
        const sure = acked.filter(inSlot).reduce((n, w) => n + w.value, 0);
        // Not acknowledged never means not there: one write may have been under way.
        const next = mine.find((w) => w.ackedAt > cut);
        const possible = [sure, sure + (next !== undefined && inSlot(next) ? next.value : 0)];
        const value = columns['value']?.[(slotS - startS) / stepS] as number;
        if (!possible.includes(Number.isNaN(value) ? 0 : value))
          found.push(`${where}: ${name} at ${slotS} (${stepS} s) is ${value}, not ${possible.join(' or ')}`);
      }
    }
  }
  return found;
}

it('loses nothing acknowledged when the power goes, whatever becomes of unsynced writes', {
  timeout: LONG ? 1_800_000 : 120_000,
}, async () => {
  const story = await live(recorder());
  expect(story.recorded.operations.length).toBeGreaterThan(60);
  expect(await losses(story, LONG ? 1 : 6, 20)).toEqual([]);
});

it.each([
  ['the sync of the log', (path: string, what: string) => what === 'sync' && path.endsWith('.wal')],
  ['the sync of new logs’ names', (path: string, what: string) => what === 'sync-dir' && path.endsWith('/wal')],
  ['the sync of blocks', (path: string, what: string) => what === 'sync' && path.endsWith('.tmp')],
  ['the sync of blocks’ names', (path: string, what: string) => what === 'sync-dir' && /\/blk\/\d+-\d+$/.test(path)],
  ['the sync of the tiers’ folders', (path: string, what: string) => what === 'sync-dir' && path.endsWith('/blk')],
] as const)('would notice if %s were left out', { timeout: 120_000 }, async (_, leaveOut) => {
  const story = await live(recorder(leaveOut));
  expect((await losses(story, 3, 1)).length).toBeGreaterThan(0);
});
