/**
 * The process that kill-rounds.ts kills: writes flushes, points and late flushes under a clock that runs fast, so that seals happen all
 * the time, and says on standard output what was acknowledged. Arguments: the folder, the first slot, a seed.
 */
import { openEmbedded } from '../src/index.ts';
import { batches } from './batches.ts';
import { random, valueAt } from './kill-values.ts';

const [dir = '', first = '', seed = ''] = process.argv.slice(2);
const next = random(Number(seed));
let slotS = Number(first);
const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => slotS * 1000 });
const writer = store.series.openWriter();
const make = batches();

const write = async (kind: 'flush' | 'late', atS: number): Promise<void> => {
  const value = valueAt(kind, atS);
  process.stdout.write(`begun ${kind} ${atS}\n`);
  await writer.flush(
    make.flush({
      slotS: atS,
      coveredMs: kind === 'flush' ? 10_000 : 0,
      timers: { 'carpy.a.s.t.ok': [value, value * 2], [`carpy.a.s.t${Math.floor(atS / 5_000)}.ok`]: [1] },
      counters: { [kind]: value },
    }),
  );
  process.stdout.write(`acked ${kind} ${atS}\n`);
};

for (;;) {
  slotS += 10;
  await write('flush', slotS);
  if (next() < 0.3) {
    const atS = slotS - 10 * Math.floor(next() * 30);
    process.stdout.write(`begun points ${atS}\n`);
    await writer.points(make.points([['points', atS, valueAt('points', atS)]]));
    process.stdout.write(`acked points ${atS}\n`);
  }
  // Each slot gets at most one late flush: slots are told apart by the last digit of their number.
  if (slotS % 100 === 0) await write('late', slotS - 1_000);
}
