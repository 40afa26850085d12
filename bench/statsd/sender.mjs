// Sends a load as fast as asked. Each message is a command: {port, tcp, names, size, perSecond (metrics; 0: no pause), durationMs}; the
// answer is {datagrams, metrics, bytes, ms} sent. It writes to the connected socket's descriptor: several times faster than dgram's send.
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { datagramsOf, linesOfAll } from './load.mjs';

const AT_LEAST_LINES = 40_000;
const BATCH = 16;
/** A sender that was held up does not make up for more than this: a burst would measure the machine, not the server. */
const CATCH_UP_MS = 1;
const cell = new Int32Array(new SharedArrayBuffer(4));
const loads = new Map();

function loadOf(names, size, tcp) {
  const key = `${names} ${size} ${tcp}`;
  let load = loads.get(key);
  if (load === undefined) {
    loads.clear();
    const all = linesOfAll(names, AT_LEAST_LINES);
    load = datagramsOf(all, size).map((bytes, i) => ({
      bytes: tcp ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes,
      metrics: Math.min(size, all.length - i * size),
    }));
    loads.set(key, load);
  }
  return load;
}

function udpDescriptor(port) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1', () => {
      const symbol = Object.getOwnPropertySymbols(socket).find((s) => s.description === 'state symbol');
      resolve({ fd: socket[symbol].handle.fd, close: () => socket.close() });
    });
  });
}

function tcpDescriptor(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () =>
      resolve({ fd: socket._handle.fd, close: () => socket.end() }),
    );
    // The server under test is killed when its figures are in.
    socket.on('error', () => {});
  });
}

/** All of it, waiting while the receiver has no room (TCP). */
function write(fd, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at, bytes.length - at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(cell, 0, 0, 0.2);
    }
  }
}

process.on('message', async ({ port, tcp, names, size, perSecond, durationMs }) => {
  Error.stackTraceLimit = 0;
  const load = loadOf(names, size, tcp);
  const { fd, close } = await (tcp ? tcpDescriptor(port) : udpDescriptor(port));
  process.send({ started: true });
  await new Promise((resolve) => setImmediate(resolve));
  const sent = { datagrams: 0, metrics: 0, bytes: 0, ms: 0 };
  const startMs = performance.now();
  let skipped = 0;
  while (sent.ms < durationMs) {
    let due = Number.POSITIVE_INFINITY;
    if (perSecond > 0) {
      due = (perSecond * sent.ms) / 1000 - skipped;
      const late = due - sent.metrics - (perSecond * CATCH_UP_MS) / 1000 - size;
      if (late > 0) {
        skipped += late;
        due -= late;
      }
    }
    for (let i = 0; i < BATCH && sent.metrics < due; i++) {
      const { bytes, metrics } = load[sent.datagrams % load.length];
      write(fd, bytes);
      sent.datagrams++;
      sent.metrics += metrics;
      sent.bytes += bytes.length;
    }
    if (sent.metrics >= due) Atomics.wait(cell, 0, 0, 0.1);
    sent.ms = performance.now() - startMs;
  }
  close();
  process.send(sent);
});
process.on('disconnect', () => process.exit());
