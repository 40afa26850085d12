/**
 * What one timed function costs inside a transaction, beside the least that timing can cost: one AsyncLocalStorage.getStore and two
 * performance.now(). All variants run in one process, in an order that rotates; figures are medians with the range of the rotations.
 *
 *   recorded     the call itself: context, clock, one entry in the transaction (the transaction is ignored at its end)
 *   sent         the same with its line written and sent over UDP to a socket of another process
 *   aggregated   the same into the sketches that a carpy server gets, with runtime values on
 *   in a record  the same with request records on
 *
 *     node bench/agent/index.mjs [--quick]
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { cpus } from 'node:os';
import { close, start, stats, time, transaction, wrap } from '../../packages/agent/dist/index.js';
import { openReceiver } from './receiver.mjs';

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

/** Which agent runs it (see `settings`), and the body. */
const variants = {
  'sync: plain call': ['raw', inStore(loopSync(sync))],
  'sync: getStore + two clock reads': ['raw', inStore(loopSync(bareTimedSync))],
  'sync: time(), recorded': ['raw', recorded(timeSync)],
  'sync: wrap(), recorded': ['raw', recorded(loopSync(wrappedSync))],
  'sync: time(), sent': ['raw', sent(timeSync)],
  'sync: time(), aggregated': ['aggregated', sent(timeSync)],
  'sync: time(), in a record': ['records', sent(timeSync)],
  'async: plain call': ['raw', inStore(loopAsync(async_))],
  'async: getStore + two clock reads': ['raw', inStore(loopAsync(bareTimedAsync))],
  'async: time(), recorded': ['raw', recorded(timeAsync)],
  'async: wrap(), recorded': ['raw', recorded(loopAsync(wrappedAsync))],
  'async: time(), sent': ['raw', sent(timeAsync)],
  'async: time(), aggregated': ['aggregated', sent(timeAsync)],
  'async: time(), in a record': ['records', sent(timeAsync)],
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

const receiver = await openReceiver();
const settings = {
  raw: { statsd: receiver.statsd, url: 'off', runtime: false, records: false },
  aggregated: { statsd: undefined, url: receiver.url, runtime: true, records: false },
  records: { statsd: undefined, url: receiver.url, runtime: true, records: true },
};
let running;

/** Goes on with another agent, and waits until the server has answered it. */
async function use(agent) {
  if (running === agent) return;
  running = agent;
  await close();
  const { hellosAnswered } = stats();
  start({ app: 'bench', server: 'one', ...settings[agent] });
  while (settings[agent].url !== 'off' && stats().hellosAnswered === hellosAnswered)
    await new Promise((next) => setTimeout(next, 5));
}

const names = Object.keys(variants);
const figures = Object.fromEntries(names.map((name) => [name, []]));
for (let rotation = -1; rotation < rotations; rotation++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + rotation + 1) % names.length];
    const [agent, run] = variants[name];
    await use(agent);
    const ns = await measure(run);
    // The first rotation warms up.
    if (rotation >= 0) figures[name].push(ns);
  }
}
await close();
receiver.close();

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
const { recordsSent, linesSent, linesDropped, linesFailed, internalErrors } = stats();
console.log(
  `records sent ${recordsSent}, lines sent ${linesSent}, dropped ${linesDropped}, failed ${linesFailed}, faults ${internalErrors}; checksum ${sink % 1000}`,
);
