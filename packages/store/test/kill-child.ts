/**
 * The process that kill-rounds.ts kills: writes flushes, points, first points of new series and late flushes, and removes series, under a clock that runs fast, so that
 * seals, merges, derivations and retention happen all the time; says on standard output what was begun and what acknowledged. Arguments:
 * the folder, the first slot, a seed.
 */
import { openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { FLUSH_EACH_S, KILL_TIERS, type KillKind, random, slotOf, valueAt } from './kill-values.ts';

const [dir = '', first = '', seed = ''] = process.argv.slice(2);
const next = random(Number(seed));
let slotS = Number(first);
const store = await openEmbedded({ dir, flushIntervalMs: 10_000, tiers: KILL_TIERS, clock: () => slotS * 1000 });
const writer = store.series.openWriter();
const make = batches();
/** A series that is removed after a while; the next one may get its number. */
let passing = '';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const write = async (kind: KillKind): Promise<void> => {
  const atS = slotOf[kind](slotS);
  const value = valueAt(kind, atS);
  say(`begun ${kind} ${atS} ${passing}`);
  await writer.flush(
    make.flush({
      slotS: atS,
      coveredMs: kind === 'flush' ? 10_000 : 0,
      timers: { 'carpy.a.s.t.ok': [value, value * 2], [`carpy.a.s.t${Math.floor(atS / 20_000)}.ok`]: [1] },
      counters: { [kind]: value, ...(kind === 'flush' ? { [passing]: 1 } : {}) },
    }),
  );
  say(`acked ${kind} ${atS} ${passing}`);
};

/** Points of one batch: all of them are there or none. */
const writePoints = async (...stamps: readonly number[]): Promise<void> => {
  for (const atS of stamps) say(`begun points ${atS}`);
  await writer.points(make.points(stamps.map((atS) => ['points', atS, valueAt('points', atS)])));
  for (const atS of stamps) say(`acked points ${atS}`);
};

/** Points of series whose step nobody knows before the second one. */
const writeYoung = async (name: string, atS: number): Promise<void> => {
  say(`begun young ${atS} ${name}`);
  await writer.points(make.points([[name, atS, valueAt('young', atS)]]));
  say(`acked young ${atS} ${name}`);
};

const remove = async (name: string): Promise<void> => {
  say(`begun remove 0 ${name}`);
  await store.series.remove(name);
  say(`acked remove 0 ${name}`);
};

// The first two points of a series say its step: were the process killed between them, the next one's would make it coarser.
if (store.series.resolve('points', 1).length === 0) await writePoints(slotS, slotS + 10);
let young = { name: '', atS: 0 };
for (let n = 0; ; n++) {
  slotS += FLUSH_EACH_S;
  if (n % 40 === 0) {
    if (passing !== '') await remove(passing);
    passing = `passing${slotS}`;
  }
  await write('flush');
  if (next() < 0.3) await writePoints(slotS - 10 * Math.floor(next() * 30));
  if (n % 3 === 0) {
    young = { name: `young.s${slotS}`, atS: slotS };
    await writeYoung(young.name, young.atS);
  }
  if (n % 3 === 1) await writeYoung(young.name, young.atS + 10);
  if (n % 5 === 0) await write('late');
  if (n % 7 === 0) await write('older');
}
