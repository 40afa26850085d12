// Asks servers of this benchmark, a fixed number of times over kept connections, one request at a time on each; in a process of its own
// and with as little work as it takes. Messages: {port, path, total, connections, perSecond?}; answers {wrong} when all are answered.
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';
/** By port. */
const pools = new Map();

process.on('message', async (work) => {
  const { port, connections } = work;
  if (!pools.has(port)) pools.set(port, await Promise.all(Array.from({ length: connections }, () => open(port))));
  process.send(
    await run(pools.get(port), work).then(
      (wrong) => ({ wrong }),
      (error) => ({ failed: error.message }),
    ),
  );
});
process.on('disconnect', () => process.exit());

async function open(port) {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

function run(pool, { path, total, perSecond }) {
  const request = `GET ${path} HTTP/1.1\r\nHost: bench.example.com\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`;
  let started = 0;
  let answered = 0;
  let wrong = 0;
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    for (const socket of pool) {
      if (socket.destroyed) reject(new Error('the server closed a connection'));
      let text = '';
      const send = () => {
        if (started++ < total) socket.write(request);
      };
      const next = () => {
        const dueMs = perSecond === undefined ? 0 : beganMs + (started * 1_000) / perSecond - performance.now();
        if (dueMs > 1) setTimeout(send, dueMs);
        else send();
      };
      socket.removeAllListeners('data').on('data', (chunk) => {
        text += chunk;
        const head = text.indexOf(HEAD_END);
        if (head < 0) return;
        const length = Number(/content-length: *(\d+)/i.exec(text)?.[1]);
        if (Number.isNaN(length)) reject(new Error(`an answer without a length: ${text}`));
        if (text.length < head + HEAD_END.length + length) return;
        if (!text.startsWith('HTTP/1.1 200')) wrong++;
        text = '';
        if (++answered === total) resolve(wrong);
        next();
      });
      socket.removeAllListeners('close').once('close', () => reject(new Error('the server closed a connection')));
      next();
    }
  });
}
