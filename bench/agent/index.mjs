/**
 * What one timed function costs inside a transaction, beside the least that timing can cost: one AsyncLocalStorage.getStore and two
 * performance.now(). All variants run in one process, in an order that rotates; figures are medians with the range of the rotations.
 *
 *   recorded   the call itself: context, clock, one entry in the transaction (the transaction is ignored at its end)
 *   sent       the same with its line written and sent over UDP to a socket of another process
 *
 *     node bench/agent/index.mjs [--quick]
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { close, configure, stats, time, transaction, wrap } from '../../packages/agent/dist/index.js';

const quick = process.argv.includes('--quick');
const rotations = quick ? 3 : 15;
const calls = quick ? 5_000 : 50_000;
const CALLS_A_TRANSACTION = 50;

const bareStorage = new AsyncLocalStorage();
let sink = 0;
const sync = (x) => x + 1;
const async_ = async (x) => x + 1;
const wrappedSync = wrap('wrapped sync', sync);
const wrappedAsync = wrap('wrapped async', async_);

function bareTimedSync(x) {
  const store = bareStorage.getStore();
  const start = performance.now();
  const result = sync(x);
  store.total += performance.now() - start;
  return result;
}

async function bareTimedAsync(x) {
  const store = bareStorage.getStore();
  const start = performance.now();
  const result = await async_(x);
  store.total += performance.now() - start;
  return result;
}

/** `body` runs CALLS_A_TRANSACTION calls. */
const inStore = (body) => () => bareStorage.run({ total: 0 }, body);
const recorded = (body) => () =>
  transaction('bench', (t) => {
    t.ignore();
    return body();
  });
const sent = (body) => () => transaction('bench', body);
const loopSync = (call) => () => {
  for (let i = 0; i < CALLS_A_TRANSACTION; i++) sink += call(i);
};
const loopAsync = (call) => async () => {
  for (let i = 0; i < CALLS_A_TRANSACTION; i++) sink += await call(i);
};
const timeSync = loopSync((x) => time('sync', () => sync(x)));
const timeAsync = loopAsync((x) => time('async', () => async_(x)));

const variants = {
  'sync: plain call': inStore(loopSync(sync)),
  'sync: getStore + two clock reads': inStore(loopSync(bareTimedSync)),
  'sync: time(), recorded': recorded(timeSync),
  'sync: wrap(), recorded': recorded(loopSync(wrappedSync)),
  'sync: time(), sent': sent(timeSync),
  'async: plain call': inStore(loopAsync(async_)),
  'async: getStore + two clock reads': inStore(loopAsync(bareTimedAsync)),
  'async: time(), recorded': recorded(timeAsync),
  'async: wrap(), recorded': recorded(loopAsync(wrappedAsync)),
  'async: time(), sent': sent(timeAsync),
};

/** Nanoseconds a call. */
async function measure(run) {
  const rounds = Math.ceil(calls / CALLS_A_TRANSACTION);
  const start = process.hrtime.bigint();
  for (let i = 0; i < rounds; i++) {
    const result = run();
    // A synchronous transaction does not wait; every 100th lets the socket's callbacks run.
    if (result instanceof Promise) await result;
    else if (i % 100 === 0) await new Promise((next) => setImmediate(next));
  }
  return Number(process.hrtime.bigint() - start) / (rounds * CALLS_A_TRANSACTION);
}

const receiver = spawn(process.execPath, [
  '-e',
  `const s = require('node:dgram').createSocket('udp4'); s.on('message', () => {}); s.bind(0, '127.0.0.1', () => console.log(s.address().port));
   process.stdin.on('end', () => process.exit()).resume();`,
]);
const port = await new Promise((known) => receiver.stdout.once('data', (text) => known(Number(text))));
configure({ app: 'bench', server: 'one', statsd: `udp://127.0.0.1:${port}`, url: 'off' });

const names = Object.keys(variants);
const figures = Object.fromEntries(names.map((name) => [name, []]));
for (let rotation = -1; rotation < rotations; rotation++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + rotation + 1) % names.length];
    const ns = await measure(variants[name]);
    // The first rotation warms up.
    if (rotation >= 0) figures[name].push(ns);
  }
}
await close();
receiver.stdin.end();

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, n = ${rotations} rotations of ${calls} calls, ns a call`,
);
for (const name of names) {
  const values = figures[name];
  const kind = name.split(':')[0];
  const baseline = median(figures[`${kind}: getStore + two clock reads`]);
  const own = median(values);
  const range = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
  console.log(
    `${name.padEnd(36)} ${own.toFixed(0).padStart(6)}  (${range})  x ${(own / baseline).toFixed(2)} of the baseline`,
  );
}
const { linesSent, linesDropped, linesFailed, internalErrors } = stats();
console.log(
  `lines sent ${linesSent}, dropped ${linesDropped}, failed ${linesFailed}, faults ${internalErrors}; checksum ${sink % 1000}`,
);
