// Times evaluating and writing `sumSeries` of 100 series over 6 h at 10 s, and movingAverage of 200 series over 24 h at 1 min, from
// memory to JSON, also with windows of 6 h, beside a plain implementation of the same (arrays with null, map, JSON.stringify) and beside the time that
// JSON.stringify alone takes. No store and no HTTP: those are measured end to end elsewhere.
//
//     npm run build && node bench/graphite/in-memory.mjs [--quick]
import { cpus } from 'node:os';
import { renderJson } from '../../packages/graphite/dist/index.js';

const rounds = process.argv.includes('--quick') ? 3 : 25;
const START_S = 1_800_000_000;

/** The same figures for both sides; one value in fifty is a gap. */
function makeSeries(count, slots) {
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: slots }, () => (random() < 0.02 ? Number.NaN : Math.round(random() * 1e6) / 1000)),
  );
}

function sourceOf(rows, stepS) {
  return {
    fetch: async (requests) =>
      requests.map(() =>
        rows.map((values, i) => ({
          path: `servers.s${i}.load`,
          tags: {},
          startS: START_S,
          stepS,
          values,
          consolidation: 'average',
          record: undefined,
          leaf: undefined,
        })),
      ),
    fetchRecords: async () => [],
  };
}

const withNulls = (rows) => rows.map((row) => Array.from(row, (v) => (Number.isNaN(v) ? null : v)));

function naiveSum(rows, stepS) {
  const sum = rows[0].map((_, i) => {
    const present = rows.map((r) => r[i]).filter((v) => v !== null);
    return present.length === 0 ? null : present.reduce((a, b) => a + b, 0);
  });
  return JSON.stringify([{ target: 'sum', tags: {}, datapoints: sum.map((v, i) => [v, START_S + i * stepS]) }]);
}

function naiveMoving(rows, stepS, points) {
  return JSON.stringify(
    rows.map((row, n) => {
      const datapoints = [];
      for (let i = points + 1; i <= row.length; i++) {
        const present = row.slice(i - points, i).filter((v) => v !== null);
        const value = present.length === 0 ? null : present.reduce((a, b) => a + b, 0) / present.length;
        datapoints.push([value, START_S + (i - 1) * stepS]);
      }
      return { target: `movingAverage(servers.s${n}.load,${points})`, tags: {}, datapoints };
    }),
  );
}

async function time(work) {
  for (let i = 0; i < 5; i++) await work();
  const taken = [];
  let bytes = 0;
  for (let i = 0; i < rounds; i++) {
    const before = process.hrtime.bigint();
    bytes = (await work()).length;
    taken.push(Number(process.hrtime.bigint() - before) / 1e6);
  }
  taken.sort((a, b) => a - b);
  return {
    medianMs: taken[rounds >> 1],
    lowMs: taken[Math.floor(rounds * 0.1)],
    highMs: taken[Math.floor(rounds * 0.9)],
    bytes,
  };
}

const show = (name, { medianMs, lowMs, highMs, bytes }, base) =>
  console.log(
    `${name.padEnd(44)} ${medianMs.toFixed(2).padStart(9)} ms  (10 to 90 %: ${lowMs.toFixed(2)} to ${highMs.toFixed(2)})  ${bytes} B` +
      (base === undefined ? '' : `  ${(base.medianMs / medianMs).toFixed(1)} x as fast`),
  );

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, n = ${rounds}, medians`);

const six = makeSeries(100, 2_160);
const sixNulls = withNulls(six);
const sixSource = sourceOf(six, 10);
const sixOptions = { fromS: START_S - 10, untilS: START_S + 21_590, nowS: START_S + 21_590 };
const naive = await time(() => naiveSum(sixNulls, 10));
show('sum of 100 series, 6 h at 10 s: plain', naive);
show(
  'sum of 100 series, 6 h at 10 s: carpy',
  await time(() => renderJson(['sumSeries(servers.*.load)'], sixOptions, sixSource)),
  naive,
);

const day = makeSeries(200, 1_450);
const dayNulls = withNulls(day);
const daySource = sourceOf(day, 60);
const dayOptions = { fromS: START_S - 60, untilS: START_S + 86_940, nowS: START_S + 86_940 };
const naiveDay = await time(() => naiveMoving(dayNulls, 60, 10));
show('movingAverage of 200 series, 24 h: plain', naiveDay);
show(
  'movingAverage of 200 series, 24 h: carpy',
  await time(() => renderJson(['movingAverage(servers.*.load,"10min")'], dayOptions, daySource)),
  naiveDay,
);
for (const name of ['movingAverage', 'movingMedian']) {
  show(
    `${name} of 200 series, windows of 6 h`,
    await time(() => renderJson([`${name}(servers.*.load,"6h")`], dayOptions, daySource)),
  );
}
