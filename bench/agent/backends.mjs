// All that an application under measurement talks to, in a process of its own: a StatsD socket, a server that answers carpy's hello, takes
// its records and what the peers send, an API that answers JSON, and as much of Redis as one GET needs.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

const BASKET = JSON.stringify(
  Array.from({ length: 8 }, (_, i) => ({ sku: `sku-${i}`, price: 100 + i, n: 1 + (i % 3) })),
);
const USER = JSON.stringify({ id: 7, name: 'Anna', mail: 'anna@example.com' });

const listening = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

const udp = createSocket('udp4');
/** How often each of these was reached, so that a variant which sends nothing is seen. */
const reached = {};
udp.on('message', () => {
  reached.statsd = (reached.statsd ?? 0) + 1;
});
await new Promise((resolve) => udp.bind(0, '127.0.0.1', resolve));
const statsd = `udp://127.0.0.1:${udp.address().port}`;

const hello = JSON.stringify({
  serverTimeMs: Date.now(),
  apdexTMs: 500,
  statsd,
  statsdAll: [statsd],
  records: { accepted: true, maxBytes: 1_048_576 },
});
const ANSWERS = [
  ['/api/v1/hello', 200, hello],
  ['/api/v1/records', 202, '{}'],
  ['/v1/traces', 200, '{}'],
  ['/v0.', 200, '{"rate_by_service":{}}'],
];
const http = createServer((request, response) => {
  request.resume().on('end', () => {
    const [path, status, body] = ANSWERS.find(([start]) => request.url.startsWith(start)) ?? ['', 404, '{}'];
    reached[path] = (reached[path] ?? 0) + 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
});
const api = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end(USER);
});
// What waits for its turn must not find its connections closed just as it asks again.
api.keepAliveTimeout = 600_000;
// Each command is an array, `*<n>\r\n`; of the two that come here only GET is answered by a value.
const redis = createTcpServer((socket) => {
  socket.on('data', (chunk) => {
    const commands = chunk.toString('latin1').split(/(?=\*\d+\r\n)/);
    socket.write(
      commands.map((text) => (/\r\nget\r\n/i.test(text) ? `$${BASKET.length}\r\n${BASKET}\r\n` : '+OK\r\n')).join(''),
    );
  });
  socket.on('error', () => socket.destroy());
});

process.send({
  statsd,
  url: `http://127.0.0.1:${await listening(http)}`,
  api: `http://127.0.0.1:${await listening(api)}`,
  redis: { host: '127.0.0.1', port: await listening(redis) },
});
process.on('message', () => process.send(reached));
process.on('disconnect', () => process.exit());
