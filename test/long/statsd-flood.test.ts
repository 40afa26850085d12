/**
 * A million new names within a minute, over UDP and TCP, beside two hundred old ones: the old names stay exact, every new name is taken,
 * dropped and counted, or dropped by the kernel and counted, memory stays, and the server answers all the while. CARPY_TEST_NAMES and
 * CARPY_TEST_SECONDS make it smaller or slower. Needs `npm run build`.
 */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import {
  type CarpyProcess,
  eventually,
  getJson,
  render,
  sendTcp,
  sendUdp,
  startCarpy,
  valuesOf,
} from '../e2e/carpy-process.ts';

const NAMES = Number(process.env['CARPY_TEST_NAMES'] ?? 1_000_000);
const SECONDS = Number(process.env['CARPY_TEST_SECONDS'] ?? 60);
const MAX_NAMES = 200_000;
const OLD = 100;
const OLD_EVERY_MS = 250;
/** Most of it is the store's: a million names that it has seen, and up to 200,000 points a second, zeros of idle counters. */
const MAX_RSS_BYTES = 1_500_000_000;
/** Flushes after the flood by which new names must be taken again. */
const FLUSHES_TO_ROOM = 12;

interface Status {
  readonly ingest: {
    readonly metrics: number;
    readonly packets: number;
    readonly flushes: number;
    readonly bad: Record<string, number>;
    readonly names: number;
    readonly namesForgotten: number;
    readonly statsd: { readonly kernelDrops: number | null };
  };
}

let carpy: CarpyProcess | undefined;
afterEach(() => carpy?.stop('SIGKILL'));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Calls `send` with runs of numbers, a hundred a second, spread over the time. */
async function paced(count: number, send: (from: number, to: number) => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  const parts = SECONDS * 100;
  for (let part = 0; part < parts; part++) {
    await send(Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts));
    const aheadMs = ((part + 1) * SECONDS * 1_000) / parts - (performance.now() - startedMs);
    if (aheadMs > 1) await pause(aheadMs);
  }
}

it('survives a million new names in a minute', async () => {
  const server = await startCarpy({
    args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d', '--statsd-max-names', String(MAX_NAMES)],
  });
  carpy = server;
  const { udp, tcp } = server.ports.statsd as { udp: number; tcp: number };
  const statusOf = (): Promise<Status> => getJson(`${server.url}/api/v1/status`);
  const rssBytes = (): number =>
    1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'latin1'))?.[1]);

  // Old names come over TCP, where nothing can be lost on the way.
  const oldText = Array.from({ length: OLD }, (_, i) => `old.c${i}:3|c\nold.t${i}:${i}|ms\n`).join('');
  const stream = connect(tcp, '127.0.0.1');
  let rounds = 0;
  const sendOld = (): void => {
    rounds++;
    stream.write(oldText);
  };
  for (let i = 0; i < 12; i++) {
    sendOld();
    await pause(OLD_EVERY_MS);
  }
  const oldTimer = setInterval(sendOld, OLD_EVERY_MS);
  let maxRssBytes = 0;
  const answersMs: number[] = [];
  const watching = setInterval(async () => {
    maxRssBytes = Math.max(maxRssBytes, rssBytes());
    const askedMs = performance.now();
    await fetch(`${server.url}/healthz`).then((answer) => expect(answer.status).toBe(200));
    answersMs.push(performance.now() - askedMs);
  }, 200);

  const half = Math.floor(NAMES / 2);
  const flood = createSocket('udp4');
  const floodStream = connect(tcp, '127.0.0.1');
  const startedMs = performance.now();
  await Promise.all([
    paced(half, async (from, to) => {
      for (let i = from; i < to; i++)
        await new Promise<void>((resolve, reject) =>
          flood.send(`flood.udp${i}:1|c`, udp, '127.0.0.1', (e) => (e === null ? resolve() : reject(e))),
        );
    }),
    paced(NAMES - half, async (from, to) => {
      const lines = Array.from({ length: to - from }, (_, i) => `flood.tcp${from + i}:1|c\n`).join('');
      if (!floodStream.write(lines)) await new Promise((resolve) => floodStream.once('drain', resolve));
    }),
  ]);
  const floodS = (performance.now() - startedMs) / 1_000;
  flood.close();
  floodStream.end();
  clearInterval(oldTimer);
  clearInterval(watching);
  stream.end();

  const sent = NAMES + rounds * OLD * 2;
  const dropsOf = ({ ingest: { bad } }: Status): number => bad['too_many_names'] ?? 0;
  const kernelOf = ({ ingest }: Status): number => ingest.statsd.kernelDrops ?? 0;
  const after = await eventually(statusOf, (s) => s.ingest.metrics + dropsOf(s) + kernelOf(s) >= sent, 60_000);

  let flushes = 0;
  for (let i = 0; flushes === 0 && i < 1_000; i++) {
    await sendUdp(udp, 'after.flood:1|c');
    await pause(100);
    const { ingest } = await statusOf();
    const taken = valuesOf(await render(server, 'stats.counters.after.flood.count')).length > 0;
    if (taken) flushes = ingest.flushes - after.ingest.flushes;
  }
  answersMs.sort((a, b) => a - b);
  console.log(
    `statsd-flood: ${NAMES} new names in ${floodS.toFixed(1)} s, ${rounds} rounds of ${2 * OLD} old ones; taken ${after.ingest.metrics}, ` +
      `too_many_names ${dropsOf(after)}, kernel drops ${kernelOf(after)}, names ${after.ingest.names} of ${MAX_NAMES}, ` +
      `forgotten ${after.ingest.namesForgotten}; RSS at most ${(maxRssBytes / 1e6).toFixed(0)} MB; new names again after ${flushes} flushes; ` +
      `${answersMs.length} answers of HTTP, median ${answersMs[answersMs.length >> 1]?.toFixed(1)} ms, slowest ${answersMs.at(-1)?.toFixed(0)} ms`,
  );

  expect(floodS).toBeLessThan(SECONDS * 2);
  expect(after.ingest.metrics + dropsOf(after) + kernelOf(after)).toBe(sent);
  expect(Object.keys(after.ingest.bad)).toEqual(['too_many_names']);
  expect(after.ingest.names).toBeLessThanOrEqual(MAX_NAMES);
  expect(maxRssBytes).toBeLessThan(MAX_RSS_BYTES);
  expect(flushes).toBeGreaterThan(0);
  expect(flushes).toBeLessThanOrEqual(FLUSHES_TO_ROOM);
  const all = (name: string): Promise<number> =>
    render(server, name, '-1h&until=%2B1min').then((r) => sum(valuesOf(r)));
  for (const i of [0, 1, OLD >> 1, OLD - 1]) {
    expect(await all(`stats.counters.old.c${i}.count`)).toBe(3 * rounds);
    expect(await all(`stats.timers.old.t${i}.count`)).toBe(rounds);
    expect(await all(`stats.timers.old.t${i}.sum`)).toBe(i * rounds);
  }
  expect(await all('sumSeries(stats.counters.old.*.count)')).toBe(3 * rounds * OLD);
  expect(await all('sumSeries(stats.timers.old.*.count)')).toBe(rounds * OLD);
  expect(await all('stats.counters.statsd.dropped.too_many_names.count')).toBe(dropsOf(await statusOf()));
  await sendTcp(tcp, 'end:1|c\n');
});
