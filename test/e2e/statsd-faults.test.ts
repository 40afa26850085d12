/** StatsD under attack from outside: what is lost is told exactly, nothing is counted twice, and nobody stops the others. */
import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StatusAnswer } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import {
  askAdmin,
  type CarpyProcess,
  eventually,
  freePorts,
  getJson,
  render,
  runCarpy,
  sendTcp,
  sendUdp,
  valuesOf,
} from './carpy-process.ts';
import { cleanUps, countOf, everyS, folder, start, statusOf, total, udpOf } from './statsd-server.ts';

const tcpOf = (carpy: CarpyProcess): number => carpy.ports.statsd.tcp as number;
const droppedOf = (carpy: CarpyProcess, cause: string): Promise<number> => countOf(carpy, `statsd.dropped.${cause}`);

const taken = (carpy: CarpyProcess, metrics: number): Promise<StatusAnswer> =>
  eventually(
    () => statusOf(carpy),
    ({ ingest }) => ingest.metrics >= metrics,
  );

/** Sends one datagram after the other, each when the system has taken the last. */
async function sendMany(port: number, datagrams: Iterable<string>): Promise<void> {
  const socket = createSocket('udp4');
  for (const datagram of datagrams)
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, port, '127.0.0.1', (e) => (e === null ? resolve() : reject(e))),
    );
  socket.close();
}
function* times<T>(n: number, make: (i: number) => T): Generator<T> {
  for (let i = 0; i < n; i++) yield make(i);
}

describe('losses', () => {
  it('tells exactly what the kernel dropped while nothing was read', async ({ skip }) => {
    const carpy = await start();
    await sendUdp(udpOf(carpy), 'warm:1|c');
    if ((await taken(carpy, 1)).ingest.statsd?.kernelDrops === null) skip('this system does not tell kernel drops');
    carpy.child.kill('SIGSTOP');
    const sent = 20_000;
    await sendMany(
      udpOf(carpy),
      times(sent, () => 'burst:1|c'),
    );
    carpy.child.kill('SIGCONT');
    const { ingest } = await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.metrics + (s.ingest.statsd?.kernelDrops ?? 0) >= sent + 1,
    );
    const drops = ingest.statsd?.kernelDrops as number;
    expect(drops).toBeGreaterThan(0);
    expect(ingest.metrics - 1 + drops).toBe(sent);
    await eventually(
      () => droppedOf(carpy, 'kernel'),
      (n) => n >= drops,
    );
    expect(await droppedOf(carpy, 'kernel')).toBe(drops);
    // A flush may have ended while they were read: the rest comes with the next.
    await eventually(
      () => countOf(carpy, 'burst'),
      (n) => n >= sent - drops,
    );
    expect(await countOf(carpy, 'burst')).toBe(sent - drops);
    expect(await (await fetch(`${carpy.url}/metrics`)).text()).toContain(`carpy_statsd_kernel_drops_total ${drops}\n`);
  });

  it('tells each cause of bad lines as a series, and of the open interval after a restart', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir });
    const bad = {
      no_value: 'x',
      bad_value: 'x:y|c',
      unknown_type: 'x:1|q',
      bad_rate: 'x:1|c|@7',
      bad_name: 'carpy.x:1|c',
    };
    for (const [i, line] of Object.values(bad).entries()) await sendUdp(udpOf(first), `${line}\n`.repeat(i + 1));
    for (const [i, cause] of Object.keys(bad).entries())
      await eventually(
        () => droppedOf(first, cause),
        (n) => n === i + 1,
      );
    await sendUdp(udpOf(first), 'x\nx\n');
    await eventually(
      () => statusOf(first),
      (s) => s.ingest.bad['no_value'] === 3,
    );
    expect(await first.stop()).toBe(0);
    const second = await start({ dataDir });
    await eventually(
      () => droppedOf(second, 'no_value'),
      (n) => n === 3,
    );
  });

  it('keeps old names whole in a flood of new ones, and tells how many were dropped', async () => {
    const carpy = await start({ args: [...everyS(1), '--statsd-max-names', '1000'] });
    const old = Array.from({ length: 20 }, (_, i) => `old${i}`);
    const rounds = 20;
    for (let round = 0; round < rounds; round++) {
      const names = Array.from({ length: 500 }, (_, i) => `new${round * 500 + i}:1|c\n`);
      await sendTcp(tcpOf(carpy), old.map((name) => `${name}:2|c\n`).join('') + names.join(''));
    }
    const sent = rounds * (old.length + 500);
    const { ingest } = await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.metrics + (s.ingest.bad['too_many_names'] ?? 0) >= sent,
    );
    expect(ingest.metrics + (ingest.bad['too_many_names'] as number)).toBe(sent);
    expect(ingest.names).toBeLessThanOrEqual(1_000);
    for (const name of old)
      await eventually(
        () => countOf(carpy, name),
        (n) => n === rounds * 2,
      );
    await eventually(
      () => droppedOf(carpy, 'too_many_names'),
      (n) => n === ingest.bad['too_many_names'],
    );
    // Names of the flood are forgotten, and there is room again.
    await eventually(
      async () => {
        await sendUdp(udpOf(carpy), 'after:1|c');
        return countOf(carpy, 'after');
      },
      (n) => n > 0,
      30_000,
    );
  }, 90_000);
});

