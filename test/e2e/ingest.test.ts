import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import {
  type CarpyProcess,
  eventually,
  getJson,
  render,
  requireAll,
  sendTcp,
  sendUdp,
  startCarpy,
  temporaryFolder,
  valuesOf,
} from './carpy-process.ts';

/** Why no Python can send; undefined where one can. */
const noPython =
  (await runProgram('python3', ['-c', 'import pickle'])).code === 0 ? undefined : 'python3 is needed to make pickles';
if (noPython !== undefined && requireAll) throw new Error(noPython);

const SEND_PICKLE = `
import pickle, socket, struct, sys, time
now = time.time()
body = pickle.dumps([('pickled.web.load', (now, 1.5)), ('pickled.db.load', (-1, 2.5))])
with socket.create_connection(('127.0.0.1', int(sys.argv[1]))) as s:
    s.sendall(struct.pack('!L', len(body)) + body)
`;

const flushEverySecond = ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'];
const running: CarpyProcess[] = [];
const start = async (options: Parameters<typeof startCarpy>[0] = {}): Promise<CarpyProcess> => {
  const carpy = await startCarpy({ args: flushEverySecond, ...options });
  running.push(carpy);
  return carpy;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((carpy) => carpy.stop('SIGKILL')));
});

const udpOf = (carpy: CarpyProcess): number => carpy.ports.statsd.udp as number;
interface Status {
  readonly ingest: { readonly packets: number; readonly bad: Record<string, number>; readonly metrics: number };
}
const statusOf = (carpy: CarpyProcess): Promise<Status> => getJson(`${carpy.url}/api/v1/status`);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('from a packet to a number', () => {
  it('renders each leaf of a timer, Apdex, counters, gauges and sets as they were sent', async () => {
    const carpy = await start();
    const base = 'carpy.shop.web-1.checkout';
    await sendUdp(
      udpOf(carpy),
      [
        ...[10, 20, 30, 40].map((v) => `${base}.ok:${v}|ms`),
        `${base}.error:7.5|ms|@0.5`,
        `${base}.apdex.satisfied:4|c`,
        `${base}.apdex.frustrated:1|c|@0.5`,
        'carpy.shop.web-1.custom.orders:3|c',
        'carpy.shop.web-1.custom.users:alice|s',
        'carpy.shop.web-1.custom.users:bob|s',
        'carpy.shop.web-1.custom.queue:12|g',
        'carpy.shop.web-1.custom.queue:-2|g',
      ].join('\n'),
    );
    const leaf = async (path: string): Promise<number[]> => valuesOf(await render(carpy, path));
    await eventually(
      () => leaf(`${base}.ok.count`),
      (v) => v.length > 0,
    );
    expect(await leaf(`${base}.ok.count`)).toEqual([4]);
    expect(await leaf(`${base}.ok.mean`)).toEqual([25]);
    expect(await leaf(`${base}.ok.median`)).toEqual([25]);
    expect(await leaf(`${base}.ok.lower`)).toEqual([10]);
    expect(await leaf(`${base}.ok.upper`)).toEqual([40]);
    expect(await leaf(`${base}.ok.upper_95`)).toEqual([40]);
    expect(await leaf(`${base}.error.count`)).toEqual([2]);
    expect(await leaf(`${base}.error.mean`)).toEqual([7.5]);
    expect(await leaf(`${base}.apdex.satisfied`)).toEqual([4]);
    expect(await leaf(`${base}.apdex.frustrated`)).toEqual([2]);
    expect((await leaf(`${base}.apdex.score`))[0]).toBeCloseTo(4 / 6, 9);
    expect((await leaf(`${base}.apdex`))[0]).toBeCloseTo(4 / 6, 9);
    expect(await leaf('carpy.shop.web-1.custom.orders')).toEqual([3]);
    expect(await leaf('carpy.shop.web-1.custom.users')).toEqual([2]);
    expect(await leaf('carpy.shop.web-1.custom.queue')).toEqual([10]);
  });

  it('lands other StatsD names where StatsD puts them', async () => {
    const carpy = await start();
    await sendUdp(udpOf(carpy), 'hits:2|c\nhits:1|c|@0.1\nwait:10|ms\nwait:30|ms\nlevel:5|g\nwho:a|s');
    await eventually(
      () => render(carpy, 'stats.timers.wait.mean'),
      (r) => valuesOf(r).length > 0,
    );
    expect(valuesOf(await render(carpy, 'stats.counters.hits.count'))[0]).toBe(12);
    expect(valuesOf(await render(carpy, 'stats.timers.wait.mean'))).toEqual([20]);
    expect(valuesOf(await render(carpy, 'stats.gauges.level'))[0]).toBe(5);
    expect(valuesOf(await render(carpy, 'stats.sets.who.count'))[0]).toBe(1);
  });

  it('takes carbon lines over TCP and UDP and finds their names', async () => {
    const carpy = await start();
    const now = Math.floor(Date.now() / 1000);
    await sendTcp(carpy.ports.carbon as number, `servers.web.load 1.5 ${now}\nservers.db.load 2.5 ${now}\n`);
    await sendUdp(carpy.ports.carbon as number, `servers.mail.load 3.5 ${now}\n`);
    const loads = await eventually(
      () => render(carpy, 'sumSeries(servers.*.load)'),
      (r) => valuesOf(r)[0] === 7.5,
    );
    expect(loads[0]?.target).toBe('sumSeries(servers.*.load)');
    const found = await getJson<{ text: string; leaf: number }[]>(`${carpy.url}/metrics/find?query=servers.*`);
    expect(found.map((f) => f.text).sort()).toEqual(['db', 'mail', 'web']);
    expect(found.every((f) => f.leaf === 0)).toBe(true);
  });

  it('takes what a Python client pickles, and shows where', async (context) => {
    if (noPython !== undefined) return context.skip(noPython);
    const carpy = await start();
    const { code, text } = await runProgram('python3', ['-c', SEND_PICKLE, String(carpy.ports.carbonPickle)]);
    expect({ code, text }).toEqual({ code: 0, text: '' });
    const rendered = await eventually(
      () => render(carpy, 'sortByName(pickled.*.load)'),
      (r) => r.length === 2 && r.every((one) => valuesOf([one]).length > 0),
    );
    expect(rendered.map((one) => [one.target, valuesOf([one]).at(-1)])).toEqual([
      ['pickled.db.load', 2.5],
      ['pickled.web.load', 1.5],
    ]);
    await eventually(
      async () => (await fetch(`${carpy.url}/metrics`)).text(),
      (metrics) =>
        metrics.includes('carpy_ingest_carbon_points_total 2\n') &&
        metrics.includes('carpy_carbon_clients{protocol="pickle"} 0\n'),
    );
    const { listeners } = await getJson<{ listeners: { carbonPickle: string } }>(`${carpy.url}/api/v1/status`);
    expect(listeners.carbonPickle).toBe(`tcp://127.0.0.1:${carpy.ports.carbonPickle}`);
    expect(carpy.log()).toContain(`pickle 127.0.0.1:${carpy.ports.carbonPickle}`);
  });

  it('merges timers over servers: a true percentile, not a mean of two', async () => {
    const carpy = await start();
    const fast = Array.from({ length: 99 }, (_, i) => `carpy.shop.web-1.list.ok:${1 + i / 100}|ms`);
    await sendUdp(udpOf(carpy), [...fast, 'carpy.shop.web-2.list.ok:1000|ms'].join('\n'));
    const merged = await eventually(
      () => render(carpy, "mergeTimers(carpy.shop.*.list.ok, 'upper_95')"),
      (r) => valuesOf(r).length > 0,
    );
    const p95 = valuesOf(merged)[0] as number;
    expect(p95).toBeGreaterThan(1.9);
    expect(p95).toBeLessThan(2.05);
    expect(valuesOf(await render(carpy, "mergeTimers(carpy.shop.*.list.ok, 'count')"))).toEqual([100]);
  });
});

