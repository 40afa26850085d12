/** What one query may take of a real server, and that nobody else waits for it. */
import type { ErrorAnswer, QueryCounts, StatusAnswer } from '@carpy/api';
import { afterEach, expect, it } from 'vitest';
import { type CarpyProcess, eventually, getJson, render, sendTcp, startCarpy, valuesOf } from './carpy-process.ts';

let carpy: CarpyProcess;
afterEach(() => carpy.stop());

/** A server that has had these carbon series, one point each. */
async function serverWith(names: readonly string[], ...args: string[]): Promise<void> {
  carpy = await startCarpy({ args });
  const nowS = Math.floor(Date.now() / 1_000);
  await sendTcp(carpy.ports.carbon as number, names.map((name) => `${name} 2 ${nowS}\n`).join(''));
  await eventually(
    () => render(carpy, names[0] as string),
    (answer) => valuesOf(answer).length > 0,
  );
}

/** By POST: the long ones are no address any more. */
const ask = (targets: readonly string[], from: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${carpy.url}/render`, {
    method: 'POST',
    body: new URLSearchParams([['format', 'json'], ['from', from], ...targets.map((target) => ['target', target])]),
    ...(signal && { signal }),
  });

const queries = async (): Promise<QueryCounts> => (await getJson<StatusAnswer>(`${carpy.url}/api/v1/status`)).queries;

async function refused(target: string, from: string): Promise<string> {
  const answer = await ask([target], from);
  const { error } = (await answer.json()) as ErrorAnswer;
  expect([answer.status, error.code]).toEqual([400, 'CARPY_TOO_MUCH']);
  return error.message;
}

/** Thousands of functions over a day of seconds: as good as without end, when nothing stops it. */
const long = Array.from({ length: 30 }, (_, i) => `sumSeries(${`scale(a.b,${i}),`.repeat(300)}a.b)`);
const longArgs = ['--flush-interval', '1000', '--retention', '1s:1d', '--query-max-memory', '16000'];

const metric = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((l) => l.startsWith(`${name} `))
      ?.split(' ')[1],
  );

it('refuses what matches too many series, or reads too many points, before it reads, and counts that', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `many.s${i}`);
  await serverWith(names, '--query-max-series', '10', '--query-max-points', '10000');
  expect(await refused('sumSeries(many.*)', '-1h')).toMatch(/matches more than 10 series; narrow it/);
  expect(await refused('many.s?', '-4h')).toMatch(
    /10 series of 1440 slots .* at most 10000 are read: narrow the time range/,
  );
  expect(valuesOf(await render(carpy, 'sumSeries(many.s?)', '-1h'))).toEqual([20]);
  expect(await queries()).toMatchObject({ running: 0, refused: 2 });
  const text = await (await fetch(`${carpy.url}/metrics`)).text();
  expect(metric(text, 'carpy_queries_running')).toBe(0);
  expect(metric(text, 'carpy_queries_total{outcome="refused"}')).toBe(2);
});

it('stops the work of a client that went away, and answers others while it runs', async () => {
  await serverWith(['a.b'], ...longArgs);
  const client = new AbortController();
  const asked = ask(long, '-1d', client.signal).catch((e: Error) => e.name);
  await eventually(queries, ({ running }) => running === 1);
  expect(valuesOf(await render(carpy, 'a.b'))).toEqual([2]);
  await getJson(`${carpy.url}/api/v1/apps`);
  expect(await queries()).toMatchObject({ running: 1, cancelled: 0 });
  client.abort();
  expect(await asked).toBe('AbortError');
  expect(await eventually(queries, ({ running }) => running === 0)).toMatchObject({ cancelled: 1, timedOut: 0 });
});

it('ends a query whose time is over, and says what to narrow', async () => {
  await serverWith(['a.b'], ...longArgs, '--query-timeout', '200');
  const answer = await ask(long, '-1d');
  const { error } = (await answer.json()) as ErrorAnswer;
  expect([answer.status, error.code]).toEqual([503, 'CARPY_TIMEOUT']);
  expect(error.message).toContain('more than 0.2 s; narrow the time range');
  const { running, timedOut } = await queries();
  expect([running, timedOut > 0]).toEqual([0, true]);
  // Its room goes on, or another stands in for it.
  await eventually(
    () => render(carpy, 'a.b'),
    (rendered) => valuesOf(rendered).length === 1,
  );
});
