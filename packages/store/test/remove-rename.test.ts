/** Series that are removed, renamed or forgotten: what answers, what stays on disk, and that no name ever shows another one's points. */
import { expect, it } from 'vitest';
import { nodeFiles } from '../src/files/node-files.ts';
import type { EmbeddedStore, FileSystem } from '../src/index.ts';
import { batches } from './batches.ts';
import { type Clock, folder, openIn, T0 } from './folder.ts';
import { readOne } from './series.ts';

const DAY_S = 86_400;

/** Everything that one hour around T0 has of a series, in the tier of 10 s: the values that are there. */
async function valuesOf(store: EmbeddedStore, name: string, clock: Clock, stepS = 10): Promise<number[]> {
  const read = await readOne(store, name, T0 - 4_000, T0 + 9_000, { tier: { by: 'step', stepS }, nowS: clock.nowS });
  return (read.columns['value'] ?? []).filter((value) => !Number.isNaN(value));
}

interface Life {
  readonly dir: string;
  readonly clock: Clock;
}

/** A folder in which the last series made is `old.c`, with a point in sealed blocks. */
async function sealed(): Promise<Life> {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  await store.series.openWriter().flush(batches().flush({ slotS: T0, counters: { kept: 1, 'old.c': 7 } }));
  clock.nowS = T0 + 700;
  await store.settle();
  await store.close();
  return { dir, clock };
}

it.each([
  ['at once', async (store: EmbeddedStore) => store],
  [
    'after a restart',
    async (store: EmbeddedStore, { dir, clock }: Life) => {
      await store.close();
      return openIn(dir, clock);
    },
  ],
  [
    'once nothing of it is on disk',
    async (store: EmbeddedStore, { clock }: Life) => {
      clock.nowS += 700;
      await store.settle();
      return store;
    },
  ],
  [
    'after that and a restart',
    async (store: EmbeddedStore, { dir, clock }: Life) => {
      clock.nowS += 700;
      await store.settle();
      await store.close();
      return openIn(dir, clock);
    },
  ],
])('shows nothing of a removed series under a new name: %s', async (_, later) => {
  const life = await sealed();
  const { clock } = life;
  const before = await openIn(life.dir, clock);
  expect(await before.series.remove('old')).toEqual({ series: 1 });
  const store = await later(before, life);
  expect(store.series.count('old')).toBe(0);
  await store.series.openWriter().flush(batches().flush({ slotS: T0 + 700, counters: { fresh: 2, kept: 3 } }));
  const look = async (): Promise<void> => {
    for (const stepS of [10, 60, 600, 3_600]) {
      expect((await valuesOf(store, 'fresh', clock, stepS)).reduce((a, b) => a + b)).toBe(2);
      expect((await valuesOf(store, 'kept', clock, stepS)).reduce((a, b) => a + b)).toBe(4);
    }
  };
  await look();
  clock.nowS += 9_000;
  await store.settle();
  await look();
  expect(store.status().faults).toEqual([]);
});

it('removes a series while batches wait for the disk: what was sent before goes, what is sent after is new', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  let held: Promise<void> = Promise.resolve();
  const files: FileSystem = {
    ...nodeFiles,
    async create(path) {
      const file = await nodeFiles.create(path);
      return { ...file, sync: () => held.then(() => file.sync()) };
    },
  };
  const store = await openIn(dir, clock, { files });
  const make = batches();
  const writer = store.series.openWriter();
  await writer.flush(make.flush({ slotS: T0, counters: { kept: 1, 'old.c': 7 } }));
  let letGo = (): void => undefined;
  held = new Promise((resolve) => {
    letGo = resolve;
  });
  // The first is at the disk, the second waits behind it.
  const waiting = [10, 20].map((s) => writer.flush(make.flush({ slotS: T0 + s, counters: { kept: 1, 'old.c': 7 } })));
  await new Promise((resolve) => setImmediate(resolve));
  const removing = store.series.remove('old');
  // Prepared while the name is still there; it may be refused or taken, but must not come back under another's number.
  const between = writer.flush(make.flush({ slotS: T0 + 30, counters: { kept: 1, 'old.c': 7 } }));
  letGo();
  expect(await removing).toEqual({ series: 1 });
  await Promise.all([...waiting, between]);
  await writer.flush(make.flush({ slotS: T0 + 40, counters: { kept: 1, fresh: 5 } }));
  await writer.flush(make.flush({ slotS: T0 + 50, counters: { kept: 1, 'old.c': 100 } }));
  const look = async (of: EmbeddedStore): Promise<void> => {
    expect(await valuesOf(of, 'kept', clock)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await valuesOf(of, 'fresh', clock)).toEqual([5]);
    expect(await valuesOf(of, 'old.c', clock)).toEqual([100]);
    expect(of.status().faults).toEqual([]);
  };
  await look(store);
  clock.nowS += 700;
  await store.settle();
  await look(store);
  await store.close();
  await look(await openIn(dir, clock));
});

