/**
 * The column codec: bytes and ns a value by kind of data and length of a chunk, beside plain varints (what columns were before) and, for
 * bytes, raw floats through deflate 1. A window of 10 minutes has 60 slots at 10 s and 10 at 1 minute, a final block 720 to 8,640. `npm run build` first; `--quick`
 * is a smoke run whose figures mean nothing.
 *
 *     node bench/store/codec.mjs [--quick]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { Sketch, summarise, TIMER_COLUMN_COUNT } from '@carpy/core';
import { ByteReader, ByteWriter } from '../../packages/store/dist/codec/bytes.js';
import { decodeColumn, encodeColumn } from '../../packages/store/dist/codec/column.js';
import { readSketch, startSketches, writeSketch } from '../../packages/store/dist/codec/sketches.js';
import { decodeTimerColumns, encodeTimerColumns } from '../../packages/store/dist/codec/timer-columns.js';
import { between, logBetween, normal, random } from './random.mjs';

const { values: args } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const ROUNDS = args.quick ? 1 : 7;
const VALUES = args.quick ? 6_000 : 600_000;

/** Never −0, which plain varints do not bring back. */
const round = (value, decimals) => Math.round(value * 10 ** decimals) / 10 ** decimals + 0;

/** What a series of a kind is: given its length, its values. */
const noisy = (decimals) => (n) => {
  const mean = logBetween(5, 500);
  return Array.from({ length: n }, () => round(mean * between(0.7, 1.3), decimals));
};
const poisson = (mean) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
const counts = (n) => {
  const mean = logBetween(2, 500);
  return Array.from({ length: n }, () => poisson(mean));
};
const apdex = (n) => {
  const mean = logBetween(1, 100) * (random() < 0.5 ? 0.05 : 1);
  return Array.from({ length: n }, () => poisson(mean));
};
const gauge = (n) => {
  let value = round(between(0, 1000), 1);
  return Array.from({ length: n }, () => {
    if (random() < 0.005) value = round(value + between(-5, 5), 1);
    return value;
  });
};
const spiky = (n) => {
  const mean = logBetween(5, 500);
  return Array.from({ length: n }, () => round(mean * Math.exp(0.15 * normal()) * (random() < 0.04 ? 20 : 1), 3));
};
const growing = (n) => {
  let value = Math.floor(between(0, 1e9));
  const mean = logBetween(10, 1000);
  return Array.from({ length: n }, () => {
    value += poisson(mean);
    return value;
  });
};
const walk = (n) => {
  let value = between(100, 1e6);
  return Array.from({ length: n }, () => {
    value *= 1 + 0.002 * normal();
    return round(value, 0);
  });
};
const means = (n) => {
  const mean = logBetween(5, 500);
  return Array.from({ length: n }, () => (mean * between(0.7, 1.3)) / 7);
};
const steadyMeans = (n) => {
  let value = between(0, 1000) / 7;
  return Array.from({ length: n }, () => {
    if (random() < 0.1) value = between(0, 1000) / 7;
    return value;
  });
};
const meansOfSix = (n) => {
  const one = counts(6 * n);
  return Array.from({ length: n }, (_, i) => one.slice(6 * i, 6 * i + 6).reduce((sum, count) => sum + count) / 6);
};
const meansOfSixDurations = (n) => {
  const one = noisy(2)(6 * n);
  return Array.from({ length: n }, (_, i) => one.slice(6 * i, 6 * i + 6).reduce((sum, value) => sum + value) / 6);
};
const single = (n) => means(n).map(Math.fround);
const mix = (timer) => (n) => {
  const kind = random();
  return (kind < 0.6 ? timer : kind < 0.8 ? counts : kind < 0.9 ? apdex : gauge)(n);
};

const kinds = [
  ['the mix, timers of 2 decimals', mix(noisy(2)), [8640, 720, 60, 10, 3]],
  ['the mix, timers of 3 decimals', mix(noisy(3)), [720, 60]],
  ['timers ±30 %, 2 decimals', noisy(2), [720, 60]],
  ['timers ±30 %, 3 decimals', noisy(3), [720, 60]],
  ['timers with outliers, 3 decimals', spiky, [720, 60]],
  ['counts', counts, [720, 60]],
  ['Apdex counts', apdex, [720, 60]],
  ['near-constant gauges', gauge, [720, 60]],
  ['counters that grow', growing, [720, 60]],
  ['bytes in use (a walk)', walk, [720, 60]],
  ['means of six counts', meansOfSix, [1440, 60, 10]],
  ['means of six durations, 2 decimals', meansOfSixDurations, [1440, 60]],
  ['means, no short decimals', means, [720, 60]],
  ['means that stay a while', steadyMeans, [720, 60]],
  ['floats of 32 bits', single, [720, 60]],
];

