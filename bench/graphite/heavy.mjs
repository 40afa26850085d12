// What hopeless and heavy queries do to the others: how long an app's first page takes, and how long the thread that reads StatsD takes to
// answer its admin port, first alone and then while two clients ask, one after the other and without a pause, for what is refused and for
// what computes for a second or so. StatsD comes in all the while; what is lost of it is printed too.
//
//     node bench/graphite/heavy.mjs [--quick]
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startCarpy, wait } from '../carpy-process.mjs';
import { quick } from '../store/options.mjs';
import { note, percentile, row, title } from '../store/report.mjs';
import { ask } from './ask.mjs';
import { feed } from './carbon-feed.mjs';

const GROUPS = quick ? 2 : 200;
const SECONDS = quick ? 2 : 20;
const DATAGRAMS_A_TICK = 25;
const hopeless = [
  '/render?target=sumSeries(*.*)&from=-24h&format=json',
  '/metrics/find?query=*.*',
  '/render?target=*.*.*.*&from=-24h&format=json',
];
const heavy = [
  "/render?target=sumSeries(movingMedian(group1.*,'1min'))&from=-4h&format=json",
  '/render?target=sumSeries(group0.*)&from=-4h&format=json',
];

const serve = await startCarpy('serve', ['--flush-interval', '2000', '--retention', '2s:1d,1m:14d']);
const socket = createSocket('udp4');
let sent = 0;
let sending;
try {
  await feed(serve, names());
  sending = setInterval(() => {
    for (let i = 0; i < DATAGRAMS_A_TICK; i++) {
      const lines = Array.from(
        { length: 10 },
        (_, n) => `carpy.shop.web-${n % 3}.GET-p${(i * 10 + n) % 100}.ok:${n + i}|ms`,
      );
      socket.send(lines.join('\n'), serve.ports.statsd.udp, '127.0.0.1');
      sent += lines.length;
    }
  }, 10);
  await wait(quick ? 3_000 : 6_000);
  title(`others while heavy queries run: ${GROUPS * 1_000} names, ${DATAGRAMS_A_TICK * 1_000} StatsD metrics a second`);
  const alone = await watch('alone');
  const asking = { on: true, refused: 0, answered: 0, slowestRefusalMs: 0 };
  const clients = [again(hopeless, asking), again(heavy, asking)];
  const { pages, pings } = await watch('with heavy queries');
  asking.on = false;
  await Promise.all(clients);
  note(`${asking.refused} queries were refused meanwhile, ${asking.answered} heavy ones answered`);
  clearInterval(sending);
  await wait(1_500);
  row('StatsD metrics lost', [sent - (await metricsTaken())], 'metrics', { atMost: 0 });
  row('longest delay of a page', [Math.max(...pages) - percentile(alone.pages, 0.5)], 'ms', { atMost: 100 });
  row('longest delay of the reading thread', [Math.max(...pings) - percentile(alone.pings, 0.5)], 'ms', {
    atMost: 100,
  });
  row('longest wait for a refusal', [asking.slowestRefusalMs], 'ms', { atMost: 1_000 });
} finally {
  clearInterval(sending);
  socket.close();
  await serve.stop();
}

async function metricsTaken() {
  const text = await (await fetch(`${serve.url}/metrics`)).text();
  return Number(/^carpy_ingest_metrics_total (\d+)/m.exec(text)[1]);
}

async function watch(name) {
  const pages = [];
  const pings = [];
  const until = performance.now() + SECONDS * 1_000;
  await Promise.all([
    (async () => {
      while (performance.now() < until) {
        const { ms, status } = await ask(`${serve.url}/api/v1/apps/shop/overview?from=-15min`);
        if (status !== 200) throw new Error(`the page answered ${status}`);
        pages.push(ms);
        await wait(50);
      }
    })(),
    (async () => {
      while (performance.now() < until) {
        pings.push(await ping());
        await wait(20);
      }
    })(),
  ]);
  row(`the first page of an app, ${name}`, pages, 'ms');
  note(`p95 ${percentile(pages, 0.95).toFixed(1)} ms`);
  row(`StatsD's admin port, ${name}`, pings, 'ms');
  note(`p95 ${percentile(pings, 0.95).toFixed(1)} ms`);
  return { pages, pings };
}

async function again(paths, asking) {
  for (let i = 0; asking.on; i++) {
    const { status, ms } = await ask(serve.url + paths[i % paths.length]);
    if (status === 200) asking.answered++;
    else if (status === 400) {
      asking.refused++;
      asking.slowestRefusalMs = Math.max(asking.slowestRefusalMs, ms);
    } else throw new Error(`${paths[i % paths.length]} answered ${status}`);
  }
}

async function ping() {
  const admin = connect(serve.ports.statsdAdmin, '127.0.0.1');
  await once(admin, 'connect');
  const startedAtMs = performance.now();
  admin.write('health\n');
  await once(admin, 'data');
  admin.destroy();
  return performance.now() - startedAtMs;
}

function* names() {
  const stampS = Math.floor(Date.now() / 1_000);
  for (let g = 0; g < GROUPS; g++) {
    let text = '';
    for (let s = 0; s < 1_000; s++) text += `group${g}.s${s} ${s} ${stampS}\n`;
    yield Buffer.from(text);
  }
}
