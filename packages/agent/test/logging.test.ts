/** Loggers with the agent in them: the real pino and winston, the newest major and the one before, and console. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { RequestRecord } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { npmPackages } from '../../../test/support/npm-packages.ts';
import type { RecordsOptions } from '../src/api.ts';
import type { RunningTransaction } from '../src/running-transaction.ts';
import { type HelloServer, openHelloServer } from './hello-server.ts';
import { openTestAgent, type TestAgent } from './test-agent.ts';

const pinos = [
  { version: '10.4.0', packages: await npmPackages({ pino: '10.4.0' }) },
  { version: '9.14.0', packages: await npmPackages({ pino: '9.14.0' }) },
];
const winston = await npmPackages({ winston: '3.19.0' });

let server: HelloServer;
let agent: TestAgent;
beforeEach(async () => {
  const records = { accepted: true, maxBytes: 1 };
  server = await openHelloServer({ serverTimeMs: 1, apdexTMs: 500, statsd: null, statsdAll: [], records });
  await start({});
});
async function start(options: RecordsOptions): Promise<void> {
  agent = await openTestAgent({ url: server.url, records: options });
  agent.start();
  await expect.poll(() => agent.stats().hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
}
afterEach(async () => {
  await agent.end();
  await server.close();
});

const records = async (): Promise<RequestRecord[]> => {
  await agent.flush();
  return server.bodies.flatMap((body) => body.records);
};
const logs = async () => (await records()).map((r) => [r.kind, r.logs.map(({ level, message }) => [level, message])]);

function sink(): { stream: Writable; lines: () => Record<string, unknown>[] } {
  let text = '';
  const stream = new Writable({
    write: (part, _, done) => {
      text += part;
      done();
    },
  });
  return {
    stream,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

/** What a hook for an HTTP server puts on the transaction. */
function asRequest(): void {
  const running = agent.currentTransaction() as RunningTransaction;
  running.details = { kind: 'http', header: (name) => (name === 'x-request-id' ? 'r-1' : undefined) };
  running.trace = { traceId: 'ab'.repeat(16), parentId: undefined, flags: '01', state: undefined };
}
const fields = { app: 'shop', server: 'web', transaction: 'job', requestId: 'r-1', traceId: 'ab'.repeat(16) };

describe.each(pinos)('pino $version', ({ packages }) => {
  const pino = () => createRequire(join(packages.folder, 'x.js'))('pino');

  it.skipIf(packages.missing !== undefined)('has fields on each line, and warnings in the record', async () => {
    const { stream, lines } = sink();
    const logger = pino()(agent.pinoOptions({ base: undefined, timestamp: false, level: 'info' }), stream);
    logger.info('outside');
    agent.transaction('job', () => {
      asRequest();
      logger.info('hello %s', 'you');
      logger.warn({ own: 1 }, 'slow %d', 7);
      logger.error(new TypeError('broken'));
      logger.child({ part: 'x' }).fatal({ err: new Error('inner') });
      logger.debug('nobody sees this');
    });
    expect(lines().map(({ err: _, ...line }) => line)).toEqual([
      { level: 30, app: 'shop', server: 'web', msg: 'outside' },
      { level: 30, ...fields, msg: 'hello you' },
      { level: 40, ...fields, own: 1, msg: 'slow 7' },
      { level: 50, ...fields, msg: 'broken' },
      { level: 60, part: 'x', ...fields, msg: 'inner' },
    ]);
    expect(await logs()).toEqual([
      [
        'http',
        [
          ['warn', 'slow 7'],
          ['error', 'broken'],
          ['fatal', 'inner'],
        ],
      ],
    ]);
  });

  it.skipIf(packages.missing !== undefined)("keeps the application's own mixin and logMethod", async () => {
    const { stream, lines } = sink();
    const options = agent.pinoOptions({
      base: undefined,
      timestamp: false,
      mixin: () => ({ app: 'mine' }),
      hooks: {
        logMethod(this: unknown, args: unknown[], method: (...args: unknown[]) => void) {
          method.apply(
            this,
            args.map((arg) => `<${arg}>`),
          );
        },
      },
    });
    pino()(options, stream).warn('hi');
    expect(lines()).toEqual([{ level: 40, app: 'mine', server: 'web', msg: '<hi>' }]);
  });
});

it.skipIf(winston.missing !== undefined)('winston has fields on each line, and warnings in the record', async () => {
  const { createLogger, format, transports } = createRequire(join(winston.folder, 'x.js'))('winston');
  const { stream, lines } = sink();
  const logger = createLogger({
    format: format.combine(agent.winstonFormat(), format.json()),
    transports: [new transports.Stream({ stream })],
  });
  agent.transaction('job', () => {
    asRequest();
    logger.info('hello');
    logger.warn('slow', { app: 'mine' });
    logger.error('broken');
  });
  await expect.poll(() => lines().length).toBe(3);
  expect(lines()).toEqual([
    { level: 'info', message: 'hello', ...fields },
    { level: 'warn', message: 'slow', ...fields, app: 'mine' },
    { level: 'error', message: 'broken', ...fields },
  ]);
  expect(await logs()).toEqual([
    [
      'http',
      [
        ['warn', 'slow'],
        ['error', 'broken'],
      ],
    ],
  ]);
});