console.log(
  `machine: ${cpus().length} x ${cpus()[0]?.model}; Node ${process.version}; times are medians of ${ROUNDS} rounds, in turns`,
);
const head = (name, columns) => console.log(`\n${name.padEnd(34)}${columns.map((h) => h.padStart(9)).join('')}`);
head('columns', ['points', 'B/value', 'varints', 'deflate', 'enc ns', 'varints', 'dec ns', 'varints']);
for (const [name, seriesOf, lengths] of kinds) for (const points of lengths) measure(name, seriesOf, points);
head('six columns of a timer', ['points', 'B/value', 'alone', 'varints', 'enc ns', 'alone', 'dec ns', 'alone']);
for (const slots of [720, 60]) for (const perSlot of [0.1, 0.3, 1, 3, 10, 30]) measureTimers(perSlot, slots);
measureSketches(200);

function codec(encode, decode) {
  return { encode, decode, bytes: 0, encodeNs: [], decodeNs: [] };
}

function measure(name, seriesOf, points) {
  const columns = Math.ceil(VALUES / points);
  const values = new Float64Array(columns * points);
  for (let c = 0; c < columns; c++) values.set(seriesOf(points), c * points);
  const ends = Array.from({ length: columns }, (_, c) => (c + 1) * points);
  const ours = codec(encodeColumn, decodeColumn);
  const varints = codec(encodeVarints, decodeVarints);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const codec of [ours, varints]) run(codec, values, ends, 1, round === 0);
  }
  // As many values as a block compresses at once, at the most.
  const sample = values.subarray(0, 100_000);
  const deflated = deflateRawSync(new Uint8Array(sample.buffer, 0, sample.byteLength), { level: 1 }).length;
  row(name, [
    points,
    (ours.bytes / values.length).toFixed(3),
    (varints.bytes / values.length).toFixed(3),
    (deflated / sample.length).toFixed(3),
    ...[ours.encodeNs, varints.encodeNs, ours.decodeNs, varints.decodeNs].map((ns) => median(ns).toFixed(1)),
  ]);
}

/** Timers of `perSlot` timings a slot, as chance has it; slots without any are gaps. */
function measureTimers(perSlot, slots) {
  const rows = [];
  const timers = Math.ceil(VALUES / 6 / slots);
  for (let t = 0; t < timers; t++) {
    const mean = logBetween(5, 500);
    const present = [];
    for (let slot = 0; slot < slots; slot++) {
      const n = arrivals(perSlot);
      if (n === 0) continue;
      const timings = Float64Array.from({ length: n }, () => round(mean * Math.exp(0.5 * normal()), 3)).sort();
      const record = new Float64Array(TIMER_COLUMN_COUNT);
      summarise(timings, record, 0);
      present.push(record);
    }
    if (present.length > 0) rows.push(present);
  }
  const points = rows.reduce((sum, present) => sum + present.length, 0);
  const values = new Float64Array(points * TIMER_COLUMN_COUNT);
  let at = 0;
  const ends = rows.map((present) => {
    present.forEach((record, i) => {
      for (let c = 0; c < TIMER_COLUMN_COUNT; c++) values[at + c * present.length + i] = record[c];
    });
    at += present.length * TIMER_COLUMN_COUNT;
    return at;
  });
  const one = new Float64Array(slots * TIMER_COLUMN_COUNT);
  const ours = codec(
    (out, from, start, n) => {
      one.set(from.subarray(start, start + n * TIMER_COLUMN_COUNT));
      encodeTimerColumns(out, one, n, n);
    },
    (from, out, start, n) => {
      decodeTimerColumns(from, one, n, n);
      out.set(one.subarray(0, n * TIMER_COLUMN_COUNT), start);
    },
  );
  const each = (call) => (stream, array, start, n) => {
    for (let c = 0; c < TIMER_COLUMN_COUNT; c++) call(stream, array, start + c * n, n);
  };
  const alone = codec(each(encodeColumn), each(decodeColumn));
  const varints = codec(each(encodeVarints), each(decodeVarints));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const codec of [ours, alone, varints]) run(codec, values, ends, TIMER_COLUMN_COUNT, round === 0);
  }
  row(`${perSlot} timings a slot, ${slots} slots`, [
    (points / rows.length).toFixed(1),
    ...[ours, alone, varints].map((codec) => (codec.bytes / values.length).toFixed(3)),
    ...[ours.encodeNs, alone.encodeNs, ours.decodeNs, alone.decodeNs].map((ns) => median(ns).toFixed(1)),
  ]);
}

