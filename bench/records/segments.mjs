/**
 * The request log's engine beside SQLite with FTS5 in the same run, from batches of 2,000 records: what taking them in costs, bytes, and
 * each kind of question, first page, asked again with another key each time, and as often before the last records are sealed. CPU of taking in is that of the
 * whole process, of all its threads, collecting garbage too; of a question, that of the thread that answers. Both have taken 40,000 records into another folder before, so
 * that code is compiled. Questions are asked of a process that opened the folder anew. SQLite gets a million records at most, since its figures grow with them and it takes
 * minutes a million. Linux.
 *
 *     node bench/records/segments.mjs [--smoke] [--records N] [--peer-records N]
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bytesBelow, inFolder } from '../store/folder.mjs';
import { sqliteNode } from './peer-node.mjs';
import { questions } from './questions.mjs';

const run = promisify(execFile);
const options = { smoke: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } };
const { values } = parseArgs({
  options: { ...options, records: { type: 'string' }, 'peer-records': { type: 'string' } },
});
const smoke = values.smoke || values.quick;
const count = (name, usual) => {
  const n = Number(values[name] ?? usual);
  if (Number.isInteger(n) && n >= 2_000 && n <= 50_000_000) return n;
  console.error(`--${name} ${values[name]}: a whole number from 2000 to 50000000 is allowed`);
  return process.exit(2);
};
const records = count('records', smoke ? 20_000 : 1_000_000);
const peerRecords = count('peer-records', Math.min(records, 1_000_000));
const rounds = smoke ? 5 : 50;
const MB = 1e6;

const own = await measure(process.execPath, 'segments', records);
const { node, missing } = await sqliteNode();
const peer = node === undefined ? undefined : await measure(node, 'sqlite', peerRecords);

console.log(
  `  segments: ${records} records; ${peer === undefined ? `SQLite: missing: ${missing}` : `SQLite: ${peerRecords}`}`,
);
line('', 'segments', 'SQLite', 'goal of segments');
const row = (what, figure, atLeast, goal, unit) => {
  const [ownFigure, peerFigure] = [figure(own), peer && figure(peer)];
  const met = atLeast ? ownFigure >= goal : ownFigure <= goal;
  const goalText =
    goal === undefined || smoke ? '' : `${atLeast ? '>=' : '<='} ${goal}${unit}: ${met ? 'met' : 'NOT MET'}`;
  line(what, show(ownFigure), show(peerFigure), goalText);
};
row('taken in, records a second', (e) => e.fill.records / (e.fill.wallMs / 1_000), true, 100_000, '');
row('taken in, records a CPU second', (e) => e.fill.records / (e.fill.cpuMs / 1_000));
row('bytes a record', (e) => e.bytes / e.fill.records, false, 130, ' B');
row('memory over base while taking in, MB', (e) => (e.fill.mostRss - e.fill.baseRss) / MB, false, 150, ' MB');
row('opened, CPU ms', (e) => e.ask.open.cpuMs);
row('memory over base while asked, MB', (e) => (e.ask.mostRss - e.ask.baseRss) / MB, false, 150, ' MB');
console.log("  questions: p50 / p95 of wall ms; p95 of the asking thread's CPU ms; the first of its kind, wall ms");
asked(own, peer);
console.log('  the same of records just taken in, the last of them not sealed, by the process that took them in');
asked({ ask: own.fill }, peer && { ask: peer.fill });
if (peer !== undefined && records === peerRecords)
  own.ask.answers.forEach(({ name, times }, i) => {
    const differ = times.filter(({ found }, n) => found !== peer.ask.answers[i].times[n].found).length;
    // Past a million rows the segments count an even part.
    if (differ > 0 && !name.startsWith('facets'))
      throw new Error(`${name}: ${differ} answers differ in their number of records`);
  });

function asked(segments, sqlite) {
  questions([]).forEach(({ name, goalMs }, i) => {
    const met = msOf(segments, i, 'wallMs', 0.95) <= goalMs ? 'met' : 'NOT MET';
    const goal = smoke ? '' : `p95 <= ${goalMs} ms: ${met}`;
    line(name, questionText(segments, i), sqlite ? questionText(sqlite, i) : '', goal);
  });
}

function line(what, ...columns) {
  console.log(`  ${what.padEnd(42)} ${columns.map((c) => c.padEnd(34)).join(' ')}`.trimEnd());
}

function show(figure) {
  if (figure === undefined) return '';
  return figure.toLocaleString('en', { maximumFractionDigits: figure >= 100 ? 0 : 1 });
}

function msOf({ ask }, question, which, p) {
  return percentile(
    ask.answers[question].times.map((times) => times[which]),
    p,
  );
}

function questionText(engine, i) {
  const [p50, p95, cpu] = [
    msOf(engine, i, 'wallMs', 0.5),
    msOf(engine, i, 'wallMs', 0.95),
    msOf(engine, i, 'cpuMs', 0.95),
  ];
  return `${p50.toFixed(1)} / ${p95.toFixed(1)}; ${cpu.toFixed(1)}; ${engine.ask.answers[i].cold.wallMs.toFixed(1)}`;
}

function measure(node, engine, n) {
  return inFolder(async (dir) => {
    const file = fileURLToPath(new URL('run-engine.mjs', import.meta.url));
    const child = async (task) => {
      // The server's room of records has a young generation of this size, too.
      const flags = ['--expose-gc', '--no-warnings', '--max-semi-space-size=8'];
      const { stdout } = await run(node, [...flags, file, task, engine, dir, n, rounds].map(String), {
        maxBuffer: 64 * MB,
      });
      return JSON.parse(stdout);
    };
    // Minutes may pass before the first figure.
    console.error(`  ${engine}: ${n} records are taken in ...`);
    const fill = { ...(await child('fill')), records: n };
    const bytes = await bytesBelow(dir);
    console.error(`  ${engine}: taken in after ${(fill.wallMs / 1_000).toFixed(0)} s; questions are asked ...`);
    return { fill, bytes, ask: await child('ask') };
  });
}

function percentile(figures, p) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
}
