// The application under measurement, the same with every agent: a route on bare node:http, one on Express, and a realistic one (a fetch, a
// redis command, five timed functions). Told its work by arguments, asked by messages: `use` (CPU time and memory so far), `heap` (what it
// holds after a collection, with --expose-gc).
import { createRequire } from 'node:module';
import { packagesOf } from './peers.mjs';
import { timingOf } from './timed.mjs';

// Not by `import`, which the hooks of the peers don't see of Node's own modules.
const { createServer } = createRequire(import.meta.url)('node:http');
const [route, variant, addresses] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])];
// Whoever times no function needs nothing but the command line.
const needed = route === 'realistic' || variant === 'prom-client';
const { timed, middleware } = needed ? await timingOf(variant) : {};
const server = createServer(await { hello, express, realistic }[route]());
// Its connections wait while other variants are asked.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, ...used() }));
process.on('message', (asked) => process.send(asked === 'heap' ? held() : used()));
process.on('disconnect', () => process.exit());

function used() {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, rss: process.memoryUsage.rss() };
}

function held() {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapUsed: heapUsed + external, rss };
}

function hello() {
  return (request, response) => {
    middleware?.(request, response);
    response.end('hello');
  };
}

function expressApp() {
  const app = packagesOf('app').require('express')();
  if (middleware !== undefined)
    app.use((request, response, next) => {
      middleware(request, response);
      next();
    });
  return app;
}

function express() {
  const app = expressApp();
  app.get('/users/:id', (request, response) => response.json({ id: request.params.id, name: 'Anna' }));
  return app;
}

async function realistic() {
  const { Redis } = packagesOf('app').require('ioredis');
  const redis = new Redis({ ...addresses.redis, enableReadyCheck: false });
  await redis.ping();
  const app = expressApp();
  app.get('/users/:id', async (request, response) => {
    const id = timed('check id', () => checkId(request.params.id));
    const user = await timed('load user', async () => {
      const answer = await fetch(`${addresses.api}/users/${id}`);
      return answer.json();
    });
    const basket = await timed('load basket', async () => JSON.parse(await redis.get(`basket:${id}`)));
    const total = timed('add up', () => basket.reduce((sum, { price, n }) => sum + price * n, 0));
    response.json(timed('render', () => ({ ...user, lines: basket.length, total })));
  });
  return app;
}

function checkId(id) {
  if (!/^\d{1,9}$/.test(id)) throw new Error(`no id: ${id}`);
  return Number(id);
}
