// Metrics taken in, per second of CPU, in memory: parse, aggregate and flush, without sockets. Counters, timers and gauges 60:30:10,
// half of the names under `carpy.`. The baseline (naive.mjs) gets the same packets in the same run. Then carbon's lines and pickles.
// What sockets cost is not in these figures; net.core.rmem_max bounds what a burst may bring.
import { CarbonParser, PicklePoints, PointBuffer } from '@carpy/graphite';
import { Aggregator } from '@carpy/statsd';
import { CarbonPickle } from '../../packages/statsd/dist/forward/carbon-pickle.js';
import { median, quick, spread } from '../carpy-process.mjs';
import { datagramsOf, randomFrom, randomLines } from './load.mjs';
import { NaiveStatsd } from './naive.mjs';

const METRICS = quick ? 20_000 : 600_000;
const ROUNDS = quick ? 1 : 5;
/** One flush for so many metrics. */
const FLUSH_EVERY = quick ? 10_000 : 300_000;

/** Metrics a CPU second, in thousands, and the longest flush in ms. */
function measure(subject, datagrams, size) {
  let longestFlushMs = 0;
  let sinceFlush = 0;
  const before = process.cpuUsage();
  for (const datagram of datagrams) {
    subject.packet(datagram, datagram.length, 0, '127.0.0.1');
    sinceFlush += size;
    if (sinceFlush < FLUSH_EVERY) continue;
    sinceFlush = 0;
    const start = performance.now();
    subject.flush(0, 10, 10_000);
    longestFlushMs = Math.max(longestFlushMs, performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { thousands: METRICS / ((user + system) / 1e6) / 1000, longestFlushMs };
}

for (const names of quick ? [300] : [3_000, 30_000]) {
  const all = randomLines(METRICS, names);
  for (const size of [1, 10, 40]) {
    const datagrams = datagramsOf(all, size);
    const subjects = { carpy: new Aggregator(), naive: new NaiveStatsd() };
    const figures = { carpy: [], naive: [] };
    const flushes = { carpy: 0, naive: 0 };
    // The first round makes names known and code warm; then the two take turns.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const who of ['carpy', 'naive']) {
        const { thousands, longestFlushMs } = measure(subjects[who], datagrams, size);
        if (round === 0) continue;
        figures[who].push(thousands);
        flushes[who] = Math.max(flushes[who], longestFlushMs);
      }
    }
    const { bad, metrics } = subjects.carpy.counts();
    if (Object.keys(bad).length > 0 || metrics !== METRICS * (ROUNDS + 1))
      throw new Error(`lost metrics: ${JSON.stringify(bad)}`);
    console.log(
      `${names} names, ${size} a datagram (${Math.round(median(datagrams.map((d) => d.length)))} B), thousands of metrics a CPU second`,
    );
    console.log(`  carpy     ${spread(figures.carpy, 'k')}, longest flush ${flushes.carpy.toFixed(1)} ms`);
    console.log(`  baseline  ${spread(figures.naive, 'k')}, longest flush ${flushes.naive.toFixed(1)} ms`);
    console.log(`  ratio     ${(median(figures.carpy) / median(figures.naive)).toFixed(1)}`);
  }
}

const random = randomFrom(9);
const CHUNK_POINTS = 1_000;
const NOW_MS = 1_700_000_000_000;
const chunks = Array.from({ length: METRICS / CHUNK_POINTS }, (_, chunk) =>
  Array.from({ length: CHUNK_POINTS }, (_, i) => ({
    path: `servers.web-${i % 50}.disk.used_${i}`,
    value: Number((random() * 1e4).toFixed(2)),
    atS: 1_699_990_000 + chunk * 10,
  })),
);

const lines = chunks.map((points) =>
  Buffer.from(points.map(({ path, value, atS }) => `${path} ${value} ${atS}\n`).join('')),
);
carbon('plaintext', lines, (points) => {
  const parser = new CarbonParser(points, () => NOW_MS);
  return (bytes) => parser.lines(bytes, 0, bytes.length);
});

const LENGTH_BYTES = 4;
const frames = [];
const encoder = new CarbonPickle((bytes) => frames.push(Buffer.from(bytes)));
for (const points of chunks) for (const { path, value, atS } of points) encoder.point(path, '', value, atS);
encoder.end();
carbon('pickles', frames, (points) => {
  const reader = new PicklePoints(points, () => NOW_MS);
  return (bytes) => reader.frame(bytes, LENGTH_BYTES, bytes.length);
});

/** `takerOf` answers what takes one piece of the input. */
function carbon(what, pieces, takerOf) {
  const points = new PointBuffer();
  const take = takerOf(points);
  const figures = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const piece of pieces) {
      take(piece);
      if (points.size >= 100_000) points.takeBatch();
    }
    points.takeBatch();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) figures.push(METRICS / ((user + system) / 1e6) / 1000);
  }
  if (points.drops.total > 0 || points.points !== METRICS * (ROUNDS + 1))
    throw new Error(`lost points: ${JSON.stringify(points.drops.byCause())}`);
  console.log(
    `carbon ${what}, ${CHUNK_POINTS} names, parsed into batches, thousands of points a CPU second\n  carpy     ${spread(figures, 'k')}`,
  );
}
