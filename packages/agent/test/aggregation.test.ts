import type { lookup } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOneOf } from '../src/aggregation/known-server.ts';
import { parseStatsdAddress, type StatsdAddress } from '../src/statsd-address.ts';
import { type HelloServer, openHelloServer } from './hello-server.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let receiver: Receiver;
let agent: TestAgent | undefined;
let server: HelloServer | undefined;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await agent?.end();
  agent = undefined;
  await server?.close();
  server = undefined;
  await receiver.close();
});

async function start(statsd: 'from hello' | 'configured', statsdAll: (address: string) => unknown): Promise<TestAgent> {
  server = await openHelloServer({
    serverTimeMs: 1,
    apdexTMs: 500,
    statsd: receiver.address,
    statsdAll: statsdAll(receiver.address),
    records: { accepted: false, maxBytes: 1 },
  });
  agent = await openTestAgent({
    url: server.url,
    statsd: statsd === 'configured' ? receiver.address : (undefined as never),
    flushIntervalMs: 60_000,
  });
  agent.start();
  await expect.poll(() => agent?.stats().hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
  return agent;
}

function use(using: TestAgent): void {
  for (let i = 1; i <= 100; i++)
    using.transaction('job', () => {
      using.advance(i === 1 ? 1 : i === 100 ? 9 : 5);
    });
  for (let i = 0; i < 100; i++) {
    using.counter('sold');
    using.gauge('queue', i);
    using.set('users', i % 2);
  }
}

const aggregated = [
  'carpy.shop.web.job.ok:1|ms',
  'carpy.shop.web.job.ok:9|ms',
  'carpy.shop.web.job.ok:5|ms|@0.0102040816326531',
  'carpy.shop.web.job.apdex.satisfied:100|c',
  'carpy.shop.web.custom.sold:100|c',
  'carpy.shop.web.custom.queue:99|g',
  'carpy.shop.web.custom.users:0|s',
  'carpy.shop.web.custom.users:1|s',
];

describe('timings to the server that answered hello', () => {
  it('are aggregated where its answer says where to send', async () => {
    const using = await start('from hello', () => []);
    use(using);
    await using.flush();
    expect(await receiver.waitFor(/users:1/)).toEqual(aggregated);
  });

  it('are aggregated at an address of ours that it listens on', async () => {
    const using = await start('configured', (address) => ['tcp://127.0.0.1:1', 5, address]);
    await expect.poll(() => {
      using.timing('probe', 1);
      return using.stats().linesSent;
    });
    use(using);
    await using.flush();
    expect((await receiver.waitFor(/users:1/)).filter((line) => !line.includes('probe'))).toEqual(aggregated);
  });

  it.each([[[]], [undefined], [['udp://127.0.0.1:1']]])('are sent one by one to any other StatsD (%j)', async (all) => {
    const using = await start('configured', () => all);
    use(using);
    await using.flush();
    const lines = await receiver.waitFor(/queue:99/);
    expect(lines.filter((line) => line.includes('job.ok'))).toHaveLength(100);
    expect(lines.filter((line) => line.includes('@'))).toEqual([]);
  });
});

describe('isOneOf', () => {
  const names = ((host: string, _options: unknown, done: (error: Error | null, found: unknown) => void) =>
    host === 'stats'
      ? done(null, [{ address: '10.0.0.1', family: 4 }])
      : done(new Error('ENOTFOUND'), undefined)) as unknown as typeof lookup;

  it.each([
    ['udp://stats:8125', ['udp://10.0.0.1:8125'], true],
    ['udp://10.0.0.1:8125', ['udp://nobody:8125', 'udp://stats:8125'], true],
    ['udp://stats:8125', ['udp://10.0.0.1:8126'], false],
    ['udp://stats:8125', ['tcp://10.0.0.1:8125'], false],
    ['tcp://nobody:8125', ['tcp://10.0.0.1:8125'], false],
    ['unix:///run/a.sock', ['unix:///run/a.sock'], true],
    ['unix:///run/a.sock', ['unix:///run/b.sock', 'udp://stats'], false],
  ])('%s of %j is %s', async (address, all, want) => {
    expect(await isOneOf(parseStatsdAddress(address) as StatsdAddress, all, names)).toBe(want);
  });
});
