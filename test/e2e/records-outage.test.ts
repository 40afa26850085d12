/** The thread of the request log dies while the server runs: metrics go on, everybody is told, and nothing that was answered 202 is missing. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordsPage, StatusAnswer } from '@carpy/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type CarpyProcess,
  eventually,
  getJson,
  render,
  root,
  sendUdp,
  startCarpy,
  temporaryFolder,
  valuesOf,
} from './carpy-process.ts';

let folder: string;
let carpy: CarpyProcess;
beforeEach(async () => {
  folder = await temporaryFolder();
  const breaking = join(root, 'test/e2e/break-records-thread.cjs');
  carpy = await startCarpy({
    dataDir: join(folder, 'data'),
    args: ['--flush-interval', '1000'],
    env: { BREAK_RECORDS_BY: join(folder, 'order'), NODE_OPTIONS: `--require=${breaking} --max-old-space-size=160` },
  });
});
afterEach(async () => {
  await carpy.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Written beside and renamed, so that it is never seen half. */
async function order(how: string): Promise<void> {
  await writeFile(join(folder, 'new-order'), how);
  await rename(join(folder, 'new-order'), join(folder, 'order'));
}

const idOf = (n: number): string => n.toString(16).padStart(32, '0');

async function post(n: number): Promise<Response> {
  const nowMs = Date.now();
  const head = { app: 'shop', server: 'web-1', sentAtMs: nowMs, seen: { pay: 1 }, kept: { pay: 1 } };
  const record = { id: idOf(n), startMs: nowMs, kind: 'http', transaction: 'pay', durationMs: 5, outcome: 'ok' };
  return fetch(`${carpy.url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(head)}\n${JSON.stringify({ ...record, children: [], context: {}, logs: [] })}\n`,
  });
}

const status = () => getJson<StatusAnswer>(`${carpy.url}/api/v1/status`);
const closedLines = () => carpy.log().match(/the request log is closed/g)?.length ?? 0;

it.each([
  { how: 'fault', why: /a fault that nobody catches/ },
  { how: 'memory', why: /memory/ },
])('dies of $how', { timeout: 90_000 }, async ({ how, why }) => {
  const taken: number[] = [];
  for (let n = 1; n <= 20; n++) if ((await post(n)).status === 202) taken.push(n);
  expect(taken).toHaveLength(20);

  await order(how);
  // Agents go on sending: what is refused they keep, and are told when to come again.
  let refused: Response | undefined;
  for (let n = 21; refused === undefined; n++) {
    const answer = await post(n);
    if (answer.status === 202) taken.push(n);
    else refused = answer;
  }
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  const { outage } = (await status()).records;
  expect(outage?.why).toMatch(why);
  const ready = await fetch(`${carpy.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, expect.stringContaining('the request log is closed')]);

  await sendUdp(carpy.ports.statsd.udp as number, `shop.during.${how}:7|c`);
  await eventually(
    () => render(carpy, `stats.counters.shop.during.${how}.count`),
    (found) => valuesOf(found).includes(7),
  );

  await eventually(status, ({ records }) => records.outage === null && records.kept !== null);
  const { rows = [] } = await getJson<RecordsPage>(`${carpy.url}/api/v1/records?app=shop&view=rows&limit=1000`);
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(taken.map(idOf)));
  expect((await post(9_999)).status).toBe(202);
  expect(await (await fetch(`${carpy.url}/readyz`)).text()).toBe('ready\n');
  expect(closedLines()).toBe(1);
  expect(carpy.log()).toMatch(why);
});

it('waits longer each time that it dies soon again', { timeout: 90_000 }, async () => {
  const pauses: number[] = [];
  for (let times = 1; times <= 3; times++) {
    await order('fault');
    await eventually(
      async () => closedLines(),
      (lines) => lines === times,
    );
    await eventually(status, ({ records }) => records.outage === null && records.kept !== null);
  }
  for (const [, ms] of carpy.log().matchAll(/againInMs\D*(\d+)/g)) pauses.push(Number(ms));
  expect(pauses).toEqual([1_000, 2_000, 4_000]);
});
