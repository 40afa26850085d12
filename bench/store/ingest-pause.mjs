/**
 * How long ingest stands still in a real server while a window of many series is sealed, beside the time before it under the same load.
 *
 * The load: carbon lines of all series over TCP each 10 s, evenly spread, and StatsD besides. The window is filled at the start with what it
 * would have by then. A thread asks the StatsD admin port, which is served by the thread that ingests, one short question after the other:
 * the longest wait for an answer is the longest pause, the way over loopback and the machine's own scheduling in it. A server seals 70 s
 * after a window of 10 minutes has ended, so this takes up to 12 minutes.
 *
 *     node bench/store/ingest-pause.mjs [--quick] [--series N]
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { residentMb, startCarpy, wait } from '../carpy-process.mjs';
import { fillValues, nameOf } from './made-up-values.mjs';
import { quick, seriesOf } from './options.mjs';
import { metric, pointsTaken } from './points-taken.mjs';
import { note, percentile, row, title } from './report.mjs';

const SERIES = seriesOf(100_000, 1_000);
const WINDOW_S = 600;
/** A window waits a minute and a flush after its end. */
const DUE_S = WINDOW_S + 70;
/** Enough to fill a window and to watch the load alone. */
const BEFORE_S = 60;
const SLICES = 100;

title(`pause of ingest while ${SERIES} series are sealed in a server`);
const serve = await startCarpy('serve');
const probe = new Worker(new URL('./ask-admin.mjs', import.meta.url), { workerData: serve.ports.statsdAdmin });
const phases = { filling: [], load: [], seal: [] };
let asked = phases.filling;
probe.on('message', (answer) => asked.push(answer));
const socket = connect(serve.ports.carbon, '127.0.0.1');
await once(socket, 'connect');
const statsd = createSocket('udp4');
try {
  await run();
} finally {
  await probe.terminate();
  socket.destroy();
  statsd.close();
  await serve.stop();
}

async function run() {
  const windowS = windowToSeal();
  const dueS = windowS + DUE_S;
  note(`window of ${new Date(windowS * 1000).toISOString()}, sealed in ${Math.round(dueS - Date.now() / 1000)} s`);
  const values = new Float64Array(SERIES);
  let sent = 0;
  for (let slotS = windowS; slotS < Math.min(windowS + WINDOW_S, Date.now() / 1000 - 10); slotS += 10) {
    fillValues(values, slotS / 10);
    for (let i = 0; i < SLICES; i++) sent += await sendSlice(values, slotS, i);
    if (quick) break;
  }
  while ((await pointsTaken(serve.url)) < sent) await wait(200);
  asked = phases.load;
  const endS = quick ? Date.now() / 1000 + 2 : dueS;
  const load = { on: true };
  const loading = keepLoading(values, load);
  while (Date.now() / 1000 < endS) await wait(50);
  if (!quick) {
    asked = phases.seal;
    while (logsOf(windowS) > 0) await wait(50);
    note(`sealed after ${(Date.now() / 1000 - dueS).toFixed(1)} s`);
  }
  const { load: without, seal: during } = phases;
  asked = [];
  load.on = false;
  await loading;
  rows('the load alone', without);
  if (during.length > 0) rows('while the window is sealed', during, { atMost: 40 });
  row('resident memory', [residentMb(serve.child.pid)], 'MB', SERIES === 100_000 ? { atMost: 450 } : undefined);
  row('datagrams that the kernel dropped', [await metric(serve.url, 'carpy_statsd_kernel_drops_total')], '');
  note(
    `${without.length} and ${during.length} questions; ${Math.round(SERIES / 10)} carbon points and 1,000 StatsD values a second`,
  );
}

/** The asking thread's own lateness tells what the machine does to any thread. */
function rows(when, answers, goal) {
  const waits = answers.map(({ waitMs }) => waitMs);
  row(`longest wait, ${when}`, [percentile(waits, 1)], 'ms', goal);
  row('  p99', [percentile(waits, 0.99)], 'ms');
  const late = answers.map(({ lateMs }) => lateMs);
  row('  the asking thread was late by at most', [percentile(late, 1)], 'ms');
  row('  p99', [percentile(late, 0.99)], 'ms');
}

/** The one that ends next, or the one before when it is to be sealed late enough. */
function windowToSeal() {
  const now = Date.now() / 1000;
  const own = Math.floor(now / WINDOW_S) * WINDOW_S;
  return own - WINDOW_S + DUE_S - now > BEFORE_S ? own - WINDOW_S : own;
}

function logsOf(windowS) {
  return readdirSync(join(serve.dataDir, 'wal')).filter((file) => file.startsWith(`${windowS}-`)).length;
}

/** One of the equal parts of all series, of one stamp. Answers how many. */
async function sendSlice(values, atS, slice) {
  let text = '';
  const from = Math.floor((SERIES * slice) / SLICES);
  const until = Math.floor((SERIES * (slice + 1)) / SLICES);
  for (let id = from; id < until; id++) text += `${nameOf(id)} ${values[id]} ${atS}\n`;
  if (!socket.write(text)) await once(socket, 'drain');
  return until - from;
}

async function keepLoading(values, load) {
  for (let i = 0; load.on; i++) {
    const slotS = Math.floor(Date.now() / 10_000) * 10;
    await sendSlice(values, slotS, i % SLICES);
    let packet = '';
    for (let n = 0; n < 100; n++) packet += `pause.counter${n}:1|c\n`;
    statsd.send(packet, serve.ports.statsd.udp, '127.0.0.1');
    await wait(100);
  }
}
