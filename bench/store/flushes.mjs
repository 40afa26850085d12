/**
 * Points a CPU second, bytes a point and pauses of the event loop while plain series are flushed, rolled up, sealed and merged: 2 h 20 min
 * of flushes under a fast clock. CPU is that of all threads of this process. SQLite takes the same points a row each.
 *
 *     node bench/store/flushes.mjs [--quick] [--series N]
 */

import { bytesBelow, declare, flushAll, inFolder, open, plainFlushes, showTiers } from './folder.mjs';
import { quick, seriesGiven } from './options.mjs';
import { pauses } from './pauses.mjs';
import { note, row, title } from './report.mjs';
import { sqlite } from './sqlite.mjs';

const FLUSHES = 840;
const sizes = [
  { series: 10_000, flushes: FLUSHES, rounds: 3 },
  { series: 100_000, flushes: FLUSHES, rounds: 1 },
  { series: 1_000_000, flushes: 120, rounds: 1 },
];
const chosen = quick
  ? [{ series: seriesGiven ?? 500, flushes: 130, rounds: 1 }]
  : seriesGiven === undefined
    ? sizes
    : [sizes.find((s) => s.series === seriesGiven) ?? { series: seriesGiven, flushes: FLUSHES, rounds: 1 }];

for (const size of chosen) await measure(size);

async function measure({ series, flushes, rounds }) {
  title(`${series} plain series, ${flushes} flushes of 10 s`);
  const runs = [];
  for (let n = 0; n < rounds; n++) runs.push(await run(series, flushes));
  note(`tiers ${showTiers(runs[0].tiers)}; log with fdatasync a flush, roll-ups, seals and merges all counted`);
  const goal = { atLeast: 2e6 };
  row(
    'carpy, flushes',
    runs.map((r) => r.pointsPerCpuS),
    'points / CPU s',
    goal,
  );
  row(
    'carpy, bytes a 10 s point, all tiers and tables',
    runs.map((r) => r.bytesPerPoint),
    'B',
    { atMost: 1.45 },
  );
  row(
    'carpy, longest pause while sealing and merging',
    runs.map((r) => r.pauseMs),
    'ms',
    series === 100_000 ? { atMost: 40 } : undefined,
  );
  row(
    'carpy, longest pause over all',
    runs.map((r) => r.anyPauseMs),
    'ms',
  );
  const peer = await sqlite({ series, flushes: Math.max(2, Math.min(flushes, Math.floor(3.6e6 / series))) });
  if (peer.missing !== undefined) return note(`SQLite: missing: ${peer.missing}`);
  row(`SQLite ${peer.version}, row a point, WAL, ${peer.flushes} flushes`, [peer.pointsPerCpuS], 'points / CPU s');
  row('SQLite, bytes a point, no roll-ups', [peer.bytesPerPoint], 'B');
}

function run(series, flushes) {
  return inFolder(async (dir) => {
    const clock = { nowS: 0 };
    const batchOf = plainFlushes(series, series > 200_000 ? 10 : 60);
    const declared = declare(series);
    clock.nowS = 1_699_999_200;
    const { store, tiers } = await open(dir, () => clock.nowS * 1000);
    const watch = pauses();
    const before = process.cpuUsage();
    await flushAll({ store, clock, batchOf, declared, count: flushes, around: watch.during });
    const { user, system } = process.cpuUsage(before);
    watch.stop();
    await store.close();
    const points = series * flushes;
    return {
      tiers,
      pointsPerCpuS: points / ((user + system) / 1e6),
      bytesPerPoint: (await bytesBelow(dir)) / points,
      pauseMs: watch.duringMs,
      anyPauseMs: watch.longestMs,
    };
  });
}
