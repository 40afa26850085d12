import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltAgent, buildAgent } from './built-agent.ts';
import { acceptingRecords, type HelloServer, openHelloServer } from './hello-server.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

let built: BuiltAgent;
let receiver: Receiver;
beforeAll(async () => {
  built = await buildAgent();
}, 60_000);
afterAll(() => built.remove());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const job = `agent.configure({ flushIntervalMs: 60000 }); agent.transaction('job', () => {});`;
const stay = `setInterval(() => {}, 1000); process.stdout.write('ready');`;
const env = () => ({ CARPY_STATSD: receiver.address });
const sent = () => receiver.waitFor(/^carpy\.app\.one\.job\.ok:/);

describe('the last flush', { timeout: 30_000 }, () => {
  it('goes out when the event loop runs dry; the agent keeps no process alive', async () => {
    expect(await built.run(job, env())).toMatchObject({ code: 0, signal: null, stderr: '' });
    await sent();
  });

  it('goes out at process.exit, at once after the first use', async () => {
    expect(await built.run(`${job} process.exit(3);`, env())).toMatchObject({ code: 3, signal: null });
    await sent();
  });

  it('goes out at an uncaught exception', async () => {
    const { code, stderr } = await built.run(`${job} setImmediate(() => { throw new Error('planned'); });`, env());
    expect(code).toBe(1);
    expect(stderr).toContain('planned');
    await sent();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('goes out at %s, of which the process dies as ever', async (signal) => {
    const ending = await built.run(`${job} ${stay}`, env(), (child) => child.kill(signal));
    expect(ending).toMatchObject({ code: null, signal });
    await sent();
  });

  it('leaves a signal to an application that handles it, before or after the agent started', async () => {
    for (const order of ['before', 'after']) {
      const handle = `process.on('SIGTERM', () => { process.stdout.write(' count ' + process.listenerCount('SIGTERM')); process.exit(5); });`;
      const program = order === 'before' ? `${handle} ${job} ${stay}` : `${job} ${handle} ${stay}`;
      const ending = await built.run(program, env(), (child) => child.kill('SIGTERM'));
      expect(ending).toMatchObject({ code: 5, signal: null, stdout: 'ready count 1' });
      await sent();
    }
  });

  it('comes back when the application takes its handler off', async () => {
    const program = `${job} const h = () => {}; process.once('SIGTERM', h); process.off('SIGTERM', h); ${stay}`;
    const ending = await built.run(program, env(), (child) => child.kill('SIGTERM'));
    expect(ending).toMatchObject({ code: null, signal: 'SIGTERM' });
    await sent();
  });

  it('survives an application that sends the signal again itself, as signal-exit does', async () => {
    const program = `${job} process.on('SIGTERM', function h() { process.off('SIGTERM', h); process.kill(process.pid, 'SIGTERM'); }); ${stay}`;
    const ending = await built.run(program, env(), (child) => child.kill('SIGTERM'));
    expect(ending).toMatchObject({ code: null, signal: 'SIGTERM' });
    await sent();
  });

  it('ends in time when no server answers and the address is unknown', async () => {
    const ending = await built.run(job, {
      CARPY_STATSD: 'udp://nowhere.invalid:8125',
      CARPY_URL: 'http://127.0.0.1:9',
    });
    expect(ending).toMatchObject({ code: 0, signal: null });
  });

  it('takes all listeners off at a close', async () => {
    const program = `
      const events = ['exit', 'beforeExit', 'SIGTERM', 'SIGINT', 'newListener', 'removeListener'];
      const count = () => events.map((e) => process.listenerCount(e)).join();
      const before = count(); ${job} const during = count();
      agent.close().then(() => process.stdout.write(String(before === count() && before !== during)));`;
    expect(await built.run(program, env())).toMatchObject({ code: 0, stdout: 'true' });
    await sent();
  });
});

describe('one agent a process', { timeout: 30_000 }, () => {
  it('is shared by two copies of the package', async () => {
    const program = `
      const path = require('node:path').join(__dirname, 'agent.cjs');
      delete require.cache[path];
      const other = require(path);
      agent.transaction('job', () => other.time('f', () => {}));
      process.stdout.write(String(other === agent) + ' ' + other.stats().functions + ' ' + agent.stats().functionsOutside);`;
    expect(await built.run(program, env())).toMatchObject({ code: 0, stdout: 'false 1 0' });
    await receiver.waitFor(/^carpy\.app\.one\.job\.children\.f\.ok:/);
  });

  it('starts on first use only, from variables alone, and says what is wrong with one once', async () => {
    const program = `
      const idle = agent.stats().running;
      agent.transaction('job', () => {}); agent.transaction('job', () => {});
      process.stdout.write(idle + ' ' + agent.stats().running);`;
    const ending = await built.run(program, { ...env(), CARPY_APDEX_T: 'soon' });
    expect(ending.stdout).toBe('false true');
    expect(ending.stderr).toBe('carpy: CARPY_APDEX_T is "soon": want milliseconds above 0; it is ignored\n');
  });
});

describe('request records at the end', { timeout: 30_000 }, () => {
  let server: HelloServer;
  beforeEach(async () => {
    server = await openHelloServer(acceptingRecords);
  });
  afterEach(() => server.close());
  const recorded = () => ({ ...env(), CARPY_URL: server.url, CARPY_RECORDS: 'true' });
  const names = () => server.bodies.flatMap(({ records }) => records.map(({ transaction }) => transaction));
  const hello = `const answered = async () => { while (agent.stats().hellosAnswered === 0) await new Promise(setImmediate); };`;

  it('go out when the event loop runs dry, before and after hello is answered', async () => {
    expect(await built.run(job, recorded())).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(names()).toEqual(['job']);
    const later = `${hello} agent.transaction('first', () => {}); answered().then(() => agent.transaction('last', () => {}));`;
    expect(await built.run(later, recorded())).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(names()).toEqual(['job', 'first', 'last']);
    expect(server.bodies.at(-1)?.head).toMatchObject({ seen: { first: 1, last: 1 }, kept: { first: 1, last: 1 } });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('go out at %s, of which the process dies as ever', async (signal) => {
    const ending = await built.run(`${job} ${stay}`, recorded(), (child) => child.kill(signal));
    expect(ending).toMatchObject({ code: null, signal });
    expect(names()).toEqual(['job']);
  });

  it('go out when an application that handles the signal lets the loop run dry', async () => {
    const program = `${job} const timer = setInterval(() => {}, 1000); process.on('SIGTERM', () => clearInterval(timer)); process.stdout.write('ready');`;
    const ending = await built.run(program, recorded(), (child) => child.kill('SIGTERM'));
    expect(ending).toMatchObject({ code: 0, signal: null });
    expect(names()).toEqual(['job']);
  });

  it('keep no process for long that has nobody to send them to', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    for (const address of [url, 'http://127.0.0.1:9']) {
      const ended = await built.run(job, { ...recorded(), CARPY_URL: address });
      expect(ended).toMatchObject({ code: 0, signal: null });
      const signalled = await built.run(`${job} ${stay}`, { ...recorded(), CARPY_URL: address }, (child) =>
        child.kill('SIGTERM'),
      );
      expect(signalled).toMatchObject({ code: null, signal: 'SIGTERM' });
    }
    silent.closeAllConnections();
    silent.close();
  });

  it('do not outlast a second signal', async () => {
    const silent = createServer((request) => {
      if (request.url?.endsWith('/records') === true) child?.kill('SIGTERM');
    });
    let child: ChildProcess | undefined;
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const program = `${job} ${stay} process.on('exit', () => process.stdout.write(' exit'));`;
    const ending = await built.run(program, { ...recorded(), CARPY_URL: url }, (started) => {
      child = started;
      child.kill('SIGTERM');
    });
    expect(ending).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'ready' });
    silent.closeAllConnections();
    silent.close();
  });
});