/** Sketches of `n` timings each, as a chunk has them beside core's own bytes. */
function measureSketches(n) {
  const sketches = Array.from({ length: args.quick ? 60 : 3_000 }, () => {
    const sketch = new Sketch();
    for (let i = 0; i < n; i++) sketch.add(50 * Math.exp(0.5 * normal()));
    return sketch.encode();
  });
  const out = new ByteWriter();
  const back = new ByteWriter();
  const took = { encode: [], decode: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    out.clear();
    back.clear();
    const began = performance.now();
    startSketches();
    for (const sketch of sketches) writeSketch(out, sketch);
    const encoded = performance.now();
    const from = new ByteReader(out.view());
    const begins = performance.now();
    startSketches();
    for (let i = 0; i < sketches.length; i++) readSketch(from, back);
    const decoded = performance.now();
    if (round === 0) continue;
    took.encode.push((encoded - began) / sketches.length);
    took.decode.push((decoded - begins) / sketches.length);
  }
  if (Buffer.compare(back.view(), Buffer.concat(sketches)) !== 0) throw new Error('a sketch differs');
  const each = (bytes) => (bytes / sketches.length).toFixed(1);
  const us = (ms) => (median(ms) * 1e3).toFixed(1);
  console.log(
    `\na sketch of ${n} timings: ${each(out.length)} B, core's ${each(back.length)} B; ${us(took.encode)} us to encode, ${us(took.decode)} us to decode`,
  );
}

function arrivals(mean) {
  let n = -1;
  let left = mean;
  do {
    left += Math.log(1 - random());
    n++;
  } while (left > 0);
  return n;
}

/** Encodes and decodes all of `values`; a piece ends at each of `ends` and is `width` columns, one behind the other. */
function run(codec, values, ends, width, warmUp) {
  const out = new ByteWriter(values.length);
  const began = performance.now();
  for (let i = 0, at = 0; i < ends.length; at = ends[i++]) codec.encode(out, values, at, (ends[i] - at) / width);
  const encoded = performance.now();
  const from = new ByteReader(out.view());
  const back = new Float64Array(values.length);
  const begins = performance.now();
  for (let i = 0, at = 0; i < ends.length; at = ends[i++]) codec.decode(from, back, at, (ends[i] - at) / width);
  const decoded = performance.now();
  codec.bytes = out.length;
  if (warmUp) {
    for (let i = 0; i < values.length; i++) if (!Object.is(back[i], values[i])) throw new Error(`value ${i} differs`);
    return;
  }
  codec.encodeNs.push(((encoded - began) * 1e6) / values.length);
  codec.decodeNs.push(((decoded - begins) * 1e6) / values.length);
}

function row(name, figures) {
  console.log(name.padEnd(34) + figures.map((f) => String(f).padStart(9)).join(''));
}

function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** What columns were before: a zigzag varint a value or a difference, of values of at most three decimals; else raw. */
function encodeVarints(out, values, at, count) {
  let scale = 1;
  for (let i = at; i < at + count; i++) {
    while (Math.round(values[i] * scale) / scale !== values[i]) {
      scale *= 10;
      if (scale > 1000) return encodeRaw(out, values, at, count);
    }
  }
  const zigzag = (whole) => (whole >= 0 ? whole * 2 : -whole * 2 - 1);
  const length = (n) => {
    let bytes = 1;
    for (let rest = n; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
    return bytes;
  };
  let plain = 0;
  let deltas = 0;
  let previous = 0;
  let constant = true;
  for (let i = at; i < at + count; i++) {
    const whole = Math.round(values[i] * scale);
    plain += length(zigzag(whole));
    deltas += length(zigzag(whole - previous));
    if (i > at && whole !== previous) constant = false;
    previous = whole;
  }
  const form = constant ? 1 : deltas < plain ? 3 : 2;
  out.u8(form * 8 + Math.log10(scale));
  previous = 0;
  for (let i = at; i < at + (constant ? 1 : count); i++) {
    const whole = Math.round(values[i] * scale);
    out.varint(zigzag(form === 3 ? whole - previous : whole));
    previous = whole;
  }
}

function encodeRaw(out, values, at, count) {
  out.u8(0);
  for (let i = at; i < at + count; i++) out.f64(values[i]);
}

function decodeVarints(from, out, at, count) {
  const first = from.u8();
  const form = first >> 3;
  if (form === 0) {
    for (let i = at; i < at + count; i++) out[i] = from.f64();
    return;
  }
  const scale = 10 ** (first & 7);
  const next = () => {
    const n = from.varint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  };
  let whole = 0;
  for (let i = at; i < at + count; i++) {
    if (form !== 1 || i === at) whole = form === 3 ? whole + next() : next();
    out[i] = whole / scale;
  }
}