describe('console', () => {
  it('goes into the record, is written as before, and is let go again', async () => {
    const written = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const before = console.warn;
    const end = agent.captureConsole();
    agent.transaction('job', () => console.warn('slow %s', 'query', { ms: 5 }));
    console.warn('outside');
    end();
    expect(console.warn).toBe(before);
    console.warn('after');
    expect(written.mock.calls).toEqual([['slow %s', 'query', { ms: 5 }], ['outside'], ['after']]);
    written.mockRestore();
    const kept = await logs();
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual(['transaction', [['warn', 'slow query { ms: 5 }']]]);
    expect(kept).toContainEqual(['log', [['warn', 'outside']]]);
    expect(server.bodies[0]?.head).toMatchObject({ seen: { job: 1 }, kept: { job: 1 } });
  });
});

describe('any other logger', () => {
  it('gives its lines by hand: those at warn and above are kept, 100 a transaction', async () => {
    agent.transaction('job', () => {
      agent.logged('info', 'no');
      for (let i = 0; i < 150; i++) agent.logged('warning', `line ${i}`);
    });
    const [record] = await records();
    expect(record?.logs).toHaveLength(100);
    expect(record?.logs[0]).toEqual({ atMs: 1_700_000_000_000, level: 'warning', message: 'line 0' });
  });

  it('keeps 100 lines a minute outside of transactions', async () => {
    for (let i = 0; i < 150; i++) agent.logged('error', `line ${i}`);
    expect(await records()).toHaveLength(100);
  });

  it('is kept from before the start, by what is configured until then', async () => {
    await agent.end();
    agent = await openTestAgent({ url: server.url });
    agent.logged('info', 'listening');
    for (let i = 0; i < 150; i++) agent.logged('warn', `early ${i}`);
    agent.configure({ records: true });
    agent.start();
    await expect.poll(() => agent.stats().hellosAnswered, { timeout: 10_000, interval: 5 }).toBe(1);
    const kept = await logs();
    expect(kept).toHaveLength(99);
    expect(kept[0]).toEqual(['log', [['warn', 'early 0']]]);
    agent.logged('warn', 'late');
    expect(await logs()).toHaveLength(100);
  });

  it('is not disturbed by a closed agent, nor by a message that logs or throws', async () => {
    const end = agent.captureConsole();
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    end();
    const taker = agent.winstonFormat();
    expect(() =>
      taker.transform({
        level: 'error',
        get message(): string {
          throw new Error('no');
        },
      }),
    ).not.toThrow();
    written.mockRestore();
    await agent.close();
    expect(agent.logFields()).toEqual({});
    expect(() => agent.logged('error', 'late')).not.toThrow();
  });
});

describe('which lines are kept', () => {
  const restart = async (options: RecordsOptions): Promise<void> => {
    await agent.end();
    await start(options);
  };
  const all = ['trace', 'debug', 'verbose', 'info', 'notice', 'own', 'warning', 'error', 'emerg'];

  it.each([
    ['debug', all.slice(1)],
    ['info', all.slice(3)],
    ['warn', all.slice(6)],
    ['fatal', ['emerg']],
    ['off', []],
  ] as const)('at %s', async (logLevel, kept) => {
    await restart({ logLevel });
    agent.transaction('job', () => {
      for (const level of all) agent.logged(level, level);
    });
    expect(await logs()).toEqual([['transaction', kept.map((level) => [level, level])]]);
  });

  it('console has them all', async () => {
    await restart({ logLevel: 'debug' });
    vi.spyOn(console, 'debug').mockImplementation(() => undefined);
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const end = agent.captureConsole();
    agent.transaction('job', () => {
      console.debug('a %d', 1);
      console.log('b');
    });
    end();
    vi.restoreAllMocks();
    expect(await logs()).toEqual([
      [
        'transaction',
        [
          ['debug', 'a 1'],
          ['info', 'b'],
        ],
      ],
    ]);
  });

  it('a warning takes the place of what only tells, once there are many', async () => {
    await restart({ logLevel: 'info' });
    agent.transaction('job', () => {
      for (let i = 0; i < 150; i++) agent.logged('info', `line ${i}`);
      agent.logged('warn', 'careful');
      agent.logged('error', 'broken');
    });
    const [record] = await records();
    expect(record?.logs).toHaveLength(100);
    expect(record?.logs.slice(-3).map(({ message }) => message)).toEqual(['line 99', 'careful', 'broken']);
    expect(record?.logs[0]?.message).toBe('line 2');
  });

  it('those outside of transactions have a bound of their own, and what is past it is counted', async () => {
    await restart({ logLines: 3 });
    for (let i = 0; i < 10; i++) agent.logged('warn', `line ${i}`);
    expect(await logs()).toEqual([0, 1, 2].map((i) => ['log', [['warn', `line ${i}`]]]));
    expect(agent.stats().recordsDropped).toBe(7);
  });
});

describe('what is taken out before it leaves', () => {
  it.each([
    [{}, 'mail <email>, password=<secret>, from 203.0.113.7'],
    [{ redactions: ['ip'] }, 'mail ann@example.com, password=hunter2, from <ip>'],
    [{ redactions: [] }, 'mail ann@example.com, password=hunter2, from 203.0.113.7'],
  ])('%j', async (options, text) => {
    await agent.end();
    await start(options);
    const raw = 'mail ann@example.com, password=hunter2, from 203.0.113.7';
    agent.logged('warn', raw);
    expect(() =>
      agent.transaction('job', () => {
        throw new Error(raw);
      }),
    ).toThrow(raw);
    const [line, failed] = await records();
    expect(line?.logs[0]?.message).toBe(text);
    expect(failed?.error?.message).toBe(text);
    expect(failed?.error?.stack).toContain(text);
  });
});