it('lets a writer go on under a removed name, without the old points', async () => {
  const { dir, clock } = await sealed();
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  await writer.flush(make.flush({ slotS: T0 + 690, counters: { 'old.c': 5 } }));
  await store.series.remove('old.c');
  expect(store.series.find('old.*')).toEqual([]);
  await writer.flush(make.flush({ slotS: T0 + 700, counters: { 'old.c': 3 } }));
  expect(await valuesOf(store, 'old.c', clock)).toEqual([3]);
  clock.nowS += 9_000;
  await store.settle();
  for (const stepS of [10, 60, 600, 3_600]) expect(await valuesOf(store, 'old.c', clock, stepS)).toEqual([3]);
});

it('takes points along to a new name; a writer goes on under the old one', async () => {
  const { dir, clock } = await sealed();
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  await writer.flush(make.flush({ slotS: T0 + 690, counters: { 'old.c': 5 } }));
  expect(await store.series.rename('old', 'moved.here')).toEqual({ series: 1 });
  await writer.flush(make.flush({ slotS: T0 + 700, counters: { 'old.c': 3 } }));
  const look = async (opened: EmbeddedStore): Promise<void> => {
    expect(await valuesOf(opened, 'moved.here.c', clock)).toEqual([7, 5]);
    expect(await valuesOf(opened, 'old.c', clock)).toEqual([3]);
  };
  await look(store);
  clock.nowS += 9_000;
  await store.settle();
  await look(store);
  await store.close();
  await look(await openIn(dir, clock));
});

it('refuses a rename onto what is there, whole, and goes on', async () => {
  const store = await openIn(await folder(), { nowS: T0 });
  const writer = store.series.openWriter();
  const make = batches();
  await writer.flush(make.flush({ slotS: T0, counters: { 'a.x': 1, 'a.y': 2, 'b.y': 3 } }));
  for (const [from, to] of [
    ['a', 'b'],
    ['a', 'a.x'],
    ['a', ''],
    ['a.*', 'c'],
  ] as const)
    await expect(store.series.rename(from, to)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
  expect(store.series.resolve('*.*', 9).map((m) => m.path)).toEqual(['a.x', 'a.y', 'b.y']);
  await writer.flush(make.flush({ slotS: T0, counters: { 'a.x': 1, 'a.y': 2, 'b.y': 3 } }));
  expect((await readOne(store, 'a.x', T0 - 10, T0)).columns['value']).toEqual([2]);
});

it('forgets a name with its last point, and shows nothing of it under the next name', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const tiers = [
    { stepS: 10, retentionS: DAY_S },
    { stepS: 3_600, retentionS: 5 * DAY_S },
  ];
  const first = await openIn(dir, clock, { tiers });
  const writer = first.series.openWriter();
  const make = batches();
  await writer.flush(make.flush({ slotS: T0, counters: { stays: 1, goes: 7 } }));
  for (let day = 1; day < 40; day++) {
    clock.nowS = T0 + day * DAY_S;
    await writer.flush(make.flush({ slotS: clock.nowS, counters: { stays: 1 } }));
    await first.settle();
  }
  expect(first.series.resolve('*', 9).map((m) => m.path)).toEqual(['stays']);
  await first.series.openWriter().flush(batches().flush({ slotS: clock.nowS, counters: { next: 2 } }));
  await writer.flush(make.flush({ slotS: clock.nowS, counters: { goes: 3 } }));
  await first.close();
  const store = await openIn(dir, clock, { tiers });
  for (const [name, value] of [
    ['next', 2],
    ['goes', 3],
  ] as const) {
    const read = await readOne(store, name, T0 - 10, clock.nowS, { tier: { by: 'step', stepS: 3_600 } });
    expect((read.columns['value'] ?? []).filter((v) => !Number.isNaN(v))).toEqual([value]);
  }
});

it('hides a server that is silent for 14 days, over restarts too', async () => {
  const dir = await folder();
  const clock = { nowS: T0 };
  const store = await openIn(dir, clock);
  const writer = store.series.openWriter();
  const make = batches();
  const names = { 'carpy.shop.old.custom.n': 1, 'carpy.shop.new.custom.n': 1 };
  await writer.flush(make.flush({ slotS: T0, counters: names }));
  const shown = (opened: EmbeddedStore): string[] => opened.series.find('carpy.shop.*').map((n) => n.name);
  clock.nowS = T0 + 13 * DAY_S;
  expect(shown(store)).toEqual(['new', 'old']);
  clock.nowS = T0 + 16 * DAY_S;
  await writer.flush(make.flush({ slotS: clock.nowS, counters: { 'carpy.shop.new.custom.n': 1 } }));
  await store.settle();
  expect(shown(store)).toEqual(['new']);
  await store.close();
  const again = await openIn(dir, clock);
  expect(shown(again)).toEqual(['new']);
  expect(again.series.find('carpy.shop.*', { silent: 'show' }).map((n) => n.name)).toEqual(['new', 'old']);
  expect(again.series.find('carpy.shop.old').map((n) => n.name)).toEqual(['old']);
});
