/**
 * What the agent costs a request: a server that answers `hello`, each request a transaction with one timed function, beside the same server
 * without an agent, which runs twice: the second says how much is noise. CPU time of the server's process, its threads included; the order
 * rotates.
 *
 *     node bench/agent/request.mjs [--quick]
 */
import { fork } from 'node:child_process';
import { Agent, createServer, request } from 'node:http';
import { cpus } from 'node:os';
import { openReceiver } from './receiver.mjs';

const variants = ['bare', 'bare again', 'raw lines', 'aggregated', 'aggregated + runtime', 'all + records'];
const quick = process.argv.includes('--quick');
const rotations = quick ? 1 : 3;
const requests = quick ? 500 : 6_000;
const CONNECTIONS = 20;

if (process.send === undefined) await measure();
else await serve(process.argv[2], JSON.parse(process.argv[3]));

/** The server under measurement: tells its port, then at each message its CPU time so far, ms. */
async function serve(variant, { statsd, url }) {
  let handle = (_request, response) => response.end('hello');
  if (!variant.startsWith('bare')) {
    const { start, stats, time, transaction } = await import('../../packages/agent/dist/index.js');
    const hello = variant !== 'raw lines';
    const rest = { runtime: /runtime|all/.test(variant), records: variant.includes('records') };
    start({ app: 'bench', server: 'one', ...(hello ? { url } : { url: 'off', statsd }), ...rest });
    while (hello && stats().hellosAnswered === 0) await new Promise((next) => setTimeout(next, 5));
    const answer = () => 'hello';
    handle = (_request, response) => transaction('GET /', () => response.end(time('answer', answer)));
  }
  const server = createServer(handle).listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send((user + system) / 1_000);
  });
  process.on('disconnect', () => process.exit());
}

async function measure() {
  const receiver = await openReceiver();
  const figures = Object.fromEntries(variants.map((name) => [name, []]));
  const children = new Map();
  for (const name of variants) {
    const child = fork(new URL(import.meta.url).pathname, [name, JSON.stringify(receiver)]);
    const port = await told(child);
    children.set(name, { child, port });
    await load(port, requests / 4);
  }
  for (let rotation = 0; rotation < rotations; rotation++) {
    for (let i = 0; i < variants.length; i++) {
      const name = variants[(i + rotation) % variants.length];
      const { child, port } = children.get(name);
      const before = await cpuOf(child);
      await load(port, requests);
      figures[name].push(((await cpuOf(child)) - before) / requests);
    }
  }
  for (const { child } of children.values()) child.disconnect();
  receiver.close();
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
  const bare = median(figures['bare']);
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, n = ${rotations} rotations of ${requests} requests`,
  );
  for (const name of variants) {
    const us = figures[name].map((ms) => ms * 1_000);
    const range = `${Math.min(...us).toFixed(1)} to ${Math.max(...us).toFixed(1)}`;
    console.log(
      `${name.padEnd(22)} ${median(us).toFixed(1).padStart(6)} us of CPU a request (${range})  x ${(median(figures[name]) / bare).toFixed(2)}`,
    );
  }
}

function told(child) {
  return new Promise((next) => child.once('message', next));
}

function cpuOf(child) {
  const answer = told(child);
  child.send('cpu');
  return answer;
}

async function load(port, total) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = total;
  const one = () =>
    new Promise((done, failed) => {
      request({ host: '127.0.0.1', port, agent }, (response) => response.resume().on('end', done))
        .on('error', failed)
        .end();
    });
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left-- > 0) await one();
    }),
  );
  agent.destroy();
}
