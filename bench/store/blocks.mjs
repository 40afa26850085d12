/**
 * Block files at their final lengths: bytes a point with everything in (heads, chunks, tables), what writing, copying and reading them
 * takes. Series are the mix: 60 % timers ± 30 %, of 2 decimals and once more of 3, 20 % counts, 10 % Apdex counts, 10 % near-constant gauges. `npm run build`
 * first; `--quick` is a smoke run whose figures mean nothing.
 *
 *     node bench/store/blocks.mjs [--quick] [--series 20000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { BlockReader } from '../../packages/store/dist/embedded/block-reader.js';
import { BlockWriter } from '../../packages/store/dist/embedded/block-writer.js';
import { encodeChunk } from '../../packages/store/dist/embedded/chunk.js';
import { ReadAhead } from '../../packages/store/dist/embedded/read-ahead.js';
import { slotTable } from '../../packages/store/dist/embedded/slot-table.js';
import { nodeFiles } from '../../packages/store/dist/files/node-files.js';
import { between, logBetween, normal, random } from './random.mjs';

const { values: args } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, series: { type: 'string', default: '20000' } },
});
const SERIES = args.quick ? 1_200 : Number(args.series);
const ROUNDS = args.quick ? 1 : 7;
const T0 = 1_699_999_200;

const round = (value, decimals) => Math.round(value * 10 ** decimals) / 10 ** decimals;
const poisson = (mean) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
const sum = (values) => values.reduce((a, b) => a + b);
const average = (values) => sum(values) / values.length;

/** A series of the mix: its values at 10 s one by one, and how they roll up. */
function madeUp(decimals) {
  const kind = random();
  if (kind < 0.6) {
    const mean = logBetween(5, 500);
    return { next: () => round(mean * between(0.7, 1.3), decimals), rollUp: average };
  }
  if (kind < 0.9) {
    const mean = kind < 0.8 ? logBetween(2, 500) : logBetween(1, 100) * (random() < 0.5 ? 0.05 : 1);
    return { next: () => poisson(mean), rollUp: sum };
  }
  let value = round(between(0, 1000), 1);
  const next = () => {
    if (random() < 0.005) value = round(value + between(-5, 5), 1);
    return value;
  };
  return { next, rollUp: (values) => values.at(-1) };
}

/** Ways from 10 s to the tier, by how many values become one at each. */
const TIERS = [
  { name: '10 s', stepS: 10, slots: 720, ways: [], series: SERIES },
  { name: '1 min', stepS: 60, slots: 1_440, ways: [6], series: Math.ceil(SERIES / 20) },
  { name: '10 min', stepS: 600, slots: 4_320, ways: [6, 10], series: Math.ceil(SERIES / 400) },
  { name: '1 h', stepS: 3_600, slots: 720, ways: [6, 10, 6], series: Math.ceil(SERIES / 400) },
];

function valueAt({ next, rollUp }, ways, level = ways.length) {
  if (level === 0) return next();
  return rollUp(Array.from({ length: ways[level - 1] }, () => valueAt({ next, rollUp }, ways, level - 1)));
}

const dir = await mkdtemp(`${tmpdir()}/carpy-bench-`);
try {
  console.log(`machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; medians of ${ROUNDS} rounds`);
  await sizes(2);
  await sizes(3);
  await reads();
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function write(path, { stepS, slots, ways, series }, decimals = 2, startS = T0) {
  const writer = new BlockWriter(nodeFiles, path, {
    stepS,
    startS,
    slots,
    coveredMs: new Float64Array(slots).fill(stepS * 1000),
  });
  const table = slotTable(slots, 'plain');
  let encodeMs = 0;
  for (let id = 0; id < series; id++) {
    const one = madeUp(decimals);
    for (let i = 0; i < slots; i++) table.columns[i] = valueAt(one, ways);
    const began = performance.now();
    writer.add(id, (out) => encodeChunk(out, id, table, false));
    encodeMs += performance.now() - began;
    if (writer.isFull) await writer.drain();
  }
  const made = await writer.finish();
  return { ...made, encodeNs: (encodeMs * 1e6) / series / slots };
}

async function sizes(decimals) {
  console.log(`\ntimers of ${decimals} decimals`);
  let total = 0;
  for (const tier of TIERS) {
    const { bytes, encodeNs } = await write(`${dir}/${tier.stepS}.blk`, tier, decimals);
    const perSlot = bytes / tier.series / tier.slots;
    total += (perSlot * 10) / tier.stepS;
    console.log(
      `${tier.name.padEnd(7)} ${tier.series} series x ${tier.slots} slots: ${perSlot.toFixed(3)} B a slot, encoded in ${encodeNs.toFixed(0)} ns`,
    );
  }
  console.log(`all tiers together: ${total.toFixed(3)} B a point of 10 s (goal 1.45)\n`);
}

async function reads() {
  const paths = [`${dir}/10.blk`, `${dir}/a.blk`, `${dir}/b.blk`];
  await write(paths[1], TIERS[0]);
  await write(paths[2], TIERS[0]);
  const readers = paths.map((path) => new BlockReader(nodeFiles, path));
  const table = slotTable(720);
  const wide = (ids) => () => {
    for (const reader of readers) {
      const ahead = new ReadAhead(ids);
      for (const id of ids) if (!reader.read(id, table, undefined, ahead)) throw new Error(`no series ${id}`);
    }
  };
  const apart = Math.floor(SERIES / 1_000);
  report('1,000 series x 6 h, adjacent', wide(Uint32Array.from({ length: 1_000 }, (_, i) => i)));
  report('1,000 series x 6 h, scattered', wide(Uint32Array.from({ length: 1_000 }, (_, i) => i * apart)));
  const singles = [];
  for (let i = 0; i < 200; i++) {
    const id = Math.floor(random() * SERIES);
    const began = performance.now();
    for (const reader of readers) reader.read(id, table);
    singles.push(performance.now() - began);
  }
  console.log(`1 series x 6 h: p95 ${quantile(singles, 0.95).toFixed(2)} ms`);
  report(`all ${SERIES} chunks of a block passed by a cursor`, () => {
    const cursor = readers[0].cursor();
    while (cursor.next());
  });
  for (const reader of readers) reader.close();
}

function report(name, call) {
  const took = Array.from({ length: ROUNDS + 1 }, () => {
    const began = performance.now();
    call();
    return performance.now() - began;
  });
  console.log(`${name}: ${quantile(took.slice(1), 0.5).toFixed(0)} ms, first ${took[0].toFixed(0)} ms`);
}

function quantile(figures, q) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
