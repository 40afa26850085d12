// CPU time of a request with each agent, beside the application without one, which runs twice: the second says how much is noise. Each
// rotation starts every variant anew, in another order, with the same warm-up, and asks them in turn, a slice each; a ratio is of one rotation.
// CPU is that of the whole process, all threads. So what else goes on in the machine tells little.
import { median } from '../carpy-process.mjs';
import { table, withInterval } from './figures.mjs';
import { chosen, quick, rotations } from './options.mjs';
import { startBackends, startLoad, startMeasured } from './processes.mjs';
import { variants } from './variants.mjs';

const CONNECTIONS = 50;
/** Requests of a window: half a second to two of CPU without an agent. */
const ROUTES = {
  hello: { path: '/', requests: 30_000 },
  express: { path: '/users/7', requests: 12_000 },
  realistic: { path: '/users/7', requests: 8_000 },
};
const SLICES = 20;
const WARM_UP_WINDOWS = 3;
const BARE = ['bare', 'bare again'];

const names = [...BARE, ...chosen('variants', Object.keys(variants)).filter((name) => !BARE.includes(name))];
const backends = await startBackends();

for (const route of chosen('routes', Object.keys(ROUTES))) {
  const figures = new Map(names.map((name) => [name, []]));
  for (let rotation = 0; rotation < rotations; rotation++) {
    const measured = await rotate(route, rotation);
    for (const [name, of] of measured) figures.get(name).push(of);
    told(route, rotation, measured);
  }
  report(route, figures);
}
const reached = Object.entries(await backends.ask('reached'));
await backends.end();
console.log(`\nthe agents sent: ${reached.map(([what, n]) => `${what} ${n}`).join(', ')}`);

/** CPU microseconds a request and memory at the end of every variant, each in a new process. */
async function rotate(route, rotation) {
  const load = startLoad();
  const running = [];
  for (const name of ordered(rotation)) {
    const app = startMeasured('app.mjs', name, backends.addresses, { args: [route] });
    if (app.missing !== undefined) {
      console.log(`left out: ${name}: ${app.missing}`);
      names.splice(names.indexOf(name), 1);
      continue;
    }
    const { port } = await app.first;
    running.push({ name, app, port, cpuUs: 0 });
  }
  const { path, requests } = ROUTES[route];
  const total = quick ? 200 : requests;
  const ask = async ({ name, port }, n) => {
    const { wrong, failed } = await load.ask({ port, path, total: n, connections: CONNECTIONS });
    if (failed !== undefined) throw new Error(`${route} with ${name}: ${failed}`);
    if (wrong > 0) throw new Error(`${route} with ${name}: ${wrong} of ${n} answers were not 200`);
  };
  // A server runs for days: after one window each agent's code is still compiled, which is CPU of other threads; and what an agent does while
  // the others are asked, as its first sending, has V8 compile some of Node's code anew. So all is done in turns, from the first request on.
  for (let slice = -WARM_UP_WINDOWS * SLICES; slice < SLICES; slice++)
    for (const one of running) {
      const before = await one.app.ask('use');
      await ask(one, total / SLICES);
      const after = await one.app.ask('use');
      if (slice >= 0) one.cpuUs += after.cpuUs - before.cpuUs;
      one.rss = after.rss;
    }
  await load.end();
  for (const { app } of running) await app.end();
  return running.map(({ name, cpuUs, rss }) => [name, { us: cpuUs / total, rssMib: rss / 2 ** 20 }]);
}

/** One rotation on a line of its own, as it is done: all of them take long. */
function told(route, rotation, measured) {
  const [, { us: bareUs }] = measured.find(([name]) => name === 'bare');
  const ratios = measured.map(([name, { us }]) => `${name} ${(us / bareUs).toFixed(2)}`).join(', ');
  console.log(`${route}, rotation ${rotation + 1} of ${rotations}: ${bareUs.toFixed(1)} us bare; x bare: ${ratios}`);
}

/** Each variant comes first, second, … equally often. */
function ordered(rotation) {
  return names.map((_, i) => names[(i + rotation) % names.length]);
}

function report(route, figures) {
  const bare = figures.get('bare');
  const again = figures.get('bare again');
  console.log(
    `\n${route}: n = ${bare.length} rotations of ${quick ? 200 : ROUTES[route].requests} requests, Node ${process.version}`,
  );
  const rows = [];
  for (const [name, measured] of figures) {
    if (measured.length === 0) continue;
    const ratios = measured.map(({ us }, i) => us / bare[i].us);
    const over = measured.map(({ us }, i) => (us - again[i].us) / bare[i].us);
    const more = measured.map(({ rssMib }, i) => rssMib - bare[i].rssMib);
    const us = median(measured.map((one) => one.us)).toFixed(1);
    rows.push([name, us, withInterval(ratios), withInterval(over), withInterval(more, 0)]);
  }
  table(['', 'CPU us a request', 'x bare', '(x - bare again) / bare', 'MiB more than bare'], rows);
}
