/**
 * Reads of sealed points: one series and 1,000 series over six hours out of 100,000, one series over a year at 10 minutes. Whisper and
 * SQLite answer the same ranges, out of as many series as are read at once: neither reads what was not asked for.
 *
 *     node bench/store/reads.mjs [--quick] [--series N]
 */
import { declare, flushAll, inFolder, open, plainFlushes, T0, TIERS } from './folder.mjs';
import { hash01 } from './made-up-values.mjs';
import { quick, seriesOf } from './options.mjs';
import { graphitePython, script } from './peer-python.mjs';
import { note, percentile, row, title } from './report.mjs';
import { sqlite } from './sqlite.mjs';
import { yearReads } from './year-reads.mjs';

const SERIES = seriesOf(100_000, 1_000);
const FLUSHES = quick ? 240 : 2_160;
const MANY = Math.min(1_000, SERIES);
const READS = quick ? 20 : 200;

title(`reads of ${FLUSHES / 6} min at 10 s, ${SERIES} series, all sealed`);
const ours = await carpyReads();
rows('carpy', ours, { one: { atMost: 2 }, scattered: { atMost: 200 }, adjacent: { atMost: 90 } });
const { python, missing } = await graphitePython();
await inFolder(async (dir) => {
  if (missing !== undefined) return note(`whisper: missing: ${missing}`);
  const { oneMs, allMs } = await script(python, 'whisper-files.py', [dir, MANY, FLUSHES, 10, 10, 8640, 60, 20160]);
  rows('whisper', { oneMs, scatteredMs: allMs, adjacentMs: [] });
});
const peer = await sqlite({ series: MANY * 2, flushes: FLUSHES, reads: READS });
if (peer.missing === undefined) rows(`SQLite ${peer.version}`, peer);
else note(`SQLite: missing: ${peer.missing}`);

const days = quick ? 5 : 365;
title(`reads of one series over ${days} days at 10 min, of 300`);
const year = await yearReads({ series: 300, days, reads: READS });
if (year.days < days) note(`carpy: there was time to make ${year.days} days only`);
row(`carpy, 1 series x ${year.days} days, p50`, year.took, 'ms', undefined, percentile(year.took, 0.5));
row(`carpy, 1 series x ${year.days} days, p95`, year.took, 'ms', { atMost: 2 }, percentile(year.took, 0.95));
await inFolder(async (dir) => {
  if (missing !== undefined) return note(`whisper: missing: ${missing}`);
  const points = days * 144;
  const { oneMs } = await script(python, 'whisper-files.py', [dir, 10, points, 600, 600, points + 144]);
  row(`whisper, 1 series x ${days} days, p95`, oneMs, 'ms', undefined, percentile(oneMs, 0.95));
});

function rows(who, { oneMs, scatteredMs, adjacentMs }, goals = {}) {
  row(`${who}, 1 series, p50`, oneMs, 'ms', undefined, percentile(oneMs, 0.5));
  row(`${who}, 1 series, p95`, oneMs, 'ms', goals.one, percentile(oneMs, 0.95));
  row(`${who}, ${MANY} series, scattered`, scatteredMs, 'ms', goals.scattered);
  if (adjacentMs.length > 0) row(`${who}, ${MANY} series, adjacent`, adjacentMs, 'ms', goals.adjacent);
}

function carpyReads() {
  return inFolder(async (dir) => {
    const clock = { nowS: T0 };
    const { store } = await open(dir, () => clock.nowS * 1000, TIERS);
    await flushAll({ store, clock, batchOf: plainFlushes(SERIES, 60), declared: declare(SERIES), count: FLUSHES });
    const untilS = T0 + FLUSHES * 10;
    const timed = async (ids) => {
      const start = performance.now();
      const { series } = await store.series.read({
        ids,
        fromS: T0,
        untilS,
        nowS: untilS,
        tier: { by: 'age' },
        sketches: 'none',
      });
      const ms = performance.now() - start;
      if (series.length !== ids.length || series[0].columns.length !== FLUSHES) throw new Error('not all points came');
      return ms;
    };
    // The store's own ids; names sort as the pages do.
    const found = await store.series.resolve('servers.*.*.*', SERIES);
    const ids = found.map(({ id }) => id);
    // Others in each round, so that no round finds what the one before left in a cache.
    const scattered = (n) => Array.from({ length: MANY }, (_, k) => ids[Math.floor(hash01(k, n) * SERIES)]);
    const answer = { oneMs: [], scatteredMs: [], adjacentMs: [] };
    for (let n = 0; n < READS; n++) answer.oneMs.push(await timed([ids[(n * 7_919) % SERIES]]));
    for (let n = 0; n < 7; n++) {
      answer.scatteredMs.push(await timed(scattered(n)));
      const first = (n * 7_919) % (SERIES - MANY + 1);
      answer.adjacentMs.push(await timed(ids.slice(first, first + MANY)));
    }
    await store.close();
    return answer;
  });
}
