/** StatsD as its users meet it: every way in, the admin port, restarts, forwarding, the relay, and losses that are told. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  askAdmin,
  type CarpyProcess,
  eventually,
  getJson,
  render,
  requireAll,
  runCarpy,
  sendTcp,
  sendUdp,
  valuesOf,
} from './carpy-process.ts';
import { startRelayProcess } from './relay-process.ts';
import { cleanUps, countOf, everyS, folder, start, statusOf, sum, udpOf } from './statsd-server.ts';

/** Waits where the open interval of so many seconds is about to end: what is asked of it must still be there. */
async function beginOf(intervalS: number): Promise<void> {
  await eventually(
    async () => (Date.now() / 1000) % intervalS,
    (passedS) => passedS < intervalS - 8,
  );
}

describe('ways in', () => {
  it('takes the same lines over UDP (IPv4, IPv6), TCP and a unix stream socket', async () => {
    const socketPath = join(await folder(), 'statsd.sock');
    const carpy = await start({ args: ['--statsd-socket', socketPath] });
    expect(carpy.ports.statsd.tcp).toBe(carpy.ports.statsd.udp);
    await sendUdp(udpOf(carpy), 'udp4:1|c');
    const six = createSocket('udp6');
    await new Promise((resolve) => six.send('udp6:1|c', udpOf(carpy), '::1', resolve));
    six.close();
    await sendTcp(carpy.ports.statsd.tcp as number, 'tcp:1|c\ntcp:2|c\nlost:1|c');
    await new Promise<void>((resolve, reject) => {
      const client = connect(socketPath, () => client.end('unix:4|c\n'));
      client.on('close', () => resolve()).on('error', reject);
    });
    for (const [name, count] of [
      ['udp4', 1],
      ['udp6', 1],
      ['tcp', 3],
      ['unix', 4],
    ] as const)
      expect(
        await eventually(
          () => countOf(carpy, name),
          (n) => n >= count,
        ),
      ).toBe(count);
    // A line that never got its newline is no line, as in StatsD.
    expect((await render(carpy, 'stats.counters.lost.count')).length).toBe(0);
    await eventually(
      async () => (await fetch(`${carpy.url}/metrics`)).text(),
      (text) => text.includes('carpy_statsd_unterminated_total 1\n'),
    );
  });

  it('takes unix datagrams, as DogStatsD clients send them', async ({ skip }) => {
    const path = join(await folder(), 'dogstatsd.sock');
    const made = await import('node-unix-socket' as string).catch(() => undefined);
    if (made === undefined) {
      if (requireAll) throw new Error('node-unix-socket is missing: npm install --no-save node-unix-socket');
      skip('node-unix-socket is not installed');
    }
    const carpy = await start({ args: ['--statsd-datagram-socket', path] });
    const client = new (made as { DgramSocket: new () => UnixDatagrams }).DgramSocket();
    const bytes = Buffer.from('dog:2|c|#env:prod\n');
    await new Promise((resolve) => client.sendTo(bytes, 0, bytes.length, path, resolve));
    client.close();
    await eventually(
      async () => valuesOf(await render(carpy, 'stats.counters.dog.count;env=prod')),
      (values) => values.includes(2),
    );
  });

  it('keeps DogStatsD events as annotations, counts checks, and keeps values with stamps of their own', async () => {
    const carpy = await start();
    const atS = Math.floor(Date.now() / 1000) - 120;
    await sendUdp(
      udpOf(carpy),
      `_e{6,7}:Deploy|v2 live|t:info|#app:shop,version:2\n_sc|db|0|m:fine\nold:7|g|T${atS}\nfresh:1|c`,
    );
    const { ingest } = await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.events === 1,
    );
    expect(ingest.serviceChecks).toBe(1);
    const [annotation] = await eventually(
      () => getJson<{ text: string; app: string; version: string }[]>(`${carpy.url}/api/v1/annotations`),
      (a) => a.length > 0,
    );
    expect(annotation).toMatchObject({ text: 'Deploy: v2 live', app: 'shop', version: '2' });
    const [series] = await eventually(
      () => render(carpy, 'stats.gauges.old'),
      (r) => valuesOf(r).length > 0,
    );
    expect(series?.datapoints.find(([value]) => value !== null)).toEqual([7, atS]);
  });
});

interface UnixDatagrams {
  sendTo(bytes: Buffer, offset: number, length: number, path: string, done: (e: unknown) => void): void;
  close(): void;
}

