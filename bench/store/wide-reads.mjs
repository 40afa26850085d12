/**
 * What a page of many transactions reads: 600 records with sketches, out of 3,000 timers, over the last hour and the last day. The
 * day is sealed but for its last half hour or so, which is in memory at 10 s. `npm run build` first; `--quick` is a smoke run.
 *
 *     node bench/store/wide-reads.mjs [--quick] [--dir <folder to keep, or kept>]
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { openEmbedded } from '@carpy/store';
import { timerFlush } from './made-up-flush.mjs';

const { values: args } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, dir: { type: 'string' } },
});
const TIMERS = 3_000;
/** Every fifth timer is an outcome of a transaction, so that it keeps its sketches. */
const EVERY = 5;
const WINDOWS = args.quick ? 6 : 144;
const ROUNDS = args.quick ? 2 : 7;
const T0 = 1_700_000_400;
const END_S = T0 + WINDOWS * 600;

const dir = args.dir ?? (await mkdtemp(`${tmpdir()}/carpy-bench-`));
try {
  if (!existsSync(`${dir}/blk`)) await fill();
  await measure();
} finally {
  if (args.dir === undefined) await rm(dir, { recursive: true, force: true });
}

async function fill() {
  let nowS = T0;
  const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => nowS * 1000 });
  const writer = store.series.openWriter();
  const batches = Array.from({ length: 20 }, (_, i) => flush(i));
  let declared = batches[0].declared;
  for (let window = 0; window < WINDOWS; window++) {
    // Old windows have a flush a minute: their blocks of 1 minute are as large, and the bench is made in a tenth of the time.
    const stepS = window >= WINDOWS - 2 ? 10 : 60;
    for (let s = 0; s < 600; s += stepS) {
      nowS = T0 + window * 600 + s;
      await writer.flush({ ...batches[(window + s / stepS) % batches.length], slotS: nowS, declared });
      declared = [];
    }
    if (window === WINDOWS - 3) {
      nowS += 700;
      await store.settle();
    }
  }
  await store.close();
}

async function measure() {
  const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => END_S * 1000 });
  // The pages' order is that of the paths, not of the ids.
  const ids = store.series.resolveRecords('carpy.shop.web.*.ok', 10_000).map(({ id }) => id);
  console.log(`machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; ${ids.length} records`);
  for (const hours of args.quick ? [1] : [1, 24]) {
    const took = [];
    let sum = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const answer = await store.series.read({
        ids,
        fromS: END_S - hours * 3600,
        untilS: END_S,
        nowS: END_S,
        tier: { by: 'step', stepS: 60 },
        sketches: 'required',
      });
      took.push(performance.now() - start);
      if (round === 0) sum = checkSum(answer);
    }
    took.sort((a, b) => a - b);
    const [least, middle, greatest] = [took[0], took[took.length >> 1], took.at(-1)].map((ms) => ms.toFixed(0));
    console.log(`${hours} h: ${middle} ms (${least} to ${greatest}, n = ${took.length}); sum ${sum}`);
  }
  await store.close();
}

/** Differs when any byte of the answer does. */
function checkSum({ series }) {
  let sum = 0;
  for (const { columns, sketches } of series) {
    for (const value of columns) if (!Number.isNaN(value)) sum = (sum * 31 + value * 1000) % 1e9;
    for (const byte of sketches.bytes) sum = (sum * 31 + byte) % 1e9;
    for (const end of sketches.ends) sum = (sum * 31 + end) % 1e9;
  }
  return Math.round(sum);
}

function flush(i) {
  const nameOf = (id) =>
    `carpy.shop.web.t${Math.floor(id / EVERY)}${id % EVERY === 0 ? '' : `.children.f${id % EVERY}`}.ok`;
  return timerFlush(TIMERS, i, nameOf);
}
