// A process that listens as the server's ingest thread does: listeners, aggregator, a flush in slices. argv[2] is JSON: {mode, flushMs,
// receiveBufferBytes}.
// It says `{port}` once it listens and answers each message with what it has counted.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NameTable } from '@carpy/core';
import { Aggregator, listenStatsd } from '@carpy/statsd';
import { RESOLUTION_MS, snapshot } from './snapshot.mjs';

const { mode, flushMs, receiveBufferBytes: asked } = JSON.parse(process.argv[2]);
const SLICE_MS = 1;

// Room for the million names' series.
const aggregator = new Aggregator({ names: new NameTable(8_000_000, 1024 ** 3) });
let bytes = 0;
let atMs = Date.now();
setInterval(() => {
  atMs = Date.now();
}, 100);
const listener = await listenStatsd({
  hosts: ['127.0.0.1'],
  port: 0,
  mode,
  receiveBufferBytes: asked,
  onPacket: (packet, length, sender) => {
    bytes += length;
    aggregator.packet(packet, length, atMs, sender);
  },
});

let flushes = 0;
let slot = Math.floor(Date.now() / flushMs);
/** The flush under way. */
let job;
function slice() {
  if (job === undefined) return;
  step(SLICE_MS);
  listener.drain();
  setImmediate(slice);
}
function step(budgetMs) {
  if (job?.step(budgetMs) === undefined) return;
  job = undefined;
  flushes++;
}
setInterval(() => {
  step(Number.POSITIVE_INFINITY);
  slot++;
  job = aggregator.beginFlush((slot * flushMs) / 1000, flushMs / 1000, flushMs);
  setImmediate(slice);
}, flushMs);

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on('message', () => {
  const { packets, metrics, bad } = aggregator.counts();
  const { mode: used, receiveBufferBytes } = listener.counts();
  process.send({
    ...snapshot(delay),
    packets,
    bytes,
    metrics,
    bad: Object.values(bad).reduce((a, b) => a + b, 0),
    flushes,
    mode: used,
    receiveBufferBytes,
    kernelDrops: listener.kernelDrops(),
  });
});
process.on('disconnect', () => process.exit());
process.send({ port: listener.port });