describe('the admin port', () => {
  it('answers as StatsD does, and its health shows in the metrics', async () => {
    const carpy = await start({ args: everyS(30) });
    const admin = carpy.ports.statsdAdmin as number;
    await beginOf(30);
    await sendUdp(udpOf(carpy), 'a.b:3|c\na.c:1|c\nt:5|ms\nlevel:2|g');
    await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.metrics >= 4,
    );
    expect(await askAdmin(admin, 'counters')).toMatch(/'a\.b': 3,/);
    expect(await askAdmin(admin, 'timers')).toContain('t: [ 5 ]');
    expect(await askAdmin(admin, 'gauges')).toContain('level: 2');
    expect(await askAdmin(admin, 'delcounters a.*')).toBe('deleted: a.b\ndeleted: a.c\nEND\n\n');
    expect(await askAdmin(admin, 'counters')).not.toContain('a.b');
    expect(await askAdmin(admin, 'health')).toBe('health: up\n');
    expect(await askAdmin(admin, 'health down')).toBe('health: down\n');
    await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.statsd?.health === 'down',
    );
    expect(await askAdmin(admin, 'stats')).toMatch(
      /^uptime: \d+\nmessages\.last_msg_seen: \d+\nmessages\.bad_lines_seen: 0\n/,
    );
  });
});

describe('a restart', () => {
  it('goes on in the open interval: one point, exact percentiles, gauges with their values', async () => {
    const dataDir = await folder();
    const args = everyS(30);
    const first = await start({ dataDir, args });
    await sendUdp(udpOf(first), 'carpy.shop.web-1.pay.ok:10|ms\nhits:1|c\nlevel:5|g\nwho:a|s\nplain:3|ms');
    await eventually(
      () => statusOf(first),
      (s) => s.ingest.metrics === 5,
    );
    expect(await first.stop()).toBe(0);
    const second = await start({ dataDir, args });
    await sendUdp(udpOf(second), 'carpy.shop.web-1.pay.ok:30|ms\nhits:2|c\nlevel:+1|g\nwho:b|s\nplain:5|ms');
    await eventually(
      () => statusOf(second),
      (s) => s.ingest.metrics === 5,
    );
    const ask = async (name: string): Promise<number[]> => valuesOf(await render(second, name, '-1h&until=%2B1min'));
    // Where the interval ended between the two, there are two points, and nothing is lost all the same.
    await eventually(
      () => ask('carpy.shop.web-1.pay.ok.count'),
      (v) => sum(v) === 2,
      70_000,
    );
    expect(sum(await ask('stats.counters.hits.count'))).toBe(3);
    expect((await ask('stats.gauges.level')).at(-1)).toBe(6);
    expect(sum(await ask('stats.timers.plain.sum'))).toBe(8);
    if ((await ask('carpy.shop.web-1.pay.ok.count')).length === 1) {
      expect(await ask('carpy.shop.web-1.pay.ok.median')).toEqual([20]);
      expect(await ask('stats.sets.who.count')).toEqual([2]);
    }
  }, 120_000);
});

describe('configuration', () => {
  it('reads StatsD’s own file: names, percentiles and prefixes as there', async () => {
    const file = join(await folder(), 'statsd.js');
    await writeFile(
      file,
      `/* ours */ { port: 1234, mgmt_port: 1235, percentThreshold: [50, 99.9], flushInterval: 1000,
        graphite: { legacyNamespace: false, globalPrefix: 'st', prefixTimer: '', globalSuffix: 'end' } }`,
    );
    const carpy = await start({ args: ['--statsd-config', file, '--statsd-host', '127.0.0.1'] });
    await sendUdp(udpOf(carpy), 't:1|ms\nt:3|ms');
    await eventually(
      async () => valuesOf(await render(carpy, 'st.t.upper_99_9.end')),
      (values) => values[0] === 3,
    );
    const { code, err } = await runCarpy(['check', '--statsd-config', join(file, 'nothing')]);
    expect(code).toBe(1);
    expect(err).toContain('CARPY_BAD_CONFIG');
  });
});

async function carbonSink(): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const server = createServer((client) => {
    let rest = '';
    client.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() as string;
      lines.push(...parts);
    });
    client.on('error', () => undefined);
    cleanUps.push(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanUps.push(() => server.close());
  return { port: (server.address() as { port: number }).port, lines };
}

