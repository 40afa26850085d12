// A live tail while an application has 5,000 requests a second, all of them kept, with metrics coming beside: rows shown, the server's CPU,
// and whether a metric was lost. `--smoke`: three seconds. Linux.
import { createSocket } from 'node:dgram';
import { startCarpy, wait } from '../carpy-process.mjs';
import { cpuSeconds } from '../store/process-cpu.mjs';
import { bodyMaker, post } from './made-up-bodies.mjs';

const smoke = process.argv.some((a) => a === '--smoke' || a === '--quick');
const seconds = smoke ? 3 : 60;
const BODIES_A_SECOND = 10;
const RECORDS_A_BODY = 500;
/** In datagrams of ten. */
const METRICS_A_SECOND = 5_000;
const VIEWERS = 3;

const make = bodyMaker();
const carpy = await startCarpy('serve', ['--records-rate', '10000000', '--records-byte-rate', '10000000000']);
const gone = new AbortController();
const seen = Array.from({ length: VIEWERS }, () => ({ rows: 0, events: 0, mostAnEvent: 0, rates: [] }));
try {
  const watching = seen.map((viewer, i) => watch(viewer, ['', 'outcome:error', 'duration:>300ms kind:http'][i]));
  await wait(500);
  const began = performance.now();
  const cpuBefore = cpuSeconds(carpy.child.pid);
  const [records, metrics] = await Promise.all([sendRecords(), sendMetrics()]);
  const cpuS = cpuSeconds(carpy.child.pid) - cpuBefore;
  const tookS = (performance.now() - began) / 1_000;
  await wait(1_000);
  gone.abort();
  const watchedS = (performance.now() - began) / 1_000;
  await Promise.all(watching);
  const status = await (await fetch(`${carpy.url}/api/v1/status`)).json();
  console.log(
    `  ${Math.round(records / tookS)} records and ${Math.round(metrics / tookS)} metrics a second for ${tookS.toFixed(0)} s, ${VIEWERS} viewers: ${((cpuS / tookS) * 100).toFixed(0)} % of a core for the whole server`,
  );
  for (const [i, viewer] of seen.entries()) {
    const middle = viewer.rates.sort((a, b) => a - b)[viewer.rates.length >> 1];
    console.log(
      `  viewer ${i + 1}: ${(viewer.rows / watchedS).toFixed(0)} rows a second in ${(viewer.events / watchedS).toFixed(1)} events, ${viewer.mostAnEvent} at most; ${middle} a second match`,
    );
    if (viewer.rows === 0 || viewer.mostAnEvent > 50 || viewer.rows / watchedS > 210)
      throw new Error(`viewer ${i + 1} was shown ${viewer.rows} rows, ${viewer.mostAnEvent} at once`);
  }
  if (status.records.intake.stored !== records) throw new Error(`${status.records.intake.stored} records are stored`);
  const lost = metrics - status.ingest.metrics;
  console.log(`  metrics lost meanwhile: ${lost}; kernel drops: ${status.ingest.statsd?.kernelDrops ?? 'unknown'}`);
  if (lost !== 0) process.exitCode = 1;
} finally {
  gone.abort();
  await carpy.stop();
}

/** Calls `send` at an even pace, `perS` times a second; as often as that is in all, late or not. */
async function paced(perS, send) {
  const began = performance.now();
  for (let i = 0; i < perS * seconds; i++) {
    const due = began + (i * 1_000) / perS - performance.now();
    if (due > 0) await wait(due);
    await send();
  }
}

async function sendRecords() {
  let sent = 0;
  const under = new Set();
  await paced(BODIES_A_SECOND, async () => {
    const sending = post(carpy.url, make(RECORDS_A_BODY)).then((answer) => {
      under.delete(sending);
      if (answer.status !== 202) throw new Error(`status ${answer.status}`);
      sent += answer.stored;
    });
    under.add(sending);
    if (under.size > 8) await Promise.race(under);
  });
  await Promise.all(under);
  return sent;
}

async function sendMetrics() {
  const socket = createSocket('udp4');
  let sent = 0;
  await paced(METRICS_A_SECOND / 50, () => {
    for (let i = 0; i < 5; i++) {
      const lines = Array.from({ length: 10 }, (_, n) => `bench.metric_${(i * 10 + n) % 50}:1|c`);
      socket.send(lines.join('\n'), carpy.ports.statsd.udp, '127.0.0.1');
      sent += lines.length;
    }
  });
  await wait(500);
  socket.close();
  return sent;
}

async function watch(viewer, q) {
  const answer = await fetch(`${carpy.url}/api/v1/live?${new URLSearchParams({ topic: 'tail', q })}`, {
    signal: gone.signal,
  });
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of answer.body) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^event: tail\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        if (data === undefined) continue;
        const { rows, ratePerS } = JSON.parse(data);
        viewer.rows += rows.length;
        viewer.events++;
        viewer.mostAnEvent = Math.max(viewer.mostAnEvent, rows.length);
        viewer.rates.push(ratePerS);
      }
    }
  } catch {
    // Left.
  }
}
