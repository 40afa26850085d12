/** What somebody finds who opens the request log of `carpy demo`. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { RecordsPage } from '@carpy/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bin, exitOf, freePorts, getJson, type Ports } from './carpy-process.ts';

let demo: ChildProcess;
let url: string;
beforeAll(async () => {
  demo = spawn(process.execPath, [bin, 'demo', ...freePorts, '--print-ports'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise<string>((resolve) => {
    demo.stdout?.once('data', (line) => resolve((JSON.parse(String(line)) as Ports).http));
  });
});
afterAll(async () => {
  demo.kill('SIGTERM');
  await exitOf(demo);
});

it('has requests and jobs of several servers and versions, errors, and log lines', async () => {
  const found = async (): Promise<Record<string, readonly string[]>> => {
    const { facets = {} } = await getJson<RecordsPage>(`${url}/api/v1/records?app=shop&limit=0&facets=20`);
    return Object.fromEntries(
      Object.entries(facets).map(([field, values]) => [field, values.map(({ value }) => value)]),
    );
  };
  await expect.poll(found, { timeout: 60_000, interval: 500 }).toMatchObject({
    outcome: expect.arrayContaining(['ok', 'error']),
    status: expect.arrayContaining(['2xx', '5xx']),
    server: expect.arrayContaining(['web-1', 'web-2', 'worker-1']),
    version: expect.arrayContaining(['2.3.0', '2.3.1']),
    kind: expect.arrayContaining(['http', 'transaction', 'log']),
  });
  const { records = [] } = await getJson<RecordsPage>(`${url}/api/v1/records?app=shop&q=outcome:error&limit=1`);
  expect(records[0]).toMatchObject({
    error: { message: expect.any(String), stack: expect.stringContaining('demo.js') },
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});