describe('bad input', () => {
  it('is counted by cause, stored nowhere, and costs nothing else', async () => {
    const carpy = await start();
    const bad = [
      'nonsense',
      'a.b:',
      'a.b:1',
      'a.b:1|',
      'a.b:NaN|ms',
      'a.b:1e400|ms',
      'a.b:-5|ms',
      'a.b:1|zz',
      'a.b:1|c|@+1',
      'a.b:1|c|@0',
      `${'x'.repeat(10_000)}:1|c`,
      'carpy.shop..x.ok:1|ms',
      'constructor:1|zz',
    ];
    for (const line of bad) await sendUdp(udpOf(carpy), line);
    await sendUdp(
      udpOf(carpy),
      Uint8Array.from({ length: 1400 }, (_, i) => (i * 37) % 256),
    );
    await sendUdp(udpOf(carpy), new Uint8Array(60_000).fill(0x41));
    await sendUdp(udpOf(carpy), 'half');
    await sendTcp(
      carpy.ports.carbon as number,
      'a b c d e\nx.y nan 1\nx.y 1e400 1\n\n  \nx.y 5 99999999999\nhalf a li',
    );
    await sendUdp(udpOf(carpy), 'toString:1|c\n__proto__:2|ms\ngood:7|c');
    await eventually(
      () => render(carpy, 'stats.counters.good.count'),
      (r) => valuesOf(r)[0] === 7,
    );
    const counted = await eventually(
      () => statusOf(carpy),
      (s) => sum(Object.values(s.ingest.bad)) >= bad.length + 3,
    );
    expect(Object.keys(counted.ingest.bad).length).toBeGreaterThanOrEqual(5);
    expect(valuesOf(await render(carpy, 'stats.counters.toString.count'))[0]).toBe(1);
    expect(valuesOf(await render(carpy, 'stats.timers.__proto__.count'))[0]).toBe(1);
    expect(await render(carpy, 'stats.timers.a.b.*')).toEqual([]);
    expect(valuesOf(await render(carpy, 'x.y'))).toEqual([]);
    expect((await fetch(`${carpy.url}/readyz`)).status).toBe(200);
  });

  it.each([
    ['target=sumSeries(a', 'position'],
    ['target=nosuch(a)', 'nosuch'],
    ['target=scale(a)', 'scale'],
    ['target=a&from=yesterdaze', 'yesterdaze'],
    ['target=a&from=-1h&until=-1h', ''],
    ['target=a&maxDataPoints=-1', 'maxDataPoints'],
    ['target=a&format=pdf', 'json'],
  ])('/render?%s answers 400 and says why', async (query, said) => {
    const carpy = running[0] ?? (await start());
    const answer = await fetch(`${carpy.url}/render?${query.replaceAll('(', '%28')}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(said);
  });
});

describe('durability', () => {
  it('keeps every flush over kill -9, and goes on in the same folder', async () => {
    const dataDir = await temporaryFolder();
    const first = await start({ dataDir });
    await sendUdp(udpOf(first), 'carpy.shop.web-1.pay.ok:5|ms\ncarpy.shop.web-1.pay.ok:15|ms');
    await eventually(
      () => render(first, 'carpy.shop.web-1.pay.ok.count'),
      (r) => sum(valuesOf(r)) === 2,
    );
    await first.stop('SIGKILL');
    const second = await start({ dataDir });
    expect(sum(valuesOf(await render(second, 'carpy.shop.web-1.pay.ok.count')))).toBe(2);
    await sendUdp(udpOf(second), 'carpy.shop.web-1.pay.ok:25|ms');
    await eventually(
      () => render(second, 'carpy.shop.web-1.pay.ok.count'),
      (r) => sum(valuesOf(r)) === 3,
    );
    await second.stop('SIGKILL');
    await rm(dataDir, { recursive: true });
  });

  it('loses no count over a restart by SIGTERM', async () => {
    const dataDir = await temporaryFolder();
    const first = await start({ dataDir, args: ['--flush-interval', '10000'] });
    await sendUdp(udpOf(first), 'carpy.shop.web-1.pay.ok:5|ms');
    await eventually(
      () => statusOf(first),
      (s) => s.ingest.packets === 1,
    );
    expect(await first.stop()).toBe(0);
    const second = await start({ dataDir, args: ['--flush-interval', '10000'] });
    await eventually(
      () => render(second, 'carpy.shop.web-1.pay.ok.count', '-1h&until=%2B1min'),
      (r) => sum(valuesOf(r)) === 1,
    );
    await second.stop('SIGKILL');
    await rm(dataDir, { recursive: true });
  });
});
