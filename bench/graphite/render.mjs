// /render over HTTP: a real carpy and a real graphite-web with carbon-cache on the same points, asked in turn. The points lie in sealed
// blocks and in whisper files. Answers are compared before any figure is printed.
//
//     node bench/graphite/render.mjs [--quick]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCarpy, wait } from '../carpy-process.mjs';
import { quick } from '../store/options.mjs';
import { graphitePython, script } from '../store/peer-python.mjs';
import { cpuSeconds, cpuWhenIdle } from '../store/process-cpu.mjs';
import { note, percentile, row, title } from '../store/report.mjs';
import { alternating } from './ask.mjs';
import { feed } from './carbon-feed.mjs';
import { startGraphite } from './graphite-peer.mjs';
import { archivesOf, carbonLines, madeUp, SCHEMAS } from './made-up-series.mjs';

const HOUR_S = 3_600;
const endS = Math.floor(Date.now() / 60_000) * 60 - 120;
const dir = mkdtempSync(join(tmpdir(), 'carpy-bench-graphite-'));
const data = [
  madeUp('ten', quick ? 100 : 1_000, endS - 6 * HOUR_S, 10, 6 * 360 + 1),
  madeUp('minute', quick ? 20 : 200, endS - 25 * HOUR_S, 60, 25 * 60 + 1),
];
const range = (hours) => `&from=${endS - hours * HOUR_S}&until=${endS}&format=json`;
const cases = [
  { name: '1 series, 6 h at 10 s', path: `target=ten.s7${range(6)}`, goal: 6, rounds: 50 },
  { name: 'sum of 100 series, 6 h', path: `target=sumSeries(ten.s%3F%3F)${range(6)}`, goal: 9, rounds: 30 },
  { name: 'sum of 1,000 series, 6 h', path: `target=sumSeries(ten.*)${range(6)}`, goal: 14, rounds: 9 },
  {
    name: 'movingAverage of 200 series, 24 h at 1 min',
    path: `target=movingAverage(minute.*,'10min')${range(24)}`,
    goal: 10,
    rounds: 15,
  },
];

const serve = await startCarpy('serve', ['--graphite-conf', confDir()]);
const { pid } = serve.child;
let peer;
try {
  for (const part of data) await feed(serve, carbonLines(part));
  const ours = { url: serve.url, cpuSeconds: () => cpuSeconds(pid) };
  const { python, gunicorn, missing } = await graphitePython({ web: true });
  if (missing === undefined) {
    for (const part of data) await fillWhisper(python, part);
    peer = await startGraphite({ python, gunicorn, dir, schemas: SCHEMAS });
  }
  // What came late, as all of this did, is sealed a minute after it came.
  if (!quick) await wait(65_000);
  await cpuWhenIdle(pid);
  title(
    `/render over HTTP, ours and ${peer === undefined ? `nobody's: ${missing}` : `graphite-web's (${peer.server})`}`,
  );
  for (const { name, path, goal, rounds } of cases) {
    const servers = peer === undefined ? [ours] : [ours, peer];
    const [own, theirs] = await alternating(servers, `/render?${path}`, quick ? 2 : rounds);
    if (theirs !== undefined) compare(name, JSON.parse(own.body), JSON.parse(theirs.body));
    show(`${name}: ours`, own);
    if (theirs === undefined) continue;
    show(`${name}: graphite-web`, theirs);
    row(
      `${name}: theirs / ours`,
      own.ms.map((ms, i) => theirs.ms[i] / ms),
      'x',
      { atLeast: goal },
    );
    if (own.cpuMs > 0) row('    the same in CPU time', [theirs.cpuMs / own.cpuMs], 'x');
  }
} finally {
  await serve.stop();
  await peer?.stop();
  rmSync(dir, { recursive: true, force: true });
}

function show(name, { ms, cpuMs, body }) {
  row(name, ms, 'ms');
  note(`p95 ${percentile(ms, 0.95).toFixed(1)} ms, ${cpuMs.toFixed(1)} ms of CPU, ${body.length} B`);
}

function confDir() {
  const conf = join(dir, 'carpy-conf');
  mkdirSync(conf);
  writeFileSync(join(conf, 'storage-schemas.conf'), SCHEMAS);
  return conf;
}

async function fillWhisper(python, { folder, series, startS, stepS, slots, values }) {
  const file = join(dir, `${folder}.f64`);
  writeFileSync(file, values);
  const numbers = [series, slots, startS, stepS, ...archivesOf(folder)];
  await script(python, new URL('fill-whisper.py', import.meta.url), [join(dir, 'whisper', folder), file, ...numbers]);
}

/** Throws unless both answered the same: names, stamps, and values to 1e-9. */
function compare(name, own, theirs) {
  const by = (answer) => new Map(answer.map((series) => [series.target, series.datapoints]));
  const [a, b] = [by(own), by(theirs)];
  if (a.size !== b.size) throw new Error(`${name}: ${a.size} series, graphite-web has ${b.size}`);
  for (const [target, points] of b) {
    const mine = a.get(target);
    if (mine?.length !== points.length)
      throw new Error(`${name}: ${target} has ${mine?.length} points, graphite-web has ${points.length}`);
    for (const [i, [value, stampS]] of points.entries()) {
      const [got, atS] = mine[i];
      const same = value === null || got === null ? value === got : Math.abs(value - got) <= 1e-9 * Math.abs(value);
      if (!same || atS !== stampS)
        throw new Error(`${name}: ${target} has ${mine[i]} where graphite-web has ${points[i]}`);
    }
  }
}
