/** What an agent under measurement sends to, in a process of its own: a StatsD socket, and a server that answers hello and takes records. */
import { spawn } from 'node:child_process';

const PROGRAM = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', () => {});
socket.bind(0, '127.0.0.1', () => {
  const statsd = 'udp://127.0.0.1:' + socket.address().port;
  const answer = JSON.stringify({ serverTimeMs: Date.now(), apdexTMs: 500, statsd, statsdAll: [], records: { accepted: true, maxBytes: 1048576 } });
  const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.writeHead(request.url.endsWith('records') ? 202 : 200).end(answer)));
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ statsd, url: 'http://127.0.0.1:' + server.address().port })));
});
process.stdin.on('end', () => process.exit()).resume();`;

export async function openReceiver() {
  const child = spawn(process.execPath, ['-e', PROGRAM]);
  const addresses = JSON.parse(await new Promise((known) => child.stdout.once('data', known)));
  return { ...addresses, close: () => child.stdin.end() };
}
