/** Errors by group as people meet them: the built server with its threads and disk, metrics beside records, a kill in between. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorGroupAnswer, ErrorsAnswer } from '@carpy/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type CarpyProcess,
  eventually,
  getJson,
  runCarpy,
  sendUdp,
  startCarpy,
  temporaryFolder,
} from './carpy-process.ts';

let dataDir: string;
let carpy: CarpyProcess;
beforeEach(async () => {
  dataDir = await temporaryFolder();
  carpy = await startCarpy({ dataDir, args: ['--flush-interval', '1000'] });
});
afterEach(async () => {
  await carpy.stop('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

let made = 0;
const failed = (message: string, stack: string) => ({
  id: (++made).toString(16).padStart(32, '0'),
  startMs: Date.now(),
  durationMs: 12,
  transaction: 'POST /pay',
  outcome: 'error',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  error: { type: 'CardError', message, stack: `CardError: ${message}\n    at ${stack}` },
});
const send = async (lines: readonly object[], version = '1.0'): Promise<unknown> => {
  const body = [{ app: 'shop', server: 'web-1', version }, ...lines].map((line) => JSON.stringify(line)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  return (await fetch(`${carpy.url}/api/v1/records`, { method: 'POST', headers, body })).json();
};
const list = (): Promise<ErrorsAnswer> => getJson(`${carpy.url}/api/v1/errors?app=shop&from=-1h`);
const change = (fingerprint: string, body: object): Promise<Response> =>
  fetch(`${carpy.url}/api/v1/errors/${fingerprint}?app=shop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('counts what the metrics count, and knows all after a kill', async () => {
  const pay = 'pay (/srv/src/pay.js:3:9)';
  await send([failed('card 17 of ann@example.com declined', pay), failed('card 18 of bob@example.com declined', pay)]);
  await send([
    { levelname: 'ERROR', msg: 'job failed', exc_text: 'Traceback (most recent call last):\nValueError: bad 7' },
  ]);
  const line = 'carpy.shop.web-1.POST-pay.error:5|ms';
  await sendUdp(carpy.ports.statsd?.udp ?? 0, Array<string>(30).fill(line).join('\n'));
  const answer = await eventually(list, ({ groups }) => groups[0]?.exact === false);
  expect(answer).toMatchObject({ errorCount: 31, requestCount: 30 });
  expect(answer.groups.map(({ pattern, count, exact }) => [pattern, count, exact])).toEqual([
    ['card <n> of <email> declined', 30, false],
    ['bad <n>', 1, true],
  ]);
  const fingerprint = answer.groups[0]?.fingerprint ?? '';
  expect((await change(fingerprint, { action: 'resolve' })).status).toBe(200);
  await carpy.stop('SIGKILL');

  carpy = await startCarpy({ dataDir, args: ['--flush-interval', '1000'] });
  const after = await list();
  expect(after.groups.map(({ pattern, state }) => [pattern, state])).toEqual([
    ['card <n> of <email> declined', 'resolved'],
    ['bad <n>', 'open'],
  ]);
  expect(after.groups.map(({ message }) => message)).toEqual(answer.groups.map(({ message }) => message));
  expect(after.groups[0]?.message).toMatch(/^card 18 of .* declined$/);
  expect(after.groups[0]?.firstSeenMs).toBe(answer.groups[0]?.firstSeenMs);
  // A server that still runs the old version, then a new version.
  const ofGroup = async () => (await list()).groups.find((group) => group.fingerprint === fingerprint);
  await send([failed('card 19 of eve@example.com declined', pay)]);
  expect((await ofGroup())?.state).toBe('resolved');
  await send([failed('card 20 of eve@example.com declined', pay)], '1.1');
  expect(await ofGroup()).toMatchObject({
    state: 'open',
    reopened: true,
    lastVersion: '1.1',
  });
});

it('shows stacks by the source maps that the command line sends', async () => {
  const dist = join(dataDir, 'build', 'dist');
  await mkdir(dist, { recursive: true });
  const map = {
    version: 3,
    sources: ['../src/pay.ts'],
    names: [],
    mappings: 'AAAA',
    sourcesContent: ['charge(card);'],
  };
  await writeFile(join(dist, 'server.js.map'), JSON.stringify(map));
  const sent = await runCarpy(['sourcemaps', 'upload', dist, '--app', 'shop', '--release', '1.0', '--url', carpy.url]);
  expect(sent).toMatchObject({ code: 0, out: 'uploaded: 1 source map of shop 1.0\n' });
  await send([failed('declined', 't (/srv/dist/server.js:1:1)')]);
  const [group] = (await list()).groups;
  expect(group?.culprit).toBe('t (src/pay.ts)');
  const { latest } = await getJson<ErrorGroupAnswer>(
    `${carpy.url}/api/v1/errors/${group?.fingerprint}?app=shop&from=-1h`,
  );
  expect(latest?.frames[0]).toMatchObject({
    original: { file: 'src/pay.ts', line: 1 },
    source: { startLine: 1, lines: ['charge(card);'] },
  });
});