describe('restarts', () => {
  it.each([1, 5])(
    'counts everything once over ten restarts, flushing every %s s',
    async (intervalS) => {
      const dataDir = await folder();
      const args = everyS(intervalS);
      const text =
        'hits:1|c\ncarpy.shop.web-1.custom.sold:2|c\ncarpy.shop.web-1.pay.ok:5|ms\nplain:3|ms|@0.5\ntagged:1|c|#env:x\n' +
        'carpy.shop.web-1.pay.apdex.satisfied:1|c\nlevel:+1|g\nwho:a|s\n';
      let sent = 0;
      for (let run = 0; run < 10; run++) {
        const carpy = await start({ dataDir, args });
        const clients = 4;
        const each = 100 + run;
        await Promise.all(times(clients, () => sendTcp(tcpOf(carpy), text.repeat(each))));
        sent += clients * each;
        await taken(carpy, clients * each * 8);
        expect(await carpy.stop()).toBe(0);
      }
      const last = await start({ dataDir, args });
      await eventually(
        () => countOf(last, 'hits'),
        (n) => n >= sent,
      );
      const pay = 'carpy.shop.web-1.pay';
      expect(await countOf(last, 'hits')).toBe(sent);
      expect(await total(last, 'carpy.shop.web-1.custom.sold')).toBe(2 * sent);
      expect(await total(last, `${pay}.ok.count`)).toBe(sent);
      expect(new Set(valuesOf(await render(last, `${pay}.ok.upper_95`)))).toEqual(new Set([5]));
      expect(await total(last, 'stats.timers.plain.count')).toBe(2 * sent);
      expect(await total(last, 'stats.counters.tagged.count;env=x')).toBe(sent);
      expect(await total(last, `${pay}.apdex.satisfied`)).toBe(sent);
      expect(valuesOf(await render(last, 'stats.gauges.level')).at(-1)).toBe(sent);
      expect(Math.max(...valuesOf(await render(last, 'stats.sets.who.count')))).toBe(1);
    },
    90_000,
  );

  it('takes a kept interval up once, however often it is killed before the flush', async () => {
    const dataDir = await folder();
    const args = everyS(5);
    const first = await start({ dataDir, args });
    await sendUdp(udpOf(first), 'hits:7|c');
    await taken(first, 1);
    await first.stop();
    for (let i = 0; i < 3; i++) await (await start({ dataDir, args })).stop('SIGKILL');
    const flushed = await start({ dataDir, args });
    await eventually(
      () => countOf(flushed, 'hits'),
      (n) => n > 0,
    );
    await flushed.stop('SIGKILL');
    const last = await start({ dataDir, args });
    expect(await countOf(last, 'hits')).toBe(7);
  });

  it('leaves the kept interval of a newer version for that version', async () => {
    const dataDir = await folder();
    const args = everyS(5);
    const first = await start({ dataDir, args });
    await sendUdp(udpOf(first), 'hits:7|c');
    await taken(first, 1);
    await first.stop();
    const file = join(dataDir, 'window');
    const kept = await readFile(file);
    // The store's head, ingest's head, then the aggregator's window with its version and checksum.
    const inner = kept.subarray(24);
    const saved = inner.subarray(24);
    saved[4] = 9;
    saved.writeUInt32LE(crc32(saved.subarray(0, -4)), saved.length - 4);
    kept.writeUInt32LE(crc32(inner, crc32(kept.subarray(16, 24))), 12);
    await writeFile(file, kept);
    const older = await start({ dataDir, args });
    expect(older.log()).toContain('has version 9');
    await sendUdp(udpOf(older), 'hits:1|c');
    await taken(older, 1);
    expect(await older.stop()).toBe(0);
    expect(await readFile(file)).toEqual(kept);
    const last = await start({ dataDir, args });
    await eventually(
      () => countOf(last, 'hits'),
      (n) => n === 1,
    );
  });
});

