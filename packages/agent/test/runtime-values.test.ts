import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltAgent, buildAgent } from './built-agent.ts';
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

const env = (runtime = 'on') => ({ CARPY_STATSD: receiver.address, CARPY_RUNTIME: runtime });
const start = `agent.start({ flushIntervalMs: 25 });`;

/** The values of one name, in the order in which they came. */
const valuesOf = (name: string): number[] =>
  receiver
    .lines()
    .filter((line) => line.startsWith(`carpy.app.one.runtime.${name}:`))
    .map((line) => Number(/:([\d.]+)\|ms$/.exec(line)?.[1]));
const names = (): string[] => [
  ...new Set(receiver.lines().flatMap((line) => /^carpy\.app\.one\.runtime\.(\w+):/.exec(line)?.[1] ?? [])),
];

const ALWAYS = [
  'loop_utilization_percent',
  'heap_used_bytes',
  'heap_total_bytes',
  'external_bytes',
  'array_buffers_bytes',
  'active_handles',
  'transactions_in_flight',
  'agent_flush',
  'agent_lines_dropped',
  'agent_faults',
];
const OF_THE_PROCESS = ['rss_bytes', 'cpu_user_percent', 'cpu_system_percent'];

describe('runtime values', { timeout: 30_000 }, () => {
  it('tell of loop, memory, collections, CPU and the agent, and keep no process alive', async () => {
    const program = `${start}
      agent.startTransaction('open'); agent.startTransaction('ended').end();
      let waste = [], turns = 0;
      const work = setInterval(() => {
        for (let i = 0; i < 2e5; i++) waste.push({ i });
        const until = Date.now() + 60;
        while (Date.now() < until);
        // By turns, not by time, of which a busy machine may give it one only.
        if (++turns === 8) { clearInterval(work); waste = undefined; }
      }, 5);`;
    expect(await built.run(program, env())).toMatchObject({ code: 0, signal: null, stderr: '' });
    await receiver.waitFor(/runtime\.gc_(minor|major)/);
    await receiver.waitFor(/runtime\.loop_delay_max/);
    expect(names()).toEqual(
      expect.arrayContaining([...ALWAYS, ...OF_THE_PROCESS, 'loop_delay_p50', 'loop_delay_p99', 'loop_delay_max']),
    );
    expect(valuesOf('transactions_in_flight').at(-1)).toBe(1);
    // Each turn of the loop is held up for 60 ms.
    expect(Math.max(...valuesOf('loop_delay_max'))).toBeGreaterThan(20);
    expect(Math.max(...valuesOf('loop_utilization_percent'))).toBeGreaterThan(50);
    expect(Math.max(...valuesOf('heap_used_bytes'))).toBeGreaterThan(1e6);
    expect(Math.max(...valuesOf('rss_bytes'))).toBeGreaterThan(1e7);
    expect(Math.max(...valuesOf('cpu_user_percent'))).toBeGreaterThan(0);
    expect(receiver.lines().filter((line) => line.includes('runtime') && !/:[\d.]+\|ms$/.test(line))).toEqual([]);
  });

  it('are turned off by a setting', async () => {
    const program = `${start} agent.transaction('job', () => {}); setTimeout(() => {}, 150);`;
    await built.run(program, env('off'));
    await receiver.waitFor(/job\.ok/);
    expect(names()).toEqual([]);
  });

  it('of a worker thread are its own only: what the process has, the main thread tells once', async () => {
    const program = `
      const { Worker, isMainThread } = require('node:worker_threads');
      if (isMainThread) new Worker(__filename);
      else { ${start} setTimeout(() => {}, 250); }`;
    expect(await built.run(program, env())).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(/runtime\.agent_faults/);
    expect(names()).toEqual(expect.arrayContaining(ALWAYS));
    expect(names().filter((name) => OF_THE_PROCESS.includes(name))).toEqual([]);
  });

  it('come from every process of a cluster, under one name', async () => {
    const program = `
      const cluster = require('node:cluster');
      if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork();
      else {
        ${start}
        agent.counter('pid' + cluster.worker.id);
        for (let i = 0; i < cluster.worker.id * 10; i++) agent.startTransaction('open');
        setTimeout(() => process.exit(), 400);
      }`;
    expect(await built.run(program, env())).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(/transactions_in_flight:10\|ms/);
    await receiver.waitFor(/transactions_in_flight:20\|ms/);
  });
});
