/**
 * The embedded store: what a point costs to store (log, memory, seal, roll-up), how many bytes it takes, a read of one series over six
 * hours, and find among many names. `npm run build` first; `--quick` is a smoke run whose figures mean nothing.
 *
 *     node bench/store/index.mjs [--quick]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { openEmbedded } from '@carpy/store';
import { emptyFlush, noise, timerFlush } from './made-up-flush.mjs';

const { values: args } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const size = args.quick
  ? { series: 500, windows: 2, rounds: 1, reads: 20, names: 2_000, finds: 5 }
  : { series: 10_000, windows: 6, rounds: 3, reads: 200, names: 100_000, finds: 50 };
const T0 = 1_700_000_400;

console.log(
  `machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; median (least to greatest) of n runs`,
);
await bench();

async function bench() {
  const plain = await repeat(size.rounds, () => store(plainFlush));
  show(
    `${size.series} plain series`,
    'points / CPU s',
    plain.map((r) => r.pointsPerCpuSecond),
    0,
  );
  show(
    `${size.series} plain series`,
    'bytes a 10 s point, with roll-ups',
    plain.map((r) => r.bytesPerPoint),
    3,
  );
  show(
    `${size.series} plain series`,
    'longest turn of the event loop, ms',
    plain.map((r) => r.longestMs),
    0,
  );
  const timers = await repeat(size.rounds, () => store(timersFlush));
  const leaves = Math.floor(size.series / 6) * 6;
  show(
    `${leaves} leaves of timers`,
    'points / CPU s',
    timers.map((r) => r.pointsPerCpuSecond),
    0,
  );
  show(
    `${leaves} leaves of timers`,
    'bytes a 10 s point, roll-ups and sketches too',
    timers.map((r) => r.bytesPerPoint),
    3,
  );
  show('1 series x 6 h', 'ms', await reads(), 3);
  const { narrow, wide } = await finds();
  show(`find 1,000 of ${size.names} names`, 'ms', narrow, 3);
  show(`wide glob over ${size.names} names`, 'ms', wide, 3);
}

/** Ten minutes at a time: 60 flushes, then the seal. */
async function store(flushOf) {
  return inFolder(async (dir) => {
    let nowS = T0;
    const opened = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => nowS * 1000 });
    const writer = opened.series.openWriter();
    const batches = Array.from({ length: 60 }, (_, i) => flushOf(i));
    let points = 0;
    let longestMs = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 1);
    const before = process.cpuUsage();
    for (let window = 0; window < size.windows; window++) {
      for (let i = 0; i < 60; i++) {
        nowS = T0 + window * 600 + i * 10;
        const batch = { ...batches[i], slotS: nowS, declared: window + i === 0 ? batches[0].declared : [] };
        points += (await writer.flush(batch)).stored * batches[i].leaves;
      }
      nowS += 700;
      await opened.settle();
    }
    const { user, system } = process.cpuUsage(before);
    clearInterval(watch);
    const { diskBytes, faults } = opened.status();
    if (faults.length > 0) throw new Error(faults.join('\n'));
    await opened.close();
    return { pointsPerCpuSecond: points / ((user + system) / 1e6), bytesPerPoint: diskBytes / points, longestMs };
  });
}

/** Three kinds of series: slow gauges with two decimals, counts, and durations with three. */
function plainFlush(i) {
  const ids = Uint32Array.from({ length: size.series }, (_, id) => id);
  const values = Float64Array.from(ids, (id) => {
    if (id % 3 === 0) return Math.round((50 + 10 * Math.sin((id + i) / 20)) * 100) / 100;
    if (id % 3 === 1) return Math.floor(noise(id, i) * 40);
    return Math.round((20 + noise(id, i) * 10) * 1000) / 1000;
  });
  const declared = [...ids].map((id) => ({
    id,
    kind: 'plain',
    name: `servers.host${id % 100}.group${Math.floor(id / 100) % 10}.value${id}`,
  }));
  return { ...emptyFlush(), declared, values: { ids, values }, leaves: 1 };
}

/** One timer in ten is a transaction's outcome, the rest are functions. */
function timersFlush(i) {
  const nameOf = (id) =>
    `carpy.shop.web-${id % 4}.t${Math.floor(id / 10)}${id % 10 === 0 ? '' : `.children.f${id % 10}`}.ok`;
  return { ...timerFlush(Math.floor(size.series / 6), i, nameOf), leaves: 6 };
}

async function reads() {
  return inFolder(async (dir) => {
    let nowS = T0;
    const opened = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => nowS * 1000 });
    const writer = opened.series.openWriter();
    const batches = Array.from({ length: 60 }, (_, i) => plainFlush(i));
    const windows = args.quick ? 2 : 36;
    for (let window = 0; window < windows; window++) {
      for (let i = 0; i < 60; i++) {
        nowS = T0 + window * 600 + i * 10;
        await writer.flush({ ...batches[i], slotS: nowS, declared: window + i === 0 ? batches[0].declared : [] });
      }
    }
    nowS += 700;
    await opened.settle();
    const untilS = T0 + windows * 600;
    const took = [];
    for (let n = 0; n < size.reads; n++) {
      const start = performance.now();
      await opened.series.read({
        ids: [(n * 7_919) % size.series],
        fromS: untilS - windows * 600,
        untilS,
        nowS: untilS,
        tier: { by: 'age' },
        sketches: 'none',
      });
      took.push(performance.now() - start);
    }
    await opened.close();
    return took;
  });
}

async function finds() {
  return inFolder(async (dir) => {
    const opened = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => T0 * 1000 });
    const groups = size.names / 1_000;
    const ids = Uint32Array.from({ length: size.names }, (_, id) => id);
    const declared = [...ids].map((id) => ({
      id,
      kind: 'plain',
      name: `group${id % groups}.s${Math.floor(id / groups)}`,
    }));
    await opened.series
      .openWriter()
      .points({ declared, ids, atS: new Float64Array(ids.length).fill(T0), values: new Float64Array(ids.length) });
    const narrow = [];
    const wide = [];
    for (let n = 0; n < size.finds; n++) {
      let start = performance.now();
      if (opened.series.resolve(`group${n % groups}.*`, 10_000).length !== 1_000) throw new Error('not 1,000 names');
      narrow.push(performance.now() - start);
      start = performance.now();
      if (opened.series.find(`*.s${n}`).length !== groups) throw new Error('not one name a group');
      wide.push(performance.now() - start);
    }
    await opened.close();
    return { narrow, wide };
  });
}

async function repeat(n, run) {
  const results = [];
  for (let i = 0; i < n; i++) results.push(await run());
  return results;
}

async function inFolder(use) {
  const dir = await mkdtemp(`${tmpdir()}/carpy-bench-`);
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function show(what, unit, figures, decimals) {
  const sorted = [...figures].sort((a, b) => a - b);
  const text = (v) => v.toLocaleString('en', { maximumFractionDigits: decimals });
  console.log(
    `${what}: ${text(sorted[sorted.length >> 1])} ${unit} (${text(sorted[0])} to ${text(sorted.at(-1))}, n = ${sorted.length})`,
  );
}