describe('hostile clients', () => {
  it('takes no metrics and no commands from a web page', async () => {
    const carpy = await start();
    const page = (port: number | null, path: string, body: string): Promise<unknown> =>
      fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body }).then(
        (answer) => answer.text(),
        () => undefined,
      );
    await page(tcpOf(carpy), '/', 'evil:1|c\n');
    await page(tcpOf(carpy), `/${'x'.repeat(10_000)}`, 'evil:1|c\n');
    await page(carpy.ports.statsdAdmin, '/', 'health down\n');
    await page(carpy.ports.statsdAdmin, `/${'x'.repeat(10_000)}`, 'health down\n');
    await sendTcp(tcpOf(carpy), 'good:1|c\n');
    const { ingest } = await taken(carpy, 1);
    expect(ingest).toMatchObject({ metrics: 1, bad: { http_request: 2 } });
    expect(ingest.badSamples.map(({ line }) => line.slice(0, 6))).toEqual(['POST /', 'POST /']);
    expect(await askAdmin(carpy.ports.statsdAdmin as number, 'health')).toBe('health: up\n');
    await eventually(
      () => droppedOf(carpy, 'http_request'),
      (n) => n === 2,
    );
    expect(await render(carpy, 'stats.counters.evil.count')).toEqual([]);
  });

  it('serves others beside 2,000 connections that send a byte at a time, and tells whom it refused', async () => {
    const carpy = await start();
    const clients: Socket[] = [];
    cleanUps.push(() => {
      for (const client of clients) client.destroy();
    });
    for (let i = 0; i < 2_000; i++) {
      const client = connect(tcpOf(carpy), '127.0.0.1').on('error', () => undefined);
      clients.push(client);
      // More at once than the kernel queues would try again for seconds.
      if (i % 100 === 99) await new Promise((resolve) => client.once('connect', resolve));
    }
    await eventually(
      () => statusOf(carpy),
      (s) => (s.ingest.statsd?.clients ?? 0) + (s.ingest.statsd?.refused ?? 0) === 2_000,
    );
    for (const byte of 'slow:1|c\n') {
      for (const client of clients) if (client.writable) client.write(byte);
      await sendUdp(udpOf(carpy), 'other:1|c');
    }
    await eventually(
      () => countOf(carpy, 'slow'),
      (n) => n >= 1_000,
    );
    expect(await countOf(carpy, 'slow')).toBe(1_000);
    expect(await countOf(carpy, 'other')).toBe(9);
    await eventually(
      () => droppedOf(carpy, 'refused_clients'),
      (n) => n === 1_000,
    );
    for (const client of clients) if (client.writable) client.write('half a l');
    for (const client of clients) client.resetAndDestroy();
    await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.statsd?.clients === 0,
    );
    await sendUdp(udpOf(carpy), 'still:1|c');
    await eventually(
      () => countOf(carpy, 'still'),
      (n) => n === 1,
    );
  });

  it('keeps 120 events a minute of ten thousand, and counts the rest', async () => {
    const carpy = await start();
    const title = '<img src=x onerror=alert(1)>';
    const event = `_e{${title.length},4}:${title}|a\u0001\u001bb`;
    await sendMany(
      udpOf(carpy),
      times(10_000, () => event),
    );
    const { ingest } = await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.events + (s.ingest.statsd?.kernelDrops ?? 0) >= 10_000,
    );
    const marks = await eventually(
      () => getJson<{ text: string }[]>(`${carpy.url}/api/v1/annotations?limit=1000`),
      (all) => all.length >= ingest.events - (ingest.bad['too_many_events'] as number),
    );
    // A minute may have begun in between.
    expect([120, 240]).toContain(marks.length);
    expect(ingest.bad['too_many_events']).toBe(ingest.events - marks.length);
    expect(marks[0]?.text).toContain(title);
  });
});

describe('a start that fails', () => {
  it('says what is wrong and nothing else, and loses no kept interval', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir, args: everyS(30) });
    await sendUdp(udpOf(first), 'hits:7|c');
    await taken(first, 1);
    await first.stop();
    const socket = join(dataDir, 'nowhere', 'statsd.sock');
    const { code, err } = await runCarpy([
      'serve',
      '--data-dir',
      dataDir,
      ...freePorts,
      ...everyS(30),
      '--statsd-socket',
      socket,
    ]);
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toEqual([expect.stringContaining('is no folder')]);
    const again = await start({ dataDir, args: everyS(30) });
    // Where the half minute ended meanwhile, it has been written.
    const open = await askAdmin(again.ports.statsdAdmin as number, 'counters');
    if (!open.includes('hits: 7'))
      await eventually(
        () => countOf(again, 'hits'),
        (n) => n === 7,
      );
  });
});

describe('a stop', () => {
  it('ends in time with exit code 0 beside a carbon that takes nothing', async () => {
    const deaf = createServer((client) => client.pause().on('error', () => undefined));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', () => resolve()));
    cleanUps.push(() => deaf.close());
    const { port } = deaf.address() as { port: number };
    const carpy = await start({ args: [...everyS(1), '--forward-graphite', `carbon://127.0.0.1:${port}`] });
    const names = Array.from({ length: 50_000 }, (_, i) => `some.rather.long.name.${i}:1|c\n`);
    await sendTcp(tcpOf(carpy), names.join(''));
    await taken(carpy, names.length);
    await eventually(
      () => getJson<{ ingest: { forwards: { queuedBytes: number }[] } }>(`${carpy.url}/api/v1/status`),
      ({ ingest }) => (ingest.forwards[0]?.queuedBytes ?? 0) > 1_000_000,
    );
    expect(await carpy.stop()).toBe(0);
    expect(carpy.log()).not.toContain('did not close');
  });
});