async function udpSink(): Promise<{ port: number; lines: string[]; socket: UdpSocket }> {
  const lines: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes) =>
    lines.push(
      ...bytes
        .toString()
        .split('\n')
        .filter((line) => line !== ''),
    ),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  cleanUps.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { port: socket.address().port, lines, socket };
}

describe('forwarding', () => {
  it('sends each flush to a carbon and each line to a StatsD, and prints it', async () => {
    const carbon = await carbonSink();
    const statsd = await udpSink();
    const carpy = await start({
      args: [
        '--forward-graphite',
        `carbon://127.0.0.1:${carbon.port}`,
        '--forward-statsd',
        `udp://127.0.0.1:${statsd.port}`,
        '--forward-console',
      ],
    });
    let printed = '';
    carpy.child.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    await sendUdp(udpOf(carpy), 'hits:2|c\ncarpy.shop.web-1.pay.ok:8|ms\nbroken');
    await eventually(
      async () => carbon.lines,
      (lines) =>
        lines.some((l) => /^stats\.counters\.hits\.count 2 \d+$/.test(l)) &&
        lines.some((l) => /^carpy\.shop\.web-1\.pay\.ok\.mean 8 \d+$/.test(l)),
    );
    await eventually(
      async () => statsd.lines,
      (lines) => lines.includes('hits:2|c') && lines.includes('broken'),
    );
    await eventually(
      async () => printed,
      (text) => text.includes('"stats.counters.hits.count":2'),
    );
    const { ingest } = await eventually(
      () => statusOf(carpy),
      (s) => s.ingest.forwards.every((f) => f.sent > 0),
    );
    expect(ingest.forwards.map((f) => f.target)).toEqual([
      `carbon://127.0.0.1:${carbon.port}`,
      `udp://127.0.0.1:${statsd.port}`,
      'console',
    ]);
  });

  it('stores as ever while the carbon is gone, and brings what waited when it comes back', async () => {
    const sink = await carbonSink();
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', () => resolve()));
    const { port } = gone.address() as { port: number };
    await new Promise((resolve) => gone.close(resolve));
    const carpy = await start({ args: ['--forward-graphite', `carbon://127.0.0.1:${port}`] });
    await sendUdp(udpOf(carpy), 'hits:2|c');
    await eventually(
      () => countOf(carpy, 'hits'),
      (n) => n === 2,
    );
    const back = createServer((client) => {
      client.pipe(connect(sink.port, '127.0.0.1'));
      client.on('error', () => undefined);
      cleanUps.push(() => client.destroy());
    });
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', () => resolve()));
    cleanUps.push(() => back.close());
    await eventually(
      async () => sink.lines,
      (lines) => lines.some((l) => /^stats\.counters\.hits\.count 2 /.test(l)),
      60_000,
    );
  }, 90_000);
});

describe('the relay', () => {
  it('shards by name over two servers, and leaves one out while it is gone', async () => {
    const [one, two] = [await start(), await start()];
    const nodes = [one, two].flatMap((carpy) => [
      '--node',
      `127.0.0.1:${udpOf(carpy)},admin=${carpy.ports.statsdAdmin}`,
    ]);
    const relay = await startRelayProcess([...nodes, '--health-interval', '200', '--fail-after', '2']);
    cleanUps.push(() => relay.stop());
    const names = Array.from({ length: 40 }, (_, i) => `name${i}`);
    const send = (): Promise<void> => sendUdp(relay.udp, names.map((name) => `${name}:1|c`).join('\n'));
    const held = async (carpy: CarpyProcess): Promise<Map<string, number>> => {
      const counted = await Promise.all(names.map(async (name) => [name, await countOf(carpy, name)] as const));
      return new Map(counted.filter(([, n]) => n > 0));
    };
    await send();
    await send();
    const [first, second] = await eventually(
      () => Promise.all([held(one), held(two)]),
      ([a, b]) => sum([...a.values(), ...b.values()]) === 80,
    );
    // Every name is at one server, whole, and both have some.
    expect([...first.keys()].filter((name) => second.has(name))).toEqual([]);
    expect([...first.values(), ...second.values()].every((n) => n === 2)).toBe(true);
    expect(Math.min(first.size, second.size)).toBeGreaterThan(5);
    await two.stop('SIGKILL');
    await eventually(
      async () => askAdmin(relay.admin, 'stats'),
      (text) => text.includes(`node.127.0.0.1:${udpOf(two)}.up: 0`),
    );
    await send();
    await eventually(
      () => held(one),
      (a) => a.size === 40,
    );
  }, 90_000);
});
