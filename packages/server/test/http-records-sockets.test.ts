import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HttpListener, listenHttp } from '../src/http/listen.ts';
import { harness, NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, testRoom } from './fakes/records-room.ts';

let room: TestRoom;
let http: HttpListener;
let nowMs = 0;
beforeEach(async () => {
  nowMs = 0;
  room = testRoom({ recordsPerS: 1, uptimeMs: () => nowMs });
  const { app } = await harness({ deps: { records: room.client } });
  http = await listenHttp(app, { hosts: ['127.0.0.1', '::1'], port: 0, closeGraceMs: 0 });
});
afterEach(async () => {
  await http.close();
  room.close();
});

let made = 0;
async function send(host: string, app: string, records: number): Promise<[number, string | null]> {
  const lines: object[] = [{ app, server: 'web-1', sentAtMs: NOW_MS, seen: {}, kept: {} }];
  for (let i = 0; i < records; i++)
    lines.push({ id: (++made).toString(16).padStart(32, '0'), startMs: NOW_MS, kind: 'log' });
  const answer = await fetch(`http://${host}:${http.port}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  return [answer.status, answer.headers.get('retry-after')];
}

it('holds an address to its rate whatever apps it names, before its body is unpacked', async () => {
  expect(await send('127.0.0.1', 'a', 9)).toEqual([202, null]);
  expect(await send('127.0.0.1', 'b', 9)).toEqual([202, null]);
  expect(await send('127.0.0.1', 'c', 1)).toEqual([429, '9']);
  if (http.hosts.includes('::1')) expect(await send('[::1]', 'c', 1)).toEqual([202, null]);
  nowMs = 9_000;
  expect(await send('127.0.0.1', 'c', 1)).toEqual([202, null]);
});
